import hashlib
import io
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from app.store import comments, tickets
from app.store.comments import CommentKind
from clickup_client.comment import line
from clickup_client.webhook import sign

MIB = 1024 * 1024


def accept(engine, status):
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO tickets (task_id, list_id, stage, status, entered_at)"
                " VALUES ('86a', 'l2', 'Fixing', :status, now())"
            ),
            {"status": status},
        )


def test_a_signed_delivery_is_kept_byte_for_byte_and_queued(post, delivery, rows, queued):
    body = delivery()

    answer = post(body)

    (row,) = rows()
    assert (answer.status_code, answer.json) == (200, {"delivery_id": row.delivery_id, "known": False})
    assert (row.body, row.webhook_id, row.event, row.task_id) == (body, "wh", "taskStatusUpdated", "86a")
    assert row.handled_at is None
    assert queued() == ["move:86a"]


def test_the_same_delivery_again_is_answered_200_and_changes_nothing(post, delivery, rows, queued):
    post(delivery())

    answer = post(delivery())

    assert (answer.status_code, answer.json) == (200, {"delivery_id": None, "known": True})
    assert len(rows()) == 1
    assert queued() == ["move:86a"]


def test_the_twin_with_the_same_history_is_the_same_delivery(post, delivery, rows):
    post(delivery("taskStatusUpdated"))
    post(delivery("taskUpdated"))

    assert [row.event for row in rows()] == ["taskStatusUpdated"]


def test_an_edit_is_queued_as_one(post, delivery, queued):
    post(delivery("taskUpdated", field="due_date", after="1642736073330"))

    assert queued() == ["edit:86a"]


def test_someone_who_is_assigned_is_looked_at_only_where_a_comment_asks_for_that(
    post, delivery, queued, engine
):
    post(delivery("taskAssigneeUpdated", field="assignee_add", item="1"))
    before = queued()
    with engine.begin() as connection:
        comments.owe(connection, task_id="86a", kind=CommentKind.OWNER, key="unassigned", comment=line())

    post(delivery("taskAssigneeUpdated", field="assignee_add", item="2"))

    assert (before, queued()) == ([], ["edit:86a"])


def test_our_own_putting_back_is_queued_as_an_edit(post, delivery, queued, engine):
    accept(engine, "Fixing")

    post(delivery())

    assert queued() == ["edit:86a"]


def test_a_ticket_that_was_gone_is_as_if_never_seen(post, delivery, queued, engine):
    accept(engine, "Fixing")
    with engine.begin() as connection:
        connection.execute(text("UPDATE tickets SET gone_at = now()"))
        assert tickets.accepted_statuses(connection, ["86a"]) == {}

    post(delivery())

    assert queued() == ["move:86a"]


def test_a_comment_is_kept_and_needs_no_job(post, delivery, rows, queued):
    post(delivery("taskCommentPosted", field="comment", after="90110"))

    (row,) = rows()
    assert row.handled_at is not None
    assert queued() == []


@pytest.mark.parametrize("event", ["listCreated", "goalUpdated", "somethingBrandNew", "", None, 7])
def test_every_event_that_is_not_about_a_task_is_accepted(post, rows, queued, event):
    answer = post(json.dumps({"webhook_id": "wh", "event": event, "list_id": "1"}).encode())

    assert answer.status_code == 200
    assert len(rows()) == 1
    assert queued() == []


@pytest.mark.parametrize("event", ["taskDeleted", "taskBrandNew"])
def test_every_event_about_a_task_is_accepted(post, queued, event):
    answer = post(json.dumps({"webhook_id": "wh", "event": event, "task_id": "86a"}).encode())

    assert answer.status_code == 200
    assert queued() == ["edit:86a"]


@pytest.mark.parametrize(
    "signature",
    [None, "", "0" * 64, "é", "\x80\xff", sign(b"another body", "s3cret")],
    ids=["none", "empty", "zeros", "accented", "bytes", "other body"],
)
def test_a_wrong_signature_is_refused_without_suspending_the_webhook(post, delivery, rows, signature):
    """403, because ClickUp suspends a webhook that answers 401 or 410."""
    answer = post(delivery(), headers={} if signature is None else {"X-Signature": signature})

    assert (answer.status_code, answer.json) == (403, {"error": "no webhook of this bot signed this body"})
    assert rows() == []


