"""The form for people: what they see, what is kept, and who is kept out."""

import re
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import text

from app.intake import offer as intake_offer
from app.messages.client import form as sentences
from app.messages.client.questions import SEVERITY
from app.store import client_reports, rate_limits
from app.web.factory import create_app
from app.web.form.desk import Desk
from app.web.form.guard import Access, Places
from app.web.form.pages import pages
from app.web.look.blueprint import look

FORM = "/intake/form/web-1"


def words(answer):
    """A page as text."""
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)).split()))


def summary(answer):
    """The links of the error summary: where they lead and what they say."""
    return dict(re.findall(r'<li><a href="#(\w+)">(.+?)</a></li>', unescape(answer.get_data(as_text=True))))


def tag(answer, name):
    """The control of a question."""
    return re.search(
        rf'<(?:input|select|textarea|fieldset)[^>]*\b(?:id|name)="{name}"[^>]*>',
        answer.get_data(as_text=True),
    )[0]


def test_a_report_leads_to_its_receipt(fill, web, rows, jobs):
    answer = fill(steps="One\r\nTwo", files=[("screen.png", b"PNG")])

    [row] = rows()
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/intake/receipt/{row['reference']}"
    assert row["source"] == "form:website"
    assert row["answers"]["steps"] == "One\nTwo"
    assert [file["name"] for file in rows("client_report_files")] == ["screen.png"]
    assert jobs() == [{"task_id": f"client_report:{row['reference']}", "attempt": 0}]
    receipt = web.get(answer.headers["Location"])
    assert row["reference"] in words(receipt)
    assert "We are creating your ticket. This page shows the number as soon as it is ready." in words(receipt)


def test_the_receipt_looks_again_until_the_ticket_has_its_number(fill, web, engine, clock):
    where = fill().headers["Location"]
    reference = where.rpartition("/")[2]
    with engine.begin() as connection:
        clock.now = client_reports.get(connection, reference).received_at
    soon = web.get(where).get_data(as_text=True)
    assert '<noscript><meta http-equiv="refresh" content="1"></noscript>' in soon
    assert f'<main hx-get="{where}" hx-trigger="every 300ms" ' in soon
    assert 'hx-sync="this:drop"' in soon  # the answer is the last: another request could get another page
    clock.forward(minutes=1)
    late = web.get(where).get_data(as_text=True)
    assert '<noscript><meta http-equiv="refresh" content="15"></noscript>' in late
    assert 'hx-trigger="every 15000ms"' in late

    with engine.begin() as connection:
        client_reports.created(connection, reference, task_id="86a", number="SUP-7", url="https://app/t/86a")

    page = web.get(where)
    assert "Your ticket number SUP-7" in words(page)
    assert not re.search(r"refresh|hx-|<script", page.get_data(as_text=True))


@pytest.mark.parametrize("reference", ["2222-2222-2222", "%00"], ids=["unknown", "none"])
def test_no_one_can_guess_a_receipt(web, reference):
    answer = web.get(f"/intake/receipt/{reference}")

    assert answer.status_code == 404
    assert sentences.NO_PAGE in words(answer)


def test_every_mistake_is_named_linked_and_described_and_what_was_written_is_still_there(fill, rows):
    answer = fill(
        summary=None,
        severity=None,
        target_url="<b>",
        target_date="2026-01-01",
        description='</textarea>"',
        files=[("a", b"1")],
    )

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "<title>Error: Report a problem</title>" in page
    assert "There are 4 problems" in words(answer)
    assert summary(answer) == {
        "summary": sentences.MISSING["summary"],
        "target_url": sentences.NO_ADDRESS,
        "severity": sentences.MISSING["severity"],
        "target_date": sentences.PAST_DAY,
    }
    assert 'aria-describedby="summary-problem" aria-invalid="true"' in tag(answer, "summary")
    assert 'aria-describedby="target_url-hint target_url-problem"' in tag(answer, "target_url")
    assert 'value="&lt;b&gt;"' in tag(answer, "target_url")
    assert "aria-invalid" not in tag(answer, "company")
    assert 'value="Kino Terminus"' in tag(answer, "company")
    assert "\n&lt;/textarea&gt;&#34;</textarea>" in page
    assert "<option selected>Bugs/Defects</option>" in page
    assert sentences.FILES_AGAIN in words(answer)
    assert rows() == []


