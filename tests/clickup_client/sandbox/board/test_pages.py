"""Pages for a person with a browser."""

import io
import re
from typing import get_args

import pytest
from markupsafe import escape

from clickup_client.sandbox.board.comment_html import rendered_comment
from clickup_client.sandbox.board.look import Look
from clickup_client.sandbox.workspace.definition import (
    NUMBER_TYPES,
    TEXT_TYPES,
    FieldDefinition,
    FieldType,
    Option,
)

EVIL = "<script>alert(1)</script>"
#: A stored value of each type of field.
STORED = {
    **dict.fromkeys(TEXT_TYPES, "x"),
    **dict.fromkeys(NUMBER_TYPES, 5),
    "tasks": ["t2"],
    "list_relationship": ["t2"],
    "date": 1774008000000,
    "checkbox": True,
    "drop_down": "o-1",
    "labels": ["o-1"],
    "users": [3],
    "emoji": 2,
    "location": {"location": {"lat": 1, "lng": 2}},
    "manual_progress": 30,
    "button": None,
}


@pytest.fixture
def page(app):
    def page(path):
        answer = app.test_client().get(path)
        assert answer.status_code == 200
        assert answer.content_type == "text/html; charset=utf-8"
        return answer.get_data(as_text=True)

    return page


def columns(html):
    """The tickets of each column by its status."""
    parts = re.split(r'<ol class="cards" data-status="(.+?)"', html)[1:]
    return {
        name: re.findall(r'class="card-name" href="/t/(\w+)"', part)
        for name, part in zip(parts[::2], parts[1::2], strict=True)
    }


def card_of(html, task_id):
    return re.search(rf'<li class="card" data-id="{task_id}".*?</li>', html, re.DOTALL)[0]


def test_the_first_page_is_the_board_of_the_first_list(page):
    html = page("/")

    assert html == page("/l/1000")
    assert columns(html) == {"to do": ["t1"], "Doing": ["t2"], "done": []}


def test_the_first_page_leads_to_every_list_and_says_how_much_is_in_it(page):
    html = page("/")

    assert (
        '<a href="/l/1000" data-list="1000" aria-current="page">Tickets <span class="count">2</span></a>'
        in html
    )
    assert '<a href="/l/1002" data-list="1002">Old <span class="count">0</span></a>' in html
    assert columns(page("/l/1001")) == {"active": ["c1"]}


def test_there_is_no_board_of_a_list_that_there_is_not(app):
    assert app.test_client().get("/l/none").status_code == 404


def test_a_card_says_whose_how_urgent_and_when(page, call):
    changes = {"due_date": 1774008000000, "assignees": {"add": [3]}, "priority": 1}
    call("PUT", "/api/v2/task/t1", changes)
    call("POST", "/api/v2/task/t1/tag/vip")
    call("POST", "/api/v2/task/t1/comment", {"comment_text": "Look here"})

    card = card_of(page("/"), "t1")

    assert re.sub(r"\s+", " ", re.sub(r"<.*?>", " ", card)).strip() == (
        "Login fails vip TT Assigned to Theo Tech. Due 20 Mar Priority urgent 1 comment"
    )


@pytest.mark.parametrize(
    ("status", "said"), [("Doing", "Overdue since"), ("done", "Due")], ids=["open", "closed"]
)
def test_only_an_open_ticket_is_overdue(page, call, status, said):
    call("PUT", "/api/v2/task/t1", {"due_date": 1772000000000, "status": status})

    assert f'<span class="unseen">{said} </span>25 Feb' in card_of(page("/"), "t1")


def test_the_ticket_that_came_last_is_the_first_of_its_column(page, call, clock):
    call("PUT", "/api/v2/task/t1", {"status": "Doing"})
    clock.forward(seconds=1)
    call("PUT", "/api/v2/task/t2", {"name": "Totals differ by one"})

    assert columns(page("/"))["Doing"] == ["t1", "t2"]


def test_a_card_says_from_whom_it_is_hidden(page, call):
    call("POST", "/sandbox/users/3", {"only_lists": ["1001"]})
    call("POST", "/sandbox/tasks/t1", {"is": "hidden", "users": [1]})

    assert 'data-hidden-from="1 3"' in card_of(page("/"), "t1")
    assert 'data-hidden-from="3"' in card_of(page("/"), "t2")