def test_a_signature_with_another_webhook_s_secret_is_refused(post, register, delivery):
    register("other", "0ther")
    body = delivery()

    assert post(body, headers={"X-Signature": sign(body, "0ther")}).status_code == 403


def test_the_signature_covers_the_raw_bytes(post, delivery):
    """Another spelling of the same JSON is another body."""
    body = delivery()

    assert post(body + b" ", headers={"X-Signature": sign(body, "s3cret")}).status_code == 403


@pytest.mark.parametrize("webhook_id", ["unknown", "a\0b", "\ud800", "w" * 100_000, "wh "])
def test_an_unknown_webhook_is_refused(post, rows, webhook_id):
    answer = post(json.dumps({"webhook_id": webhook_id}).encode())

    assert answer.status_code in {400, 403}
    assert rows() == []


def test_a_webhook_with_an_empty_secret_accepts_nothing(post, register):
    register("empty", "")
    body = b'{"webhook_id": "empty"}'

    assert post(body, headers={"X-Signature": sign(body, "")}).status_code == 403


def test_each_webhook_has_its_own_secret(post, register, delivery, rows):
    register("other", "0ther")
    body = delivery(webhook_id="other")

    assert post(body, headers={"X-Signature": sign(body, "0ther")}).status_code == 200
    assert [row.webhook_id for row in rows()] == ["other"]


def test_a_webhook_registered_a_moment_ago_is_known(post, register, delivery):
    body = delivery(webhook_id="new")
    headers = {"X-Signature": sign(body, "n3w")}
    assert post(body, headers=headers).status_code == 403

    register("new", "n3w")

    assert post(body, headers=headers).status_code == 200


def test_a_webhook_registered_again_a_moment_ago_has_its_new_secret(post, register, delivery):
    body = delivery()
    assert post(body).status_code == 200

    register("wh", "n3w")

    assert post(body, headers={"X-Signature": sign(body, "n3w")}).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"[]",
        b"null",
        b'"wh"',
        b"{}",
        b'{"webhook_id": null}',
        b'{"webhook_id": 7}',
        b'{"webhook_id": ["wh"]}',
        b'{"webhook_id": ""}',
        b'{"webhook_id": "wh"',
        b'\xff\xfe{"webhook_id": "wh"}',
        b'{"webhook_id": "wh", "event": "\xff"}',
        b"[" * 100_000,
        b'{"webhook_id": "wh", "a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    ],
)
def test_a_body_that_names_no_webhook_is_a_bad_request(post, rows, body):
    answer = post(body)

    assert answer.status_code == 400
    assert answer.json == {"error": "the body is not a JSON object with a webhook_id"}
    assert rows() == []


def test_of_a_name_given_twice_the_last_counts(post, delivery, rows):
    body = delivery()[:-1] + b', "task_id": "86z"}'

    assert post(body).status_code == 200
    assert [row.task_id for row in rows()] == ["86z"]


@pytest.mark.parametrize(
    "changes",
    [
        {"task_id": "a\0b"},
        {"task_id": "\ud800"},
        {"task_id": {"id": 1}},
        {"task_id": "9" * 100_000},
        {"event": "e" * 100_000},
        {"event": "a\0b"},
        {"history_items": "none"},
        {"history_items": [None, 1, [], {"id": None}]},
        {"history_items": [{"id": str(n), "field": "x" * 5000} for n in range(150)]},
        {"history_items": [{"id": "1", "field": "status", "date": "9" * 40, "user": {"id": "9" * 5000}}]},
        {"history_items": [{"id": "1", "field": "status", "after": {"status": "a\0b"}}]},
    ],
)
def test_whatever_a_signed_body_says_it_is_kept(post, delivery, rows, changes):
    body = delivery(**changes)

    assert post(body).status_code == 200
    assert [row.body for row in rows()] == [body]


