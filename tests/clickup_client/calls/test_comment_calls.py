from datetime import UTC, datetime

import pytest
from responses import matchers

from clickup_client import UnexpectedAnswerError
from clickup_client.comment import bold, line, text, unchecked

TASK_URL = "https://api.clickup.com/api/v2/task/86cx1k2ab/comment"
COMMENT_URL = "https://api.clickup.com/api/v2/comment/458"
PUT_BACK = text("Missing: ") + bold("Severity") + unchecked()
RUNS = [
    {"text": "Missing: ", "attributes": {}},
    {"text": "Severity", "attributes": {"bold": True}},
    {"text": "\n", "attributes": {"list": {"list": "unchecked"}}},
]


def test_a_comment_is_posted_as_rich_text_and_its_id_is_kept(client, answers, sent):
    answers.post(TASK_URL, json={"id": 458, "hist_id": "26508", "date": 1568036964079})

    assert client.add_comment("86cx1k2ab", PUT_BACK) == "458"
    assert sent() == {"comment": RUNS, "notify_all": False}


def test_a_comment_can_be_assigned(client, answers, sent):
    answers.post(TASK_URL, json={"id": "458"})

    client.add_comment("86cx1k2ab", text("Look."), assignee=183, group_assignee="g-1", notify_all=True)

    assert sent() == {
        "comment": [{"text": "Look.", "attributes": {}}],
        "notify_all": True,
        "assignee": 183,
        "group_assignee": "g-1",
    }


def test_an_answer_without_the_comments_id_is_unexpected(client, answers):
    answers.post(TASK_URL, json={})

    with pytest.raises(UnexpectedAnswerError):
        client.add_comment("86cx1k2ab", PUT_BACK)


def test_a_comment_is_edited_as_rich_text_alone(client, answers, sent):
    answers.put(COMMENT_URL, json={})

    client.edit_comment("458", comment=PUT_BACK, resolved=False, assignee=183)

    assert sent() == {
        "comment": RUNS,
        "resolved": False,
        "assignee": 183,
    }


@pytest.mark.parametrize(
    ("text_as", "body"),
    [
        ("both", {"comment": RUNS, "comment_text": "[ ] Missing: Severity\n"}),
        ("plain", {"comment_text": "[ ] Missing: Severity\n"}),
    ],
)
def test_an_edit_can_have_plain_text_beside_or_instead(client, answers, sent, text_as, body):
    answers.put(COMMENT_URL, json={})

    client.edit_comment("458", comment=PUT_BACK, text_as=text_as)

    assert sent() == body


def test_no_line_of_a_plain_text_looks_like_a_quotation(client, answers, sent):
    answers.put(COMMENT_URL, json={})

    client.edit_comment("458", comment=text("You wrote:") + line() + text("> Look"), text_as="plain")

    assert sent() == {"comment_text": "You wrote:\n > Look"}


def test_a_comment_is_resolved_and_its_text_stays(client, answers, sent):
    answers.put(COMMENT_URL, json={})

    client.edit_comment("458", resolved=True)

    assert sent() == {"resolved": True}


def test_an_edit_of_nothing_is_a_mistake(client):
    with pytest.raises(ValueError, match=r"^comment 458: nothing to change was given$"):
        client.edit_comment("458")


def test_the_newest_comments_are_read(client, answers, sample):
    answers.get(TASK_URL, json=sample("comments"), match=[matchers.query_param_matcher({})])

    newest, older = client.get_comments("86cx1k2ab")
    assert (newest.id, older.id) == ("458", "457")
    assert "".join(run.get("text", "") for run in newest.runs).strip() == newest.text.strip()


def test_older_comments_are_read_from_the_last_one_on(client, answers, sample):
    params = {"start": "1568036964078", "start_id": "457"}
    answers.get(TASK_URL, json=sample("comments"), match=[matchers.query_param_matcher(params)])

    client.get_comments(
        "86cx1k2ab", start=datetime(2019, 9, 9, 13, 49, 24, 78000, tzinfo=UTC), start_id="457"
    )


@pytest.mark.parametrize("half", [{"start": datetime(2019, 9, 9, tzinfo=UTC)}, {"start_id": "457"}])
def test_older_comments_need_both_marks(client, half):
    with pytest.raises(ValueError, match=r"^older comments need both start and start_id$"):
        client.get_comments("86cx1k2ab", **half)
