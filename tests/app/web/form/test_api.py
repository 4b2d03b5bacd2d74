"""`POST /intake`: what programs send, and what they are told."""

import pytest
from sqlalchemy import text

from app.messages.client import form as form_words
from app.messages.client import intake_api as words
from app.messages.client.questions import BY_KEY
from app.store import client_reports
from app.web.factory import create_app

API_KEY = "dashboard-key-0123456789"


def test_a_report_is_kept_with_its_job_and_answered_with_its_address(post, rows, jobs):
    answer = post()

    [row] = rows()
    assert answer.status_code == 202
    assert answer.headers["Location"] == f"/intake/{row['reference']}"
    assert answer.json == {
        "id": row["reference"],
        "state": "waiting",
        "received_at": row["received_at"].isoformat(),
        "ticket": None,
    }
    assert row["source"] == "api:dashboard"
    assert row["answers"]["description"] == "I press play.\nNothing happens."
    assert jobs() == [{"task_id": f"client_report:{row['reference']}", "attempt": 0}]


def test_the_same_again_is_answered_alike_and_kept_once(post, rows, jobs):
    first, second = post(), post()

    assert (second.status_code, second.json) == (202, first.json)
    assert len(rows()) == len(jobs()) == 1


def test_another_report_under_the_same_key_is_refused_with_the_first_ones_id(post, report, rows):
    first = post()

    second = post(report(summary="Something else"))

    assert second.status_code == 409
    assert second.json == {
        "error": words.OTHER_REPORT,
        "id": first.json["id"],
    }
    assert len(rows()) == 1


def test_keys_of_different_sources_have_nothing_to_do_with_each_other(post, rows):
    post()
    post(api_key="other-key-0123456789ab")

    assert {row["source"] for row in rows()} == {"api:dashboard", "api:portal"}


def test_every_wrong_field_is_named_at_once(post, rows):
    answer = post(
        {
            "summary": " \n",
            "category": "Wishes",
            "description": ["a", "list"],
            "target_url": "not an address",
            "severity": "minor",
            "target_date": "2026-11-22",
            "contact_email": "nobody",
            "colour": "red",
        }
    )

    assert answer.status_code == 422
    assert answer.json == {
        "error": words.wrong_fields(8),
        "fields": {
            "summary": form_words.MISSING["summary"],
            "category": form_words.no_choice(["Bugs/Defects", "Data Issues", "Question"]),
            "description": form_words.NO_TEXT,
            "target_url": form_words.NO_ADDRESS,
            "target_date": form_words.PAST_DAY,
            "company": form_words.MISSING["company"],
            "contact_email": form_words.NO_EMAIL,
            "colour": form_words.no_question([*BY_KEY, "files"]),
        },
    }
    assert rows() == []


def test_one_wrong_field_is_one(post, report):
    assert post(report(summary=None)).json["error"] == words.wrong_fields(1)


def test_a_refused_report_may_be_corrected_under_the_same_key(post, report):
    assert post(report(summary=None)).status_code == 422
    assert post().status_code == 202


@pytest.fixture
def send(web, report, multipart):
    """Post a form with files as a program does."""

    def send(*files):
        headers = {"Authorization": f"Bearer {API_KEY}", "Idempotency-Key": "1"}
        return web.post("/intake", headers=headers, **multipart(report(), files))

    return send


def test_a_form_may_bring_files(send, rows, engine):
    content = bytes(range(256)) * 5000  # several pieces

    answer = send(("trace.log", content), ("b.txt", b"2"))

    assert answer.status_code == 202
    assert [(row["name"], row["size"]) for row in rows("client_report_files")] == [
        ("trace.log", len(content)),
        ("b.txt", 1),
    ]
    with engine.connect() as connection:
        assert client_reports.content_of(connection, rows("client_report_files")[0]["file_id"]) == content


def test_the_same_form_with_another_file_is_another_report(send):
    codes = [send(("a.txt", content)).status_code for content in (b"1", b"1", b"2")]

    assert codes == [202, 202, 409]


def test_its_source_can_ask_what_became_of_it(post, web, engine):
    where = post().headers["Location"]
    with engine.begin() as connection:
        client_reports.created(
            connection, where.rpartition("/")[2], task_id="86a", number="SUP-7", url="https://app/t/86a"
        )

    told = web.get(where, headers={"Authorization": f"Bearer {API_KEY}"}).json

    assert told["state"] == "created"
    assert told["ticket"] == {"id": "86a", "number": "SUP-7", "url": "https://app/t/86a"}


def test_no_one_else_can(post, web):
    where = post().headers["Location"]

    assert web.get(where).status_code == 401
    assert web.get(where, headers={"Authorization": "Bearer other-key-0123456789ab"}).status_code == 404


@pytest.mark.parametrize(
    "header", ["", "Bearer ", "Bearer wrong", f"Basic {API_KEY}", f"Bearer {API_KEY}x", "Bearer ä"]
)
def test_an_unknown_key_is_refused(post, header):
    answer = post(headers={"Authorization": header})

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.json == {"error": words.NO_API_KEY}


def test_whoever_guesses_keys_has_to_wait(post):
    codes = [post(api_key=f"guess-{number}").status_code for number in range(31)]

    assert codes == [401] * 30 + [429]
    assert post().status_code == 202  # who knows one does not


@pytest.mark.parametrize("key", ["", "x" * 201, "ä"])
def test_without_an_idempotency_key_nothing_is_kept(post, rows, key):
    answer = post(key=key)

    assert answer.status_code == 400
    assert answer.json == {"error": words.NO_KEY}
    assert rows() == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"text"', b"[" * 100_000, b"\xff", b"1" * 5000])
def test_what_is_no_json_object_is_refused(post, body):
    answer = post(json=None, data=body, content_type="application/json")

    assert answer.status_code == 400
    assert answer.json == {"error": words.NOT_READABLE}


def test_another_kind_of_body_is_refused(post):
    answer = post(json=None, data=b"summary: yaml", content_type="application/yaml")

    assert answer.status_code == 415
    assert answer.json == {"error": words.NO_FORMAT}


def test_too_large_a_body_is_refused(post, send, report, rows):
    json = post(report(description="x" * 300_000))
    form = send(("a.txt", b"x" * 11 * 1024 * 1024))

    assert (json.status_code, form.status_code) == (413, 413)
    assert json.json == {"error": words.too_large(json_bytes=256 * 1024, form_bytes=11 * 1024 * 1024)}
    assert rows() == []


def test_a_source_that_sends_too_much_has_to_wait_and_is_told_for_how_long(post, engine):
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO rate_counts VALUES ('api:dashboard', now(), 300)"))

    answer = post()

    assert answer.status_code == 429
    assert answer.json["error"] == form_words.too_often(10)
    assert int(answer.headers["Retry-After"]) > 0


def test_before_a_worker_has_said_what_is_asked_nothing_is_taken(app, report):
    answer = app.test_client().post(
        "/intake", json=report(), headers={"Authorization": f"Bearer {API_KEY}", "Idempotency-Key": "1"}
    )

    assert answer.status_code == 503
    assert answer.json == {"error": words.NO_WORKER}


def test_without_the_database_the_sender_is_asked_to_come_again(post, engine):
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE client_reports RENAME TO gone"))

    answer = post()

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "10"


def test_without_keys_in_the_settings_there_is_no_such_address(engine):
    web = create_app(engine).test_client()

    assert [web.post("/intake").status_code, web.get("/intake/form/web-1").status_code] == [404, 404]
