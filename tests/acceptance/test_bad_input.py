"""
What no one should send and what workspaces should not contain: each has its outcome, and work goes on.

A field of another type than the process file says cannot be made over HTTP: see
`tests/app/reconcile/test_odd_tickets.py`.
"""

import hashlib
import hmac
import json

import pytest
import requests

from app.messages.comments.gate import NOT_CHECKED, NOT_READ
from app.pull_requests.words import no_address, unknown_host
from tests.acceptance.conftest import wait_for
from tests.acceptance.people import CLIENTS, COMPANIES, missing

pytest_plugins = ["tests.acceptance.fixtures"]

MIB = 1024 * 1024
NOT_JSON = {"error": "the body is not a JSON object with a webhook_id"}
NOT_SIGNED = {"error": "no webhook of this bot signed this body"}
TOO_LARGE = {"error": "the body is larger than 1 MiB"}


class Receiver:
    """The receiver as ClickUp meets it: it gets bytes and a signature."""

    def __init__(self, address, hook):
        self._url = f"{address}/webhooks/clickup"
        self._session = requests.Session()
        self._session.trust_env = False
        self.webhook_id, self._secret = hook["id"], hook["secret"]

    def close(self):
        self._session.close()

    def post(self, body, **headers):
        """What it answers to bytes, or to chunks of bytes: (status, JSON)."""
        answer = self._session.post(self._url, data=body, headers=headers, timeout=120)
        return answer.status_code, answer.json()

    def sign(self, body):
        return hmac.new(self._secret.encode(), body, hashlib.sha256).hexdigest()

    def deliver(self, **event):
        """Post a correctly signed event of the webhook."""
        body = json.dumps({"webhook_id": self.webhook_id, **event}).encode()
        return self.post(body, **{"X-Signature": self.sign(body)})


@pytest.fixture(scope="module")
def receiver(demo, clickup):
    hooks = clickup.state("webhooks")["webhooks"]
    hook = next(each for each in hooks if each["endpoint"].startswith(demo.web))
    receiver = Receiver(demo.web, hook)
    yield receiver
    receiver.close()


@pytest.fixture(scope="module")
def other_tickets(clickup):
    """Incomplete tickets that have nothing to do with what the tests do: each is moved four times at most."""

    def each():
        while True:
            ticket = clickup.ready("validating", due=None, without={"Severity"})
            yield from [ticket] * 4

    return each()


@pytest.fixture
def other_ticket(other_tickets):
    return next(other_tickets)


@pytest.fixture(autouse=True)
def other_tickets_are_still_judged(clickup, other_ticket):
    """After each of these tests."""
    yield
    before = clickup.comments(other_ticket)
    clickup.drag(other_ticket, "replicating")
    wait_for(lambda: clickup.comments(other_ticket) != before)
    wait_for(lambda: clickup.status(other_ticket) == "validating")


@pytest.fixture
def logged(demo):
    """`logged(name, *words)`: wait for a line with all these words in the log of a process."""

    def logged(name, *words):
        log = demo.data_dir / "logs" / f"{name}.log"
        wait_for(lambda: any(all(w in line for w in words) for line in log.read_text().splitlines()))

    return logged


# --- deliveries -------------------------------------------------------------------------------------------


def test_an_unknown_webhook_is_refused_and_named_in_the_log(receiver, logged):
    body = b'{"webhook_id": "0b5ff9a8-not-ours", "event": "taskUpdated", "task_id": "86c1va101"}'

    assert receiver.post(body, **{"X-Signature": receiver.sign(body)}) == (403, NOT_SIGNED)
    logged("web", "delivery refused", "status=403", "webhook_id=0b5ff9a8-not-ours")


@pytest.mark.parametrize("signature", ["0" * 64, "", "nonsense", "ÿ" * 64])
def test_a_wrong_signature_is_refused_with_403_since_401_would_suspend_the_webhook(receiver, signature):
    body = json.dumps({"webhook_id": receiver.webhook_id, "event": "taskUpdated"}).encode()

    assert receiver.post(body, **{"X-Signature": signature}) == (403, NOT_SIGNED)


def test_a_missing_signature_is_refused(receiver, logged):
    body = json.dumps({"webhook_id": receiver.webhook_id, "event": "taskUpdated"}).encode()

    assert receiver.post(body) == (403, NOT_SIGNED)
    logged("web", "delivery refused", "status=403", f"webhook_id={receiver.webhook_id}")


def test_a_signature_of_other_bytes_is_refused(receiver):
    body = json.dumps({"webhook_id": receiver.webhook_id, "event": "taskUpdated"}).encode()

    assert receiver.post(body + b" ", **{"X-Signature": receiver.sign(body)}) == (403, NOT_SIGNED)