@pytest.mark.parametrize("number", [b"9" * 5000, b"-1e999", b"NaN"])
def test_a_number_of_any_size_does_not_hinder(post, delivery, rows, number):
    body = delivery()[:-1] + b', "n": ' + number + b"}"

    assert post(body).status_code == 200
    assert [row.body for row in rows()] == [body]


def test_a_signed_body_that_no_one_understands_is_kept_for_people(post, delivery, rows, queued):
    body = delivery()[:-1] + b', "n": ' + b"9" * 5000 + b"}"

    post(body)
    post(body)

    (row,) = rows()
    assert (row.key, row.event, row.task_id) == (f"wh:{hashlib.sha256(body).hexdigest()}", "", None)
    assert row.handled_at is not None
    assert queued() == []


def pad(body, size):
    return body[:-1] + b', "pad": "' + b"x" * (size - len(body) - 11) + b'"}'


def test_a_body_of_exactly_one_mebibyte_is_taken(post, delivery):
    body = pad(delivery(), MIB)

    assert len(body) == MIB
    assert post(body).status_code == 200


def test_one_byte_more_is_too_large(post, delivery, rows):
    answer = post(pad(delivery(), MIB + 1))

    assert (answer.status_code, answer.json) == (413, {"error": "the body is larger than 1 MiB"})
    assert rows() == []


@pytest.mark.parametrize(("size", "status"), [(MIB, 200), (MIB + 1, 413), (3 * MIB, 413)])
def test_the_limit_holds_for_bodies_of_untold_length(web, register, delivery, size, status):
    """Sent in chunks; the server ends the stream where the body ends."""
    register("wh", "s3cret")
    body = pad(delivery(), size)
    answer = web.post(
        "/webhooks/clickup",
        input_stream=io.BytesIO(body),
        headers={"X-Signature": sign(body, "s3cret"), "Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},
    )

    assert answer.status_code == status


@pytest.mark.parametrize("table", ["deliveries", "procrastinate_jobs"])
def test_trouble_with_the_database_asks_clickup_to_try_again(post, delivery, engine, rows, table):
    with engine.begin() as connection:
        connection.execute(text(f"ALTER TABLE {table} RENAME TO away"))
    answer = post(delivery())
    with engine.begin() as connection:
        connection.execute(text(f"ALTER TABLE away RENAME TO {table}"))

    assert (answer.status_code, answer.json) == (503, {"error": "the delivery could not be kept now"})
    assert rows() == []


def test_a_mistake_of_ours_asks_clickup_to_try_again(post, delivery, rows, monkeypatch):
    def fail(*_):
        raise ZeroDivisionError

    monkeypatch.setattr("app.web.receiver.keep", fail)

    assert post(delivery()).status_code == 503
    assert rows() == []


def test_a_delivery_that_failed_is_kept_when_it_comes_again(post, delivery, engine, rows):
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE procrastinate_jobs RENAME TO away"))
    post(delivery())
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE away RENAME TO procrastinate_jobs"))

    assert post(delivery()).json["known"] is False
    assert len(rows()) == 1


def test_many_at_once_are_each_kept_once(post, delivery, rows, queued):
    bodies = [delivery("taskUpdated", item=str(number % 20)) for number in range(60)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(post, bodies))

    assert {answer.status_code for answer in answers} == {200}
    assert len(rows()) == 20
    assert queued() == ["move:86a"]


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_other_methods_are_not_for_this_address(web, method):
    assert getattr(web, method)("/webhooks/clickup").status_code == 405


def test_nothing_secret_and_nothing_told_is_logged(post, delivery):
    body = delivery(secret_words="the customer's words")
    signature = sign(body, "s3cret")

    with capture_logs() as lines:
        post(body)
        post(body, headers={"X-Signature": "wr0ng"})

    assert [line["event"] for line in lines] == ["delivery kept", "delivery refused"]
    for hidden in ("s3cret", signature, "wr0ng", "the customer's words"):
        assert hidden not in str(lines)