def test_every_link_of_the_summary_leads_to_a_control(fill):
    answer = fill(
        **dict.fromkeys(("summary", "category", "description", "severity", "company", "contact_email"))
    )

    page = answer.get_data(as_text=True)
    assert len(summary(answer)) == 6
    assert [
        key for key in summary(answer) if not re.search(rf'<(input|select|textarea)[^>]* id="{key}"', page)
    ] == []


def test_every_control_has_its_label(web):
    page = web.get(FORM).get_data(as_text=True)
    controls = set(re.findall(r'<(?:input|select|textarea)[^>]* id="(\w+)"', page))

    assert controls - {"severity"} == set(re.findall(r'<label for="(\w+)"', page))
    assert f"<legend>{SEVERITY.label}</legend>" in page


def test_only_what_is_asked_is_shown(web, engine, offer):
    less = type(offer)(
        **{name: getattr(offer, name) for name in offer.__slots__} | {"asked": ("summary", "category")}
    )
    with engine.begin() as connection:
        intake_offer.publish(connection, less)

    page = words(web.get(FORM))

    assert "What is wrong" in page
    assert "How urgent it is" not in page
    assert "Who you are" not in page


def test_the_same_page_sent_twice_is_one_report(fill, web, rows, token_of):
    token = token_of(web.get(FORM))
    first, second = fill(token=token), fill(token=token)

    assert first.headers["Location"] == second.headers["Location"]
    assert len(rows()) == 1


def test_the_same_page_filled_in_otherwise_is_explained_and_may_be_sent_again(fill, web, rows, token_of):
    token = token_of(web.get(FORM))
    fill(token=token)

    answer = fill(token=token, summary="Another one")

    reference = rows()[0]["reference"]
    assert answer.status_code == 409
    assert sentences.sent_already(reference) in words(answer)
    assert fill(token=token_of(answer), summary="Another one").status_code == 303
    assert len(rows()) == 2


def test_another_site_cannot_send_it(app, fill, token_of, rows):
    """It has a page of ours, and so a token, but not the cookie of whom it tricks."""
    theirs = token_of(app.test_client().get(FORM))

    answer = fill(token=theirs)

    assert answer.status_code == 403
    assert sentences.NO_COOKIE in words(answer)
    assert 'value="Trailer stays black"' in tag(answer, "summary")
    assert rows() == []


@pytest.mark.parametrize("token", ["forged", "a.b.c", " "])
def test_a_forged_token_counts_for_nothing(fill, token):
    assert fill(token=token).status_code == 403


@pytest.mark.usefixtures("published")
def test_without_cookies_it_is_said_what_to_do(app, fill):
    assert fill(browser=app.test_client(use_cookies=False)).status_code == 403


def test_a_page_that_was_open_for_a_day_is_sent_on_the_second_try(fill, web, monkeypatch, token_of):
    token = token_of(web.get(FORM))
    monkeypatch.setattr("app.web.form.tokens.LIFETIME_SECONDS", -1)

    answer = fill(token=token)

    assert answer.status_code == 403
    assert sentences.EXPIRED in words(answer)
    monkeypatch.undo()
    assert fill(token=token_of(answer)).status_code == 303


@pytest.mark.usefixtures("published")
def test_the_cookie_goes_nowhere_else(app, engine):
    def cookie_of(web, **how):
        return web.get(FORM, **how).headers["Set-Cookie"]

    plain = cookie_of(app.test_client())
    assert "HttpOnly" in plain
    assert "SameSite=Strict" in plain
    assert f"Path={FORM}" in plain
    assert "Secure" not in plain
    assert "Secure" in cookie_of(app.test_client(), base_url="https://bot.example")
    secure = create_app(engine, access=Access(forms={"web-1": "website"}), secure=True)
    assert "Secure" in cookie_of(secure.test_client())


def test_a_program_that_fills_in_everything_is_refused(fill, rows):
    answer = fill(fax_number="123")

    assert answer.status_code == 422
    assert sentences.TRAPPED in words(answer)
    assert rows() == []


def test_whoever_sends_too_often_has_to_wait(fill, web, token_of):
    token = token_of(web.get(FORM))
    codes = [fill(token=token, summary=None).status_code for _ in range(21)]

    answer = fill(token=token)
    assert codes == [422] * 20 + [429]
    assert answer.status_code == 429
    assert sentences.too_often(10) in words(answer)
    assert 'value="Trailer stays black"' in tag(answer, "summary")


