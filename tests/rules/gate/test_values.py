"""What counts as a value, type by type."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from rules.decision import Outcome, Verdict
from rules.gate.gate import decide
from rules.process.process import Process
from rules.ticket import Move, PullRequest, Ticket, Unread, Unusable


@pytest.fixture
def look():
    """The finding for one datum that is described as in a process file and has the given value."""

    def find(datum, value, name="Thing"):
        process = Process.model_validate(
            {
                "process": "One thing",
                "lists": {"tickets": "Tickets"},
                "categories": ["Bug", "Question"],
                "data": {name: datum},
                "stages": [
                    {"stage": "Start", "status": "start"},
                    {"stage": "Work", "status": "work", "requires": [name]},
                ],
            }
        )
        move = Move(from_stage="Start", to_stage="Work")
        (finding,) = decide(process, Ticket("1", {name: value}), move).findings
        return finding

    return find


# Empty, and no


@pytest.mark.parametrize(
    "blank",
    [None, "", " ", "\n\t", "\u00a0", "\u200b\ufeff"],
    ids=["none", "empty", "space", "line and tab", "no-break space", "signs without width"],
)
def test_a_text_that_no_one_can_see_is_empty(look, blank):
    assert look({"field": "Thing", "type": "text"}, blank).sentence == (
        'Thing is empty. Fill in the "Thing" field.'
    )


def test_the_field_is_named_as_clickup_names_it(look):
    assert look({"field": "Ding", "type": "text"}, None).sentence == (
        'Thing is empty. Fill in the "Ding" field.'
    )


@pytest.mark.parametrize("kind", ["checkbox", "yes_no"])
def test_no_is_an_answer(look, kind):
    assert look({"field": "Thing", "type": kind}, value=False).outcome is Outcome.MET


@pytest.mark.parametrize("answer", ["Yes", "No", " no ", "YES"])
def test_yes_and_no_of_a_drop_down_are_answers(look, answer):
    assert look({"field": "Thing", "type": "yes_no"}, answer).outcome is Outcome.MET


def test_another_option_is_no_answer(look):
    assert look({"field": "Thing", "type": "yes_no"}, "Maybe").sentence == (
        'Thing is answered with "Maybe", which is neither yes nor no. Correct it: answer yes or no in the '
        '"Thing" field. If it is a checkbox, tick it for yes, or tick it and untick it again for no.'
    )


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        ("checkbox", 'Tick the "Thing" field for yes. For no, tick it and untick it again.'),
        ("drop_down", 'Choose Yes or No in the "Thing" field.'),
    ],
)
def test_how_to_answer_fits_the_field_that_clickup_has(shown, words):
    process = Process.model_validate(
        {
            "process": "One thing",
            "lists": {"tickets": "Tickets"},
            "data": {"Thing": {"field": "Thing", "type": "yes_no"}},
            "stages": [{"stage": "Start", "status": "start", "requires": ["Thing"]}],
        }
    )
    ticket = Ticket("1", {"Thing": None}, {"Thing": shown})
    (asked,) = decide(process, ticket, Move(from_stage=None, to_stage="Start")).asks
    assert asked.sentence == f"Thing is not answered. {words}"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 'Thing is empty. Fill in the "Thing" field with at least 20 characters.'),
        (
            ".",
            (
                "Thing is too short: it has 1 character. Correct it: fill in the "
                '"Thing" field with at least 20 characters.'
            ),
        ),
        (
            "a  b\n\n c" + " " * 20,
            (
                "Thing is too short: it has 5 characters. Correct it: fill in the "
                '"Thing" field with at least 20 characters.'
            ),
        ),
        ("Twenty signs, exactly", "Thing is filled in."),
    ],
    ids=["empty", "a dot", "blanks", "long enough"],
)
def test_a_text_can_have_a_shortest_length(look, text, words):
    assert look({"field": "Thing", "type": "text", "at least": "20 characters"}, text).sentence == words


def test_a_checkbox_that_was_never_ticked_is_no_answer(look):
    assert look({"field": "Thing", "type": "checkbox"}, None).sentence == (
        'Thing is not answered. Tick the "Thing" field for yes. For no, tick it and untick it again.'
    )


# Missing values of every type


@pytest.mark.parametrize(
    ("datum", "sentence"),
    [
        ({"field": "Thing", "type": "number"}, 'Thing is not set. Enter a number in the "Thing" field.'),
        ({"field": "Thing", "type": "drop_down"}, 'Thing is not set. Choose one in the "Thing" field.'),
        (
            {"field": "Thing", "type": "labels", "choices": ["a", "b"]},
            'Thing is not set. Choose at least one in the "Thing" field: a or b.',
        ),
        (
            {"field": "Thing", "type": "people"},
            'Thing is not set. Add at least one person in the "Thing" field.',
        ),
        (
            {"field": "Thing", "type": "relationship"},
            'Thing is not set. Link at least one task in the "Thing" field.',
        ),
        (
            {"field": "Client", "then": "Tier", "choices": ["A", "B"]},
            (
                "Thing is not known: no Client is linked. "
                'In the "Client" field, link a Client whose "Tier" is filled in (A or B).'
            ),
        ),
        ({"task": "due_date"}, "Thing is not set. Set the ticket's Due Date."),
    ],
)
def test_a_missing_value_is_asked_for_where_it_is_kept(look, datum, sentence):
    assert look(datum, None).sentence == sentence


@pytest.mark.parametrize("kind", ["labels", "people", "relationship"])
def test_nothing_chosen_is_empty(look, kind):
    assert look({"field": "Thing", "type": kind}, ()).outcome is Outcome.UNMET


# Values that count


@pytest.mark.parametrize(
    ("datum", "value"),
    [
        ({"field": "Thing", "type": "number"}, 0),
        ({"field": "Thing", "type": "number"}, Decimal("0.5")),
        ({"field": "Thing", "type": "drop_down"}, "Anything"),
        ({"field": "Thing", "type": "drop_down", "choices": ["Major"]}, "major "),
        ({"field": "Thing", "type": "drop_down", "choices": "categories"}, "Question"),
        ({"field": "Thing", "type": "labels", "choices": ["a", "b"]}, ("b", "a")),
        ({"field": "Thing", "type": "people"}, ("Olivia Ops",)),
        ({"field": "Thing", "type": "relationship"}, ("Acme",)),
        ({"field": "Thing", "type": "url"}, "HTTP://localhost:8080/a?b#c"),
        ({"field": "Thing", "type": "url"}, " https://usheru.com\n"),
        ({"field": "Thing", "type": "date"}, date(2000, 1, 1)),
        ({"field": "Thing", "type": "date"}, datetime(2100, 1, 1, 23, tzinfo=UTC)),
        ({"field": "Client", "then": "Tier"}, "Gold"),
        ({"task": "priority"}, 1),
        ({"task": "priority"}, 4),
    ],
)
def test_a_value_of_the_right_kind_counts(look, datum, value):
    finding = look(datum, value)
    assert (finding.outcome, finding.sentence) == (Outcome.MET, "Thing is filled in.")


# Values that do not count


def test_a_choice_that_is_not_offered_does_not_count(look):
    datum = {"field": "Thing", "type": "labels", "choices": ["a", "b"]}
    assert look(datum, ("a", "c", "d")).sentence == (
        'Thing is "c" and "d", which is not one of its choices. '
        'Correct it: choose at least one in the "Thing" field: a or b.'
    )


def test_a_tier_that_is_not_offered_does_not_count(look):
    datum = {"field": "Client", "then": "Tier", "choices": ["Gold", "Silver"]}
    assert look(datum, "Wood").sentence == (
        'Thing is "Wood", which is not one of its choices. Correct it: in the "Client" field, link '
        'a Client whose "Tier" is filled in (Gold or Silver).'
    )


@pytest.mark.parametrize(
    "address",
    ["usheru.com", "ftp://usheru.com", "https://", "http://[", "http://a b", "//usheru.com", "mailto:a@b"],
)
def test_what_is_not_a_web_address_does_not_count(look, address):
    assert look({"field": "Thing", "type": "url"}, address).sentence == (
        f'Thing holds "{address}", which is not a web address. '
        'Correct it: put an address that starts with http:// or https:// into the "Thing" field.'
    )


@pytest.mark.parametrize("day", [date(1970, 1, 1), date(1999, 12, 31), date(2100, 1, 2), date.max, date.min])
def test_a_day_that_no_one_plans_for_does_not_count(look, day):
    assert look({"field": "Thing", "type": "date"}, day).sentence == (
        f'Thing is {day.isoformat()}, which cannot be right. Correct it: choose a day in the "Thing" field.'
    )


def test_a_due_date_that_no_one_plans_for_does_not_count(look):
    assert look({"task": "due_date", "mirror": "EDD"}, date(1970, 1, 1)).sentence == (
        "Thing is 1970-01-01, which cannot be right. "
        'Correct it: set the ticket\'s Due Date or the "EDD" field. The other one follows.'
    )


def test_a_value_that_is_certainly_no_good_is_said_with_its_reason(look):
    assert look(
        {"field": "Client", "then": "Tier"}, Unusable("the linked company no longer exists.")
    ).sentence == (
        "Thing is not known: the linked company no longer exists. "
        'In the "Client" field, link a Client whose "Tier" is filled in.'
    )


def test_long_texts_are_quoted_short_and_on_one_line(look):
    assert look({"field": "Thing", "type": "url"}, "no\naddress " * 20).observed == (
        'Thing holds "no address no address no address no address no address no a…", '
        "which is not a web address."
    )


# Values that no one knows


def test_a_value_that_could_not_be_read_is_not_taken_for_missing(look):
    finding = look({"field": "Thing", "type": "text"}, Unread("ClickUp does not answer"))
    assert (finding.outcome, finding.sentence) == (
        Outcome.UNKNOWN,
        (
            "Thing could not be read: ClickUp does not answer. "
            "The move is checked again as soon as this is known."
        ),
    )


def test_a_reason_that_was_not_given_is_not_left_blank(look):
    assert look({"field": "Thing", "type": "text"}, Unread(" . ")).observed == (
        "Thing could not be read: the reason is not known."
    )


def test_a_datum_that_no_one_looked_at_is_not_taken_for_missing(process, move):
    decision = decide(process, Ticket("1", {}), move("Verifying"))
    assert decision.verdict is Verdict.UNDECIDED
    assert decision.findings[0].observed == (
        "Pull Request could not be read: it did not come with the ticket."
    )


@pytest.mark.parametrize(
    ("datum", "value"),
    [
        ({"field": "Thing", "type": "text"}, date(2026, 1, 1)),
        ({"field": "Thing", "type": "number"}, True),
        ({"field": "Thing", "type": "yes_no"}, 1),
        ({"field": "Thing", "type": "drop_down"}, ("a",)),
        ({"field": "Thing", "type": "pull_request"}, "https://github.com/a/b/pull/1"),
        ({"field": "Thing", "type": "url"}, (PullRequest("https://github.com/a/b/pull/1"),)),
        ({"field": "Client", "then": "Tier"}, 3),
        ({"task": "due_date"}, "tomorrow"),
        ({"task": "priority"}, 5),
        ({"task": "priority"}, True),
        ({"task": "priority"}, Decimal("sNaN")),
    ],
)
def test_a_field_of_another_type_is_for_an_administrator_and_decides_nothing(look, datum, value):
    finding = look(datum, value)
    assert (finding.outcome, finding.sentence) == (
        Outcome.UNKNOWN,
        (
            "Thing is in a field whose type differs from the process file. "
            "An administrator needs to correct one of the two. Then the move is checked again."
        ),
    )
