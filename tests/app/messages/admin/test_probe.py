"""The sentences of a probe."""

import pytest

from app.messages.admin import probe as words


def test_what_will_be_made_is_said_before_it_is():
    assert words.consent("Scratch", None, most_calls=60) == (
        'In the list "Scratch", Stagegate makes up to three tasks, comments on them, a tag and a webhook, '
        "and removes them again. People who follow the list may be notified. It takes up to 60 calls and two "
        "minutes."
    )
    assert words.consent("A", "B", most_calls=60).startswith('In the lists "A" and "B", Stagegate makes ')


@pytest.mark.parametrize(
    ("key", "value", "number", "said"),
    [
        pytest.param("automations", "run", 12, "They run (12 seconds)", id="seconds"),
        pytest.param("automations", "run", 1, "They run (1 second)", id="one second"),
        pytest.param(
            "longest_description", "is_cut", 50_000, "It is cut (50,000 characters)", id="characters"
        ),
        pytest.param("unknown_task", "401 OAUTH_027", None, "401 OAUTH_027", id="a code"),
        pytest.param("guest_role", "number", None, "The number 4", id="no number"),
    ],
)
def test_what_was_seen_is_said(key, value, number, said):
    assert words.seen(key, value, number) == said


def test_why_a_question_was_not_asked_is_said():
    assert words.not_asked("custom_dates", "lacking", None) == "not asked. Make a date field in the list."
    assert words.not_asked("custom_dates", "calls", None) == "not asked: the calls of the probe were used up"
    assert words.not_asked("custom_dates", "refused", "403 FIELD_220") == (
        "not asked: ClickUp refused (403 FIELD_220)"
    )


def test_what_the_bot_does_because_of_a_code_is_said():
    gone = "It takes the ticket for one that is out of sight, and leaves it alone."
    assert words.does("trashed_task", "401 OAUTH_027") == gone
    assert words.does("trashed_task", "is_shown") == "It takes the ticket for one that is there."


def test_what_cannot_be_probed_is_said():
    assert words.list_in_use("901") == (
        "The list 901 is used by the process. Make an empty list that is only for the probe."
    )
    assert words.list_not_seen("901") == (
        "There is no list 901 that the bot's user can see. Share it with that user."
    )
    assert (
        words.list_not_empty("A")
        == 'The list "A" holds tasks. Make an empty list that is only for the probe.'
    )
    assert words.same_list() == "--list and --other-list are the same list. Name two."
    assert words.no_list("A") == (
        '"A" is no id or address of a list. Open the list in ClickUp and copy its address, such as '
        "https://app.clickup.com/9012345678/v/li/901200000001."
    )


def test_what_is_left_is_named():
    assert words.not_removed(words.a_tag("x"), "403") == (
        '! The tag "x" could not be removed (403). Remove it by hand.'
    )
    assert words.not_removed(words.a_webhook("7"), "") == (
        "! The webhook 7 could not be removed. Remove it by hand."
    )
    assert words.a_task("https://app.clickup.com/t/86c") == "The task https://app.clickup.com/t/86c"


def test_how_to_begin_is_said():
    assert words.NAME_A_LIST == (
        "Name an empty list made for this, by id or address: `stagegate probe --list LIST`. "
        "`--show` prints the last report."
    )
    assert words.NO_CONSENT == "No one can be asked here: say --yes if that may be done in the list."
    assert words.NEVER_ASKED == (
        "No probe was made yet. Run `stagegate probe --list LIST` on an empty list made for this."
    )
    assert words.BY_HAND == "Remove it by hand."
    assert words.never_asked() == (
        "No probe was made in this workspace, so some behaviour of ClickUp is assumed."
    )
    assert words.HOW_TO_ASK == (
        "Run `stagegate probe --list LIST` on an empty list. It removes what it makes."
    )


def test_what_is_asked_now_is_said():
    assert words.progress(3, 17, "automations") == "3/17 Do Automations run on changes made by API?"
    assert words.MAY_I == "Continue?"
    assert words.CLEANING_UP == "Cleaning up ..."
    assert words.NO_ONE_KNOWS == "no one knows"


def test_when_it_was_asked_is_said():
    assert words.asked_at("Mon 23 Nov 2026 09:00 UTC", 41) == (
        "Asked Mon 23 Nov 2026 09:00 UTC with 41 calls."
    )


@pytest.mark.parametrize(
    ("differing", "said"),
    [
        pytest.param(0, ", and behaves as expected.", id="none"),
        pytest.param(1, ": one answer is not as expected, and Stagegate follows what it saw.", id="one"),
        pytest.param(2, ": 2 answers are not as expected, and Stagegate follows what it saw.", id="two"),
    ],
)
def test_how_much_is_not_as_expected_is_said(differing, said):
    assert words.asked("2026-11-28", differing) == f"ClickUp was asked on 2026-11-28{said}"