@pytest.mark.parametrize("body", [b"", b"hello", b"\xff\xfe\x00", b'{"webhook_id": "w"', b"[" * 100_000])
def test_a_body_that_is_not_json_is_refused_with_400(receiver, body):
    assert receiver.post(body, **{"X-Signature": receiver.sign(body)}) == (400, NOT_JSON)


@pytest.mark.parametrize("body", [b"[]", b"17", b"null", b"{}", b'{"webhook_id": 17}', b'{"webhook_id": ""}'])
def test_json_of_another_shape_is_refused_with_400(receiver, body):
    assert receiver.post(body, **{"X-Signature": receiver.sign(body)}) == (400, NOT_JSON)


def test_two_mebibytes_are_refused_with_413(receiver, logged):
    body = b'{"webhook_id": "w", "padding": "' + b"x" * 2 * MIB + b'"}'

    assert receiver.post(body, **{"X-Signature": receiver.sign(body)}) == (413, TOO_LARGE)
    logged("web", "delivery refused", "status=413")


def test_two_mebibytes_in_chunks_are_refused_with_413(receiver):
    chunks = (b"x" * 65536 for _ in range(2 * MIB // 65536))

    assert receiver.post(chunks, **{"X-Signature": "0" * 64}) == (413, TOO_LARGE)


@pytest.mark.parametrize(
    "event",
    [
        {"event": "taskFrobnicated", "task_id": "86c1va101", "history_items": []},
        {"event": "listUpdated", "list_id": "901200000001"},
        {"event": "taskUpdated", "task_id": "86c1va101", "history_items": "none"},
        {
            "event": "taskUpdated",
            "task_id": "86c1va101",
            "history_items": [{"field": 7, "user": "Olivia"}, 3],
        },
        {"event": None, "task_id": {"id": 1}},
        {},
    ],
)
def test_whatever_a_webhook_of_ours_signed_is_taken(receiver, event):
    assert receiver.deliver(**event)[0] == 200


def test_the_same_delivery_again_is_taken_and_known(receiver):
    item = {
        "id": "2800787326392370170",
        "field": "name",
        "date": "1642736073330",
        "before": "a",
        "after": "b",
    }
    event = {"event": "taskUpdated", "task_id": "86c1va101", "history_items": [item]}

    first, again = receiver.deliver(**event), receiver.deliver(**event)

    assert (first[0], first[1]["known"]) == (200, False)
    assert (again[0], again[1]["known"]) == (200, True)


# --- tasks that are not there, or not ours ----------------------------------------------------------------


def moved(task_id, before, after, *, number):
    item = {
        "id": number,
        "field": "status",
        "date": "1642736073330",
        "user": {"id": 54000002, "username": "Olivia Ops"},
        "before": {"status": before},
        "after": {"status": after},
    }
    return {"event": "taskStatusUpdated", "task_id": task_id, "history_items": [item]}


def test_a_task_that_never_was_is_taken_and_named_in_the_log(receiver, logged):
    event = moved("86cnowhere", "validating", "replicating", number="9100000000000000001")

    assert receiver.deliver(**event)[0] == 200
    logged("worker", "task_id=86cnowhere", "deleted or hidden")


def test_a_ticket_that_is_deleted_before_it_is_judged_is_let_go(clickup, logged):
    ticket = clickup.ready("validating", due=None)

    clickup.drag(ticket, "fixing")
    clickup.delete(ticket)

    logged("worker", f"task_id={ticket}", "ticket is out of sight")


def test_a_first_level_ticket_that_no_one_elevates_is_left_alone(clickup, receiver, logged):
    other = clickup.create("in progress", where=CLIENTS)

    assert receiver.deliver(**moved(other, "open", "in progress", number="9100000000000000002"))[0] == 200

    logged("worker", f"task_id={other}", "first-level ticket seen")
    assert clickup.status(other) == "in progress"
    assert clickup.comments(other) == []


def test_a_ticket_in_a_status_that_no_stage_has_is_left_alone(clickup, logged):
    ticket = clickup.ready("validating", due=None, without={"Resolution Notes"})
    with clickup.renamed_status("Closed (Unresolved)", "Parked"):
        clickup.drag(ticket, "Parked")
        logged("worker", f"task_id={ticket}", "outside the process")
        assert clickup.status(ticket) == "Parked"
        assert clickup.comments(ticket) == []


def test_hearing_of_a_status_that_no_stage_has_changes_nothing(clickup, receiver):
    ticket = clickup.ready("validating", due=None)
    clickup.wait_until_quiet()
    before = clickup.calls()

    assert receiver.deliver(**moved(ticket, "validating", "on hold", number="9100000000000000003"))[0] == 200

    wait_for(lambda: clickup.calls() - before)
    assert clickup.status(ticket) == "validating"
    assert clickup.comments(ticket) == []


# --- workspaces that changed ------------------------------------------------------------------------------


def test_a_renamed_field_leaves_the_ticket_where_it_is_and_says_what_cannot_be_read(clickup):
    ticket = clickup.ready("validating", due=None)
    with clickup.renamed("Severity", "Gravity"):
        clickup.drag(ticket, "replicating")
        [comment] = clickup.wait_for_comments(ticket, 1)

    _, _, text = comment["comment_text"].partition(" moved this ticket to ")
    assert text.startswith(
        f"Replicating. {NOT_CHECKED}\n"
        "\n"
        f"{NOT_READ}\n"
        'Severity could not be read: this list no longer has a field named "Severity" in ClickUp, '
        "or Stagegate may not see it. "
    )
    assert clickup.status(ticket) == "replicating"


def test_a_field_that_has_its_name_back_lets_the_ticket_through_at_the_next_look(clickup):
    ticket = clickup.ready("validating", due=None)
    with clickup.renamed("Severity", "Gravity"):
        clickup.drag(ticket, "replicating")
        clickup.wait_for_comments(ticket, 1)

    clickup.fill(ticket, {"Issue Workaround": "None."})

    clickup.wait_for_entry(ticket, "replicating")
    wait_for(lambda: clickup.comments(ticket)[0]["resolved"])


def test_a_linked_company_that_was_deleted_keeps_the_ticket_out(clickup, logged):
    company = clickup.create(where=COMPANIES, name="Gone Kino", fields={"Company Tier": "Gold"}, by="admin")
    ticket = clickup.ready("validating", due=None, Company=[company])
    logged("worker", f"task_id={company}", "a company")
    clickup.delete(company)
    logged("worker", f"task_id={company}", "deleted or hidden")

    clickup.drag(ticket, "replicating")

    [item] = missing(clickup.wait_for_rejection(ticket, "validating"))
    assert item.startswith(
        'Company Tier is not known: the linked company "Gone Kino" no longer exists in ClickUp. '
    )


# --- values that cannot be right --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("https://intranet.example/pull/1032", unknown_host("intranet.example", ["github.com"])),
        ("https://github.com/usheru/website", no_address("https://github.com/usheru/website")),
        (
            "https://github.com/usheru/website/pull/latest",
            no_address("https://github.com/usheru/website/pull/latest"),
        ),
        (
            "https://github.com.evil.example/usheru/website/pull/1032",
            unknown_host("github.com.evil.example", ["github.com"]),
        ),
        ("github.com/usheru/website/pull/1032", no_address("github.com/usheru/website/pull/1032")),
    ],
    ids=["a host without owner", "no number", "a word for a number", "another host", "no scheme"],
)
def test_a_malformed_pull_request_address_keeps_the_ticket_out_and_is_shown(clickup, address, why):
    ticket = clickup.ready("fixing", **{"Pull Request": address})

    clickup.drag(ticket, "verifying", by="tech")

    [item] = missing(clickup.wait_for_rejection(ticket, "fixing"))
    assert item == (
        f"Pull Request cannot be used: {why}. Put the pull request's address into the "
        '"Pull Request" field, such as https://github.com/owner/repository/pull/123.'
    )