def test_a_status_that_the_list_lost_still_has_its_column(page, sandbox):
    sandbox.memory.tasks["t1"].status = "of old"

    assert columns(page("/")) == {"to do": [], "Doing": ["t2"], "done": [], "of old": ["t1"]}


def test_those_who_act_are_people_first_and_programs_last(page, bot):
    bot("POST", "/api/v2/team/9011/webhook", {"endpoint": "http://127.0.0.1:1/", "events": ["*"]})

    people = re.findall(r"<option value=.*?>(.+?)</option>", page("/"))

    assert people == ["Olivia Ops", "Theo Tech", "Bot"]


@pytest.mark.parametrize("path", ["/", "/l/1001", "/t/t1", "/board/colours.css"])
def test_no_page_can_run_what_was_written_into_it(app, path):
    headers = app.test_client().get(path).headers

    assert "script-src 'self'; style-src 'self';" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_no_page_has_a_script_or_a_style_inside(page):
    for path in ("/", "/t/t1"):
        assert re.findall(r"<script(?! type=\"module\" src=)|<style|\sstyle=|\son\w+=", page(path)) == []


def test_every_colour_has_a_class_and_a_readable_text_upon_it(app):
    css = app.test_client().get("/board/colours.css").get_data(as_text=True)

    assert ".tint-008844 { --tint: #008844; --on-tint: #ffffff; }" in css
    assert ".tint-ffcc00 { --tint: #ffcc00; --on-tint: #14161a; }" in css


def test_a_tickets_page_shows_fields_people_and_comments(page, call):
    call("PUT", "/api/v2/task/t1", {"due_date": 1774008000000, "assignees": {"add": [3]}})
    call("POST", "/api/v2/task/t1/field/f-severity", {"value": 0})
    call("POST", "/api/v2/task/t1/field/f-checked", {"value": True})
    call("POST", "/api/v2/task/t1/field/f-company", {"value": {"add": ["c1"]}})
    call("POST", "/api/v2/task/t1/field/f-place", {"value": {"location": {"lat": 1, "lng": 2}}})
    call("POST", "/api/v2/task/t1/field/f-score", {"value": 3})
    call("POST", "/api/v2/task/t1/comment", {"comment_text": "Look here"})
    call("POST", "/api/v2/task/t1/link/t2")

    html = page("/t/t1")

    assert '<option value="o-major" selected>Major</option>' in html
    assert re.search(r'id="field-f-checked"[^>]* type="checkbox" checked> yes', html)
    assert '<a href="/t/c1" data-open="c1">Initech</a>' in html
    assert re.search(r'id="field-f-score"[^>]* value="3"', html)
    assert re.search(r'id="field-f-notes"[^>]*></textarea>', html)
    assert re.search(r'id="ticket-assignees-3"[^>]* checked> Theo Tech', html)
    assert '<input id="ticket-due" type="date" data-save="due_date" value="2026-03-20">' in html
    assert "<p>Look here</p>" in html
    assert '<a href="/t/t2" data-open="t2">Totals differ</a>' in html


def test_a_part_of_a_page_is_the_ticket_alone(page):
    html = page("/t/t1/part")

    assert html.startswith('<article class="ticket" data-id="t1"')
    assert html in page("/t/t1")


def test_a_day_is_that_of_the_person_who_looks(page, call):
    """Olivia, in Berlin, set it: 04:00 there is the evening before for someone in New York."""
    call("PUT", "/api/v2/task/t1", {"due_date": 1774008000000})
    call("POST", "/sandbox/users/3", {"time_zone": "America/New_York"})

    assert 'data-save="due_date" value="2026-03-20"' in page("/t/t1/part?as=2")
    assert 'data-save="due_date" value="2026-03-19"' in page("/t/t1/part?as=3")


@pytest.mark.parametrize("kind", get_args(FieldType))
def test_every_type_of_field_has_a_control(app, sandbox, kind):
    field = FieldDefinition(id="f", name="Extra", type=kind, options=(Option(id="o-1", name="One"),))
    control = app.jinja_env.get_template("controls.html").module.control
    task = sandbox.memory.tasks["t1"]
    users = list(sandbox.directory.users.values())
    look = Look(users[0].zone, sandbox.now())
    known = [task, sandbox.memory.tasks["t2"]]

    empty = control(field, task, look, users, {}, known)
    task.values["f"] = STORED[kind]
    filled = control(field, task, look, users, {}, known)

    assert 'data-field="f"' in empty
    assert 'aria-label="Clear Extra"' not in empty
    assert empty != filled or kind == "button"
    assert ('aria-label="Clear Extra"' in filled) == (kind != "button")


