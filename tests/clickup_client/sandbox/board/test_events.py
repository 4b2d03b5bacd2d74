"""What a board is told while it is open."""

import json

import pytest
import requests

from clickup_client.sandbox.board.events import News


@pytest.fixture
def news(app, sandbox):
    """What Theo is told of the List with tickets; the first answer, with all cards, is behind him."""
    told = News(sandbox, app.jinja_env, list_id="1000", person=sandbox.directory.user(3))
    told.fresh()
    return told


def test_the_first_has_all_cards(app, sandbox):
    first = News(sandbox, app.jinja_env, list_id="1000", person=sandbox.directory.user(3)).fresh()

    assert [(card["id"], card["status"]) for card in first["cards"]] == [("t1", "to do"), ("t2", "Doing")]
    assert '<li class="card" data-id="t1" data-status="to do"' in first["cards"][0]["html"]


def test_without_a_change_there_is_no_news(news):
    assert news.fresh() == {}


def test_a_move_is_told_with_its_card_and_who_did_it(news, call, clock):
    call("PUT", "/api/v2/task/t1", {"status": "doing"})

    told = news.fresh()

    assert [(card["id"], card["status"]) for card in told["cards"]] == [("t1", "Doing")]
    assert told["happened"] == [
        {
            "number": 1,
            "at": int(clock().timestamp() * 1000),
            "task": "t1",
            "name": "Login fails",
            "field": "status",
            "what": "status",
            "by": 2,
            "who": "Olivia Ops",
            "before": "to do",
            "after": "doing",
            "text": "",
        }
    ]
    assert news.fresh() == {}


def test_a_move_that_was_taken_back_is_told_although_the_card_is_where_it_was(news, call, clock):
    clock.forward(seconds=1)
    call("PUT", "/api/v2/task/t1", {"status": "doing"})
    call("PUT", "/api/v2/task/t1", {"status": "to do"})

    told = news.fresh()

    assert [(card["id"], card["status"]) for card in told["cards"]] == [("t1", "to do")]
    assert [item["after"] for item in told["happened"]] == ["doing", "to do"]


def test_a_comment_is_told_with_its_first_line(news, call):
    call("POST", "/api/v2/task/t1/comment", {"comment_text": "\nNot yet.\nThe notes are missing."})

    [item] = news.fresh()["happened"]

    assert (item["field"], item["text"]) == ("comment", "Not yet.")


def test_a_field_is_told_by_its_name(news, call):
    call("POST", "/api/v2/task/t1/field/f-notes", {"value": "Look"})

    [item] = news.fresh()["happened"]

    assert (item["what"], item["after"]) == ("Notes", "Look")


def test_a_new_ticket_is_told(news, call):
    task_id = call("POST", "/api/v2/list/1000/task", {"name": "Slow"})["id"]

    told = news.fresh()

    assert [card["id"] for card in told["cards"]] == [task_id]
    assert told["happened"][0]["what"] == "ticket"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("DELETE", "/api/v2/task/t1"),
        ("PUT", "/api/v3/workspaces/9011/tasks/t1/home_list/1002"),
    ],
    ids=["deleted", "moved to another List"],
)
def test_a_ticket_that_is_gone_is_told(news, call, method, path):
    call(method, path, status=204 if method == "DELETE" else 200)

    assert news.fresh()["gone"] == ["t1"]


def test_a_status_with_another_name_needs_another_page(news, call):
    call("POST", "/sandbox/lists/1000/statuses/Doing", {"name": "At it"})

    assert news.fresh()["reload"] is True


def test_an_unknown_list_has_no_cards(app, sandbox):
    told = News(sandbox, app.jinja_env, list_id="none", person=sandbox.directory.user(3))

    assert told.fresh() == {}


def test_changes_are_heard_over_http_until_the_sandbox_ends(over_http):
    url = over_http.url
    with requests.get(f"{url}/board/events?list=1000&as=3", stream=True, timeout=10) as answer:
        lines = answer.iter_lines(decode_unicode=True)
        first = json.loads(next(lines).removeprefix("data: "))
        headers = {"Authorization": "pk_ops"}
        requests.put(f"{url}/api/v2/task/t1", json={"name": "Login works"}, headers=headers, timeout=10)
        second = json.loads(next(line for line in lines if line).removeprefix("data: "))
        over_http.sandbox.feed.close()
        rest = [line for line in lines if line.startswith("data")]

    assert answer.headers["Content-Type"].startswith("text/event-stream")
    assert len(first["cards"]) == 2
    assert second["happened"][0]["after"] == "Login works"
    assert rest == []
