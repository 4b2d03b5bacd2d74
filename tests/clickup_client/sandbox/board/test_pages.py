"""Pages for a person with a browser."""

import re

import pytest

from clickup_client.sandbox.board.comment_html import rendered_comment

EVIL = "<script>alert(1)</script>"


@pytest.fixture
def page(app):
    def page(path):
        answer = app.test_client().get(path)
        assert answer.status_code == 200
        assert answer.content_type == "text/html; charset=utf-8"
        return answer.get_data(as_text=True)

    return page


def test_the_first_page_leads_to_every_ticket(page):
    html = page("/")

    assert '<a href="/t/t1">Login fails</a>' in html
    assert '<a href="/t/c1">Initech</a>' in html


def test_the_first_page_leads_to_every_list_and_says_how_much_is_in_it(page):
    html = page("/")

    assert '<a href="#list-1000">Tickets</a> <span class="soft">2</span>' in html
    assert '<h2 id="list-1000">Tickets</h2>' in html
    assert '<a href="#list-1002">Old</a> <span class="soft">0</span>' in html
    assert '<a href="#mails">Mails to clients</a> <span class="soft">0</span>' in html


def test_the_first_page_says_whose_how_urgent_and_when(page, call):
    changes = {"due_date": 1774008000000, "assignees": {"add": [3]}, "priority": 1}
    call("PUT", "/api/v2/task/t1", changes)
    call("POST", "/api/v2/task/t1/comment", {"comment_text": "Look here"})

    cells = re.search(r'<a href="/t/t1">.*?</tr>', page("/"), re.DOTALL)[0]

    assert re.findall(r"<td>(.*?)</td>", cells) == ["Theo Tech", "urgent", "20 Mar 2026", "1 comment", "t1"]


def test_the_ticket_that_changed_last_is_the_first_of_its_status(page, call, clock):
    call("PUT", "/api/v2/task/t1", {"status": "Doing"})
    clock.forward(seconds=1)
    call("PUT", "/api/v2/task/t2", {"name": "Totals differ by one"})

    assert re.findall(r'<a href="/t/(t\d)">', page("/")) == ["t2", "t1"]


def test_statuses_that_end_a_ticket_are_folded_on_the_first_page(page, call):
    call("PUT", "/api/v2/task/t1", {"status": "done"})

    html = page("/")

    assert re.findall(r"<details( open)?>\s*<summary><span [^>]*>(.+?)</span>", html) == [
        (" open", "Doing"),
        ("", "done"),
        (" open", "active"),
    ]


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

    assert '<th scope="row">Severity</th><td>Major</td>' in html
    assert '<th scope="row">Checked</th><td>yes</td>' in html
    assert '<th scope="row">Company</th><td>Initech</td>' in html
    assert '<th scope="row">Score</th><td>3</td>' in html
    assert '<th scope="row">Notes</th><td>—</td>' in html
    assert "Theo Tech" in html
    assert "20 March 2026, 03:00 UTC" in html
    assert "<p>Look here</p>" in html
    assert '<a href="/t/t2">Totals differ</a>' in html


def test_mails_are_shown_with_their_ticket(page, call):
    call("POST", "/api/v2/task/t1/field/f-email", {"value": "client@example.com"})
    call("POST", "/api/v2/task/t1/field/f-notice", {"value": "o-ready"})

    assert "Login fails is ready" in page("/")
    assert "Login fails is ready" in page("/t/t1")


def test_nothing_that_people_wrote_becomes_html(page, call):
    call("PUT", "/api/v2/task/t1", {"name": EVIL, "description": EVIL})
    call("POST", "/api/v2/task/t1/field/f-notes", {"value": EVIL})
    call("POST", "/api/v2/task/t1/comment", {"comment_text": EVIL})
    call("POST", "/api/v2/task/t1/link/t2")

    assert "<script" not in page("/") + page("/t/t1") + page("/t/t2")


def test_a_script_address_is_no_link(page, call):
    call("POST", "/api/v2/task/t1/field/f-link", {"value": "javascript:alert(1).x"})
    run = {"text": "click", "attributes": {"link": "javascript:alert(1)"}}
    call("POST", "/api/v2/task/t1/comment", {"comment": [run]})

    assert 'href="javascript' not in page("/t/t1")


def test_an_unknown_ticket_is_not_found(app):
    assert app.test_client().get("/t/none").status_code == 404


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
