"""Which comments are commands."""

import json

import pytest

from app.deliveries.command import LONGEST, Command, asked, read
from clickup_client.webhook import read_delivery


def delivery(text="/why", *, event="taskCommentPosted", **item):
    history = {"id": "1", "field": "comment", "user": {"id": 7, "username": "Olivia"}, "after": "c1"} | item
    history.setdefault("comment", {"text_content": text})
    body = {"event": event, "webhook_id": "w", "task_id": "86a", "history_items": [history]}
    return read_delivery(json.dumps(body).encode())


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("/why", Command("why", "")),
        ("  /WHY\n", Command("why", "")),
        ("/check Closed (Resolved)\n", Command("check", "Closed (Resolved)")),
        ("/override Fixing\nThe client\tis waiting.", Command("override", "Fixing The client is waiting.")),
        ("/pause  lunch ", Command("pause", "lunch")),
        ("/resume", Command("resume", "")),
        ("/WHY", Command("why", "")),
        ("/why?", Command("why", "")),
        ("\n\n/why", Command("why", "")),
        ("It was put back.\n\n/why", Command("why", "")),
        ("It was put back.\r\n \r\n/CHECK Fixing\n", Command("check", "Fixing")),
        ("@Stagegate Bot /why", Command("why", "")),
        ("@stagegate /Why", Command("why", "")),
        ("@Stagegate Bot why?", Command("why", "")),
        ("@Stagegate Bot, check Fixing", Command("check", "Fixing")),
        ("@Stagegate Bot\n\n/pause lunch", Command("pause", "lunch")),
        ("@Stagegate Bot thank you!", Command("thank", "you!")),
        ("@Stagegate Bot", Command("", "")),
        ("@Stagegate Bot 7 days?", Command("", "7 days?")),
        ("/help", Command("help", "")),
        ("/overide Fixing because", Command("overide", "Fixing because")),
        ("/whyever", Command("whyever", "")),
        ("@Olivia Ops /why", None),
        ("@Stagegates /why", None),
        ("Look at the log:\n/why", None),
        ("Look at the log:\n\n/usr is full", None),
        ("/usr/bin is full", None),
        ("/2 of it", None),
        ("/ why", None),
        ("//why", None),
        ("why", None),
        ("please /why", None),
        ("/assign me", Command("assign", "me")),
        ("/", None),
        ("", None),
    ],
)
def test_a_command_is_a_word_after_a_slash_or_to_the_bot(text, command):
    assert read(text, bot="Stagegate Bot") == command


def test_a_bot_without_a_name_is_only_asked_with_a_slash():
    assert read("@Stagegate Bot why?", bot=None) is None
    assert read("/why", bot=None) == Command("why", "")


@pytest.mark.parametrize("text", ["@Stagegate Bot why?", "@Olivia Ops, please look"])
def test_whom_a_mention_means_is_found_out_later(text):
    assert asked(delivery(text)).text == text


def test_what_the_bot_says_is_no_command():
    assert asked(delivery("@Olivia Ops moved this ticket.\n\nStagegate, reference 12\n")) is None


def test_it_is_known_by_its_comment():
    found = asked(delivery("/pause lunch", date="1761300000000"))

    assert (found.comment_id, found.user_id, found.user_name, found.text) == (
        "c1",
        7,
        "Olivia",
        "/pause lunch",
    )
    assert found.at.year == 2025


@pytest.mark.parametrize("after", [None, "", {"strange": 1}])
def test_without_a_comment_it_is_known_by_the_change(after):
    assert asked(delivery(after=after)).comment_id == "1"


@pytest.mark.parametrize("event", ["taskUpdated", "taskCommentUpdated", ""])
def test_only_a_comment_that_was_just_posted_asks(event):
    assert asked(delivery(event=event)) is None


@pytest.mark.parametrize("user", [None, {}, {"id": -1}, {"id": "x"}])
def test_no_one_and_automations_ask_nothing(user):
    assert asked(delivery(user=user)) is None


@pytest.mark.parametrize("comment", [None, {}, [], {"text_content": 5}, {"text_content": "a\0"}])
def test_a_strange_comment_asks_nothing(comment):
    assert asked(delivery(comment=comment)) is None


def test_not_all_of_a_novel_is_kept():
    assert len(asked(delivery("/pause " + "x" * 10_000)).text) == LONGEST