def test_replies_stand_behind_what_they_answer(page, call, clock):
    first = call("POST", "/api/v2/task/t1/comment", {"comment_text": "First"})["id"]
    clock.forward(seconds=1)
    call("POST", "/api/v2/task/t1/comment", {"comment_text": "Second"})
    clock.forward(seconds=1)
    call("POST", f"/api/v2/comment/{first}/reply", {"comment_text": "To the first"})

    assert re.findall(r"<p>(First|Second|To the first)</p>", page("/t/t1")) == [
        "First",
        "To the first",
        "Second",
    ]


def test_an_attachment_is_shown(page, app):
    files = {"attachment": (io.BytesIO(b"PNG"), "black.png")}
    app.test_client().post("/api/v2/task/t1/attachment", data=files, headers={"Authorization": "pk_ops"})

    assert '<b>black.png</b> <span class="soft">3 bytes' in page("/t/t1")


def test_mails_are_shown_with_their_ticket(page, call):
    call("POST", "/api/v2/task/t1/field/f-email", {"value": "client@example.com"})
    call("POST", "/api/v2/task/t1/field/f-notice", {"value": "o-ready"})

    assert "Login fails is ready" in page("/t/t1")


def test_nothing_that_people_wrote_becomes_html(page, call):
    call("PUT", "/api/v2/task/t1", {"name": EVIL, "description": EVIL})
    call("POST", "/api/v2/task/t1/field/f-notes", {"value": EVIL})
    call("POST", "/api/v2/task/t1/comment", {"comment_text": EVIL})
    call("POST", "/api/v2/task/t1/link/t2")

    for path in ("/", "/t/t1", "/t/t2"):
        assert EVIL not in page(path)
        assert str(escape(EVIL)) in page(path)


def test_a_script_address_is_no_link(page, call):
    call("POST", "/api/v2/task/t1/field/f-link", {"value": "javascript:alert(1).x"})
    run = {"text": "click", "attributes": {"link": "javascript:alert(1)"}}
    call("POST", "/api/v2/task/t1/comment", {"comment": [run]})

    assert 'href="javascript' not in page("/t/t1")


def test_an_unknown_ticket_is_not_found(app):
    answer = app.test_client().get("/t/none")

    assert (answer.status_code, answer.mimetype) == (404, "text/html")


@pytest.mark.parametrize(
    ("runs", "html"),
    [
        ([{"text": "a & b"}], "<p>a &amp; b</p>"),
        ([{"text": "one\ntwo"}], "<p>one</p><p>two</p>"),
        ([{"text": "x", "attributes": {"bold": True, "italic": True}}], "<p><i><b>x</b></i></p>"),
        ([{"text": "x", "attributes": {"code": True}}], "<p><code>x</code></p>"),
        (
            [{"text": "x", "attributes": {"link": "https://a.example/?a=1&b=2"}}],
            '<p><a href="https://a.example/?a=1&amp;b=2" rel=nofollow>x</a></p>',
        ),
        ([{"type": "tag", "text": "@Olivia"}], "<p><span class=mention>@Olivia</span></p>"),
        (
            [
                {"text": "first"},
                {"text": "\n", "attributes": {"list": {"list": "bullet"}}},
                {"text": "second"},
                {"text": "\n", "attributes": {"list": {"list": "bullet"}}},
                {"text": "after"},
            ],
            "<ul class=bullet><li>first</li><li>second</li></ul><p>after</p>",
        ),
        (
            [{"text": "done"}, {"text": "\n", "attributes": {"list": {"list": "checked"}}}],
            "<ul class=checked><li>☑ done</li></ul>",
        ),
        (
            [{"text": "one"}, {"text": "\n", "attributes": {"list": {"list": "ordered"}}}],
            "<ol class=ordered><li>one</li></ol>",
        ),
        ([{"text": "odd", "attributes": {"list": "bullet"}}], "<p>odd</p>"),
    ],
)
def test_comments_look_as_they_were_written(runs, html):
    assert str(rendered_comment(runs)) == html


def test_a_date_beyond_the_calendar_is_shown_as_its_number(page, call):
    call("PUT", "/api/v2/task/t1", {"due_date": 9_999_999_999_999_999, "due_date_time": True})

    assert "9999999999999999" in page("/t/t1")
    assert "9999999999999999" in page("/")
