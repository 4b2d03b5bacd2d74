"""What keeps a notice from being mailed, said as the stage's owner reads it."""

from types import SimpleNamespace

import pytest

from app.messages.comments import fallback as words
from app.notices.fields import read_fields
from clickup_client.models import Task
from rules.process.notices import NoticeFields

KINDS = ["estimated", "rescheduled", "delivered", "closed"]
OPTIONS = {"options": [{"id": f"o{n}", "name": kind, "orderindex": n} for n, kind in enumerate(KINDS)]}
BOT = SimpleNamespace(process=SimpleNamespace(notices=SimpleNamespace(fields=NoticeFields())))
FIELDS = {
    "Client notice": {"type": "drop_down", "type_config": OPTIONS},
    "Client notice text": {"type": "text"},
    "Notice sent": {"type": "checkbox"},
    "Client email": {"type": "email", "value": "client@example.com"},
    "Resolution Notes": {"type": "text", "value": "A fix."},
}


def fields(**changes):
    """The fields of a ticket; a change of None takes one away."""
    named = FIELDS | {name.replace("_", " "): change for name, change in changes.items()}
    custom = [
        {"id": f"id of {name}", "name": name, **spec} for name, spec in named.items() if spec is not None
    ]
    task = Task.model_validate({"id": "t", "status": "x", "list_id": "1", "custom_fields": custom})
    return read_fields(BOT, task)


@pytest.mark.parametrize("kind", KINDS)
def test_with_all_its_fields_any_notice_can_be_mailed(kind):
    assert fields().problem(kind) is None


@pytest.mark.parametrize("kind_of_text", ["text", "short_text"])
def test_the_text_may_be_long_or_short(kind_of_text):
    assert fields(Client_notice_text={"type": kind_of_text}).problem("closed") is None


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"Client_notice": None},
            words.no_field("Client notice"),
        ),
        (
            {"Client_notice_text": None},
            words.no_field("Client notice text"),
        ),
        (
            {"Client_notice": {"type": "labels", "type_config": OPTIONS}},
            words.wrong_type("Client notice", "a drop-down"),
        ),
        (
            {"Client_notice_text": {"type": "number"}},
            words.wrong_type("Client notice text", "a text field"),
        ),
        (
            {"Client_notice": {"type": "drop_down", "type_config": {"options": OPTIONS["options"][:3]}}},
            words.no_option("Client notice", "closed"),
        ),
        (
            {"Client_notice": {"type": "drop_down"}},
            words.no_option("Client notice", "closed"),
        ),
        ({"Client_email": None}, words.no_address("Client email")),
        ({"Client_email": {"type": "email"}}, words.no_address("Client email")),
        (
            {"Client_email": {"type": "email", "value": "  "}},
            words.no_address("Client email"),
        ),
        (
            {"Client_email": {"type": "email", "value": 5}},
            words.no_address("Client email"),
        ),
    ],
)
def test_what_is_wrong_is_one_sentence(changes, sentence):
    assert fields(**changes).problem("closed") == sentence


def test_without_a_receipt_field_a_notice_is_mailed_all_the_same():
    assert fields(Notice_sent=None).problem("closed") is None


@pytest.mark.parametrize("value", [2, "o2"], ids=["by its place", "by its id"])
@pytest.mark.parametrize(
    ("kind", "words", "shown"),
    [
        ("delivered", "Hello,\n\nit is done.", True),
        ("delivered", "Hello,\r\n\r\nit is done. ", True),
        ("delivered", "Hello,\n\nit is not.", False),
        ("closed", "Hello,\n\nit is done.", False),
    ],
    ids=["the same", "other ends of lines", "another text", "another kind"],
)
def test_a_notice_is_shown_if_kind_and_text_are_those(value, kind, words, shown):
    written = fields(
        Client_notice={"type": "drop_down", "type_config": OPTIONS, "value": value},
        Client_notice_text={"type": "text", "value": "Hello,\n\nit is done."},
    )

    assert written.shows(kind, words) is shown


def test_an_option_that_was_deleted_shows_nothing():
    deleted = {"type": "drop_down", "type_config": OPTIONS, "value": "o9"}

    assert fields(Client_notice=deleted).written_kind is None


def test_options_are_found_in_any_capitals():
    shouting = {"options": [{"id": "o1", "name": "CLOSED", "orderindex": 0}]}

    assert fields(Client_notice={"type": "drop_down", "type_config": shouting}).problem("closed") is None


def test_what_is_written_is_named_as_clickup_will_tell_it():
    assert fields().writes_of("closed", "Hello.") == {
        "field:id of Client notice": "o3",
        "field:id of Client notice text": "Hello.",
        "field:id of Notice sent": "false",
    }


def test_resolution_notes_come_with_the_fields():
    assert fields().notes == "A fix."
    assert fields(Resolution_Notes=None).notes is None
