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
        ("/whyever", None),
        ("/checkout is broken", None),
        ("/ why", None),
        ("//why", None),
        ("why", None),
        ("please /why", None),
        ("/assign me", None),
        ("/", None),
        ("", None),
    ],
)
def test_a_command_is_a_known_word_after_a_slash_at_the_beginning(text, command):
    assert read(text) == command


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
def test_nobody_and_automations_ask_nothing(user):
    assert asked(delivery(user=user)) is None


@pytest.mark.parametrize("comment", [None, {}, [], {"text_content": 5}, {"text_content": "a\0"}])
def test_a_strange_comment_asks_nothing(comment):
    assert asked(delivery(comment=comment)) is None


def test_not_all_of_a_novel_is_kept():
    assert len(asked(delivery("/pause " + "x" * 10_000)).text) == LONGEST