@pytest.mark.parametrize(
    ("milliseconds", "day"),
    [(0, "1970-01-01"), (253_402_300_799_000, "9999-12-31"), (8_640_000_000_000_000, "9999-12-31")],
)
def test_an_impossible_due_date_keeps_the_ticket_out_of_fixing(clickup, milliseconds, day):
    ticket = clickup.ready("estimating", due=None)
    clickup.api("PUT", f"/task/{ticket}", by="pm", due_date=milliseconds, due_date_time=True)

    clickup.drag(ticket, "fixing", by="pm")

    [item] = missing(clickup.wait_for_rejection(ticket, "estimating"))
    assert item.startswith(f"Estimated Delivery Date is {day}, which cannot be right. ")


# --- what the logs say ------------------------------------------------------------------------------------


def test_while_clickup_fails_nothing_is_lost_and_the_log_names_the_ticket(clickup, logged):
    ticket = clickup.ready("validating", due=None, without={"Severity"})

    with clickup.fault(path=f"/api/v2/task/{ticket}", token="pk_sandbox", status=500):
        clickup.drag(ticket, "replicating")
        logged("worker", "attempt failed", f"task_id={ticket}")

    clickup.wait_for_rejection(ticket, "validating")


def test_no_log_shows_a_token_or_a_secret(demo, clickup, receiver):
    receiver.deliver(event="taskUpdated", task_id="86c1va101", history_items=[])
    state = clickup.state()
    secrets = {user["token"] for user in state["users"]} | {hook["secret"] for hook in state["webhooks"]}
    secrets |= {"gh_sandbox"}

    logs = {log.name: log.read_text() for log in (demo.data_dir / "logs").glob("*.log")}

    assert {"web.log", "worker.log", "sandbox.log"} <= set(logs)
    assert [(name, secret) for name, text in logs.items() for secret in secrets if secret in text] == []