@pytest.mark.usefixtures("published")
def test_the_limit_is_each_callers_own_where_the_proxy_says_who_calls(engine, clock, fill):
    app = create_app(engine, access=Access(forms={"web-1": "website"}), now=clock, trusted_proxies=1)
    web = app.test_client()

    def send(address):
        return fill(browser=web, summary=None, headers={"X-Forwarded-For": address}).status_code

    assert [send("192.0.2.1") for _ in range(21)] == [422] * 20 + [429]
    assert send("192.0.2.2") == 422
    assert send("192.0.2.2, 192.0.2.1") == 429  # what a caller says itself does not count


def test_no_one_is_believed_who_says_to_be_someone_else(fill):
    codes = [
        fill(summary=None, headers={"X-Forwarded-For": f"192.0.2.{number}"}).status_code
        for number in range(21)
    ]

    assert codes[-1] == 429


def test_files_that_are_too_large_cost_no_one_what_they_wrote(fill, rows):
    answer = fill(files=[("video.mp4", b"x" * (10 * 1024 * 1024 + 1))])

    assert answer.status_code == 422
    assert summary(answer) == {"files": sentences.files_too_large(10 * 1024 * 1024 + 1)}
    assert 'value="Trailer stays black"' in tag(answer, "summary")
    assert rows() == []


def test_far_too_much_is_refused_with_the_way_back(web):
    answer = web.post(FORM, data=b"x" * (33 * 1024 * 1024), content_type="multipart/form-data; boundary=b")

    assert answer.status_code == 413
    assert f"{sentences.files_too_large(33 * 1024 * 1024)} {sentences.GO_BACK}" in words(answer)


def test_the_receiver_of_deliveries_keeps_its_own_limit(web):
    answer = web.post("/webhooks/clickup", data=b"x" * (1024 * 1024 + 1))

    assert answer.status_code == 413


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_unknown_form_is_not_there(web, method):
    answer = getattr(web, method)("/intake/form/other")

    assert answer.status_code == 404
    assert sentences.NO_PAGE in words(answer)


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_form_is_closed_until_a_worker_has_said_what_to_ask(app, method):
    answer = getattr(app.test_client(), method)(FORM)

    assert answer.status_code == 503
    assert sentences.NOT_OPEN in words(answer)


@pytest.mark.usefixtures("published")
def test_when_all_places_are_taken_someone_is_asked_to_come_again(engine, clock):
    places = Places(1, wait_seconds=0.0)
    app = Flask("only the form", static_folder=None)
    desk = Desk(
        engine=engine, access=Access(forms={"web-1": "website"}), places=places, now=clock, secure=False
    )
    app.register_blueprint(look())
    app.register_blueprint(pages(desk))

    with places.taken():
        answer = app.test_client().post(FORM, data={"summary": "a"})

    assert answer.status_code == 503
    assert sentences.BUSY in words(answer)
    assert answer.headers["Retry-After"] == "10"


def test_without_the_database_nothing_is_lost(fill, engine, web, token_of):
    token = token_of(web.get(FORM))
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE client_reports RENAME TO gone"))

    answer = fill(token=token)

    assert answer.status_code == 503
    assert sentences.NOT_KEPT in words(answer)


def test_no_page_loads_or_runs_anything_of_others(fill, web):
    receipt = fill().headers["Location"]
    for address in (FORM, receipt, "/intake/form/other", "/look/look.css"):
        answer = web.get(address)
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; style-src 'self'; ")
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        shown = answer.get_data(as_text=True)
        assert not re.search(r'<script(?! src="/look/)|style=|https?://(?!example\.com)', shown)
        answer.close()


def test_file_names_lose_their_folders_and_what_names_may_not_have(fill, rows):
    fill(
        files=[
            ("home/me/a.png", b"1"),
            ("..", b"1"),
            ("x" * 200 + ".log", b"1"),
            ("<a>:b?.txt", b"1"),
            ("y" * 200, b"1"),
        ]
    )

    assert [file["name"] for file in rows("client_report_files")] == [
        "a.png",
        "file",
        "x" * 116 + ".log",
        "_a__b_.txt",
        "y" * 120,
    ]


def test_windows_of_attempts_end(engine):
    with engine.begin() as connection:
        hits = [rate_limits.count(connection, "a", window=timedelta(hours=1))[0] for _ in range(3)]
        connection.execute(text("UPDATE rate_counts SET began_at = now() - interval '1 hour'"))
        again, left = rate_limits.count(connection, "a", window=timedelta(hours=1))

    assert hits == [1, 2, 3]
    assert again == 1
    assert left == timedelta(hours=1)
