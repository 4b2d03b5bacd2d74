"""What a board is told while it is open."""

import json
import re

import pytest
import requests

from clickup_client.sandbox.board.events import News
from clickup_client.sandbox.board.look import Look
from clickup_client.sandbox.board.panel import sections
from clickup_client.sandbox.deliveries.parcel import Answered
from clickup_client.sandbox.live.journal import Attempt


@pytest.fixture
def news(app, sandbox):
    """What Theo is told about the List, without the panel, after the first, which has all cards."""

    class Tickets(News):
        def fresh(self):
            return {name: told for name, told in super().fresh().items() if name != "panel"}

    told = Tickets(sandbox, app.jinja_env, list_id="1000", person=sandbox.directory.user(3))
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


def test_what_was_written_into_a_ticket_is_never_html(app, sandbox, call):
    call("PUT", "/api/v2/task/t1", {"name": "<script>alert(1)</script>"})

    told = News(sandbox, app.jinja_env, list_id="1000", person=sandbox.directory.user(3)).fresh()

    assert "&lt;script&gt;" in told["cards"][0]["html"]
    assert "&lt;script&gt;" in told["panel"]["activity"]
    assert "<script>" not in told["cards"][0]["html"] + told["panel"]["activity"]


def test_a_field_is_told_by_its_name(news, call):
    call("POST", "/api/v2/task/t1/field/f-notes", {"value": "Look"})

    [item] = news.fresh()["happened"]

    assert (item["what"], item["after"]) == ("Notes", "Look")


def test_a_new_ticket_is_told(news, call):
    task_id = call("POST", "/api/v2/list/1000/task", {"name": "Slow"})["id"]

    told = news.fresh()

    assert [card["id"] for card in told["cards"]] == [task_id]
    assert told["counts"] == {"1000": 3, "1001": 1}
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

    assert set(told.fresh()) == {"panel"}


def test_changes_are_heard_over_http_until_the_sandbox_ends(over_http):
    url = over_http.url
    with requests.get(f"{url}/board/events?list=1000&as=3", stream=True, timeout=120) as answer:
        lines = answer.iter_lines(decode_unicode=True)
        first = json.loads(next(lines).removeprefix("data: "))
        headers = {"Authorization": "pk_ops"}
        requests.put(f"{url}/api/v2/task/t1", json={"name": "Login works"}, headers=headers, timeout=120)
        rest = (json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data"))
        second = next(news for news in rest if "happened" in news)
        over_http.sandbox.feed.close()
        left = list(rest)

    assert answer.headers["Content-Type"].startswith("text/event-stream")
    assert len(first["cards"]) == 2
    assert second["happened"][0]["after"] == "Login works"
    assert [news for news in left if "happened" in news] == []


# --- what happens beside the tickets ------------------------------------------------------------------------


@pytest.fixture
def panel(app, sandbox):
    """The sections of the panel in words, as the next event tells them."""
    told = News(sandbox, app.jinja_env, list_id="1000", person=sandbox.directory.user(3))

    def sections():
        shown = told.fresh().get("panel", {})
        return {
            name: re.sub(r"\s+", " ", re.sub(r"<.*?>", " ", html)).strip() for name, html in shown.items()
        }

    return sections


def test_at_first_nothing_happens(panel):
    sections = panel()

    assert sections["guide"] == ""
    assert sections["calls"] == "None yet."
    assert sections["deliveries"] == "No one has registered a webhook."
    assert sections["activity"] == "Nothing yet."
    assert sections["mails"] == "None yet."
    assert sections["faults"].startswith("Nothing goes wrong on purpose.")


def test_only_sections_that_changed_are_told(panel, call):
    panel()
    call("PUT", "/api/v2/task/t1", {"name": "Login works"})

    assert set(panel()) == {"calls", "activity"}


def test_calls_are_shown_against_the_limit_programs_first(panel, call, bot):
    call("GET", "/api/v2/user")
    bot("POST", "/api/v2/team/9011/webhook", {"endpoint": "http://127.0.0.1:1/", "events": ["*"]})
    call("POST", "/sandbox/rate-limit", {"limit": 50, "token": "pk_ops"})

    assert panel()["calls"] == "B Bot program 1 of 1,000 OO Olivia Ops 1 of 50"


def test_what_people_did_is_shown_newest_first(panel, call):
    call("PUT", "/api/v2/task/t1", {"status": "doing"})
    call("POST", "/api/v2/task/t1/comment", {"comment_text": "Look here"})

    assert panel()["activity"] == (
        "12:00:00 Olivia Ops wrote on Login fails Look here "
        "12:00:00 Olivia Ops moved Login fails to do → doing"
    )


def test_each_try_of_a_delivery_is_shown_with_its_answer(panel, call, sandbox):
    call("POST", "/api/v2/team/9011/webhook", {"endpoint": "http://127.0.0.1:1/", "events": ["taskUpdated"]})
    body = b'{"event": "taskUpdated", "task_id": "t1"}'
    for status, tries in ((None, 1), (200, 2)):
        sandbox.journal.note_attempt(
            Attempt(at=0, body=body, answered=Answered("http://127.0.0.1:1/", status, 0.0123, tries))
        )

    assert panel()["deliveries"] == (
        "Webhook 1 is active. 00:00:00 200 12 ms, try 2 taskUpdated · Login fails "
        "00:00:00 no answer 12 ms taskUpdated · Login fails"
    )


def test_mails_are_shown(panel, call):
    call("POST", "/api/v2/task/t1/field/f-email", {"value": "client@example.com"})
    call("POST", "/api/v2/task/t1/field/f-notice", {"value": "o-ready"})

    assert panel()["mails"].startswith("Login fails is ready to client@example.com, 10 Mar, 12:00 t1 to do")


def test_faults_are_shown_until_they_are_turned_off(panel, call):
    call("POST", "/sandbox/faults", {"path": "/api/v2/task/*", "status": 503})
    assert panel()["faults"].startswith("path /api/v2/task/*, status 503")

    call("DELETE", "/sandbox/faults")
    assert panel()["faults"].startswith("Nothing goes wrong on purpose.")


def test_every_fault_that_is_offered_can_be_switched_on(sandbox, bot, call):
    bot("POST", "/api/v2/team/9011/webhook", {"endpoint": "http://127.0.0.1:1/", "events": ["*"]})
    look = Look(sandbox.directory.user(3).zone, sandbox.now())
    rules = [json.loads(rule) for _, rule in sections(sandbox, look)["faults"]["offers"]]

    for rule in rules:
        call("POST", "/sandbox/faults", rule)

    assert len(sandbox.faults.snapshot()) == len(rules)
    assert {rule["token"] for rule in rules if "path" in rule} == {"pk_bot"}  # people can go on


def test_the_guide_is_shown_with_what_is_done(panel, call):
    sign = {"task": "t1", "fields": ["name"]}
    step = {"title": "A name", "text": "Change it.", "task": "t1", "done_when": [sign]}
    call("PUT", "/sandbox/guide", {"title": "Try this", "end": "Well done.", "steps": [step]})
    assert panel()["guide"] == (
        "Try this 0 of 1 done 1 A name , not done yet Change it. Show the ticket of “A name”"
    )

    call("PUT", "/api/v2/task/t1", {"name": "Login works"})
    assert panel()["guide"] == "Try this 1 of 1 done ✓ A name , done Change it. Well done."
