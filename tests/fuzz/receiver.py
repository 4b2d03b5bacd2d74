"""
Throws mutated deliveries at the real receiver on a real database, guided by coverage.

Needs atheris, which is not among the development requirements (no wheel for every Python):

    pip install atheris
    PYTHONPATH=. nice python tests/fuzz/receiver.py -max_total_time=1200 -timeout=10

The first byte of an input says how its body is signed; the rest is the body.  What must hold is in `judge`.
What it found is kept in tests/app/web/test_receiver_fuzzed.py; the numbers are in docs/security.md.
"""

import copy
import json
import os
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["app", "clickup_client"]):
    from app.deliveries import history
    from app.web import factory
    from clickup_client import webhook

import logging

import structlog
from sqlalchemy import text

from app.deliveries.urgency import urgency
from app.machine.postgres.server import EmbeddedPostgres
from app.store import webhooks
from app.store.engine import connect
from app.store.migrate import upgrade

SECRET = "fuzz-s3cret"
WEBHOOK = "wh"
SLOWEST_SECONDS = 2.0
#: Rows are deleted now and then, so that the database does not become the subject.
CLEAR_EVERY = 5000
SIGNED, WRONG, UNSIGNED = 0, 1, 2

ITEM = {
    "id": "2800787326392370170",
    "type": 1,
    "date": "1642736073330",
    "field": "status",
    "parent_id": "162641062",
    "data": {"status_type": "custom"},
    "source": None,
    "user": {"id": 183, "username": "John", "email": "john@example.com"},
    "before": {"status": "to do", "color": "#f9d900", "orderindex": 0, "type": "open"},
    "after": {"status": "in progress", "color": "#7C4DFF", "orderindex": 1, "type": "custom"},
}
SEEDS = [
    {"event": "taskStatusUpdated", "history_items": [ITEM], "task_id": "1vj38vv", "webhook_id": WEBHOOK},
    {"event": "taskUpdated", "task_id": "1vj38vv", "webhook_id": WEBHOOK, "history_items": [
        ITEM | {"field": "custom_field", "custom_field": {"id": "f-1", "name": "Severity"}, "after": "1"}]},
    {"event": "taskDueDateUpdated", "task_id": "1vj38vv", "webhook_id": WEBHOOK, "history_items": [
        ITEM | {"field": "due_date", "before": None, "after": "1642736073330"}]},
    {"event": "taskCreated", "task_id": "1vj38vv", "webhook_id": WEBHOOK, "history_items": [
        ITEM | {"before": {"status": None}}, ITEM | {"id": "2", "field": "task_creation"}]},
    {"event": "taskDeleted", "task_id": "1vj38vv", "webhook_id": WEBHOOK},
    {"event": "listUpdated", "list_id": "1", "webhook_id": WEBHOOK},
]  # fmt: skip
LEAVES = [
    *(None, True, False, 0, -1, 1, 2**31, 2**53, 2**63 - 1, 2**63, -(2**63) - 1, 10**30, 10**400),
    *(1e308, 8.64e15, float("inf"), float("nan"), "", " ", "\0", "a\0b", "\ud800", "\udc00x", "\u202e", "é"),
    *("٣", "²", "ß", "İ", "9" * 30, "9" * 5000, "-", "-5", "1e9", "1970-01-01", "-99999999999999999"),
    *("taskCreated", "taskMoved", "status", "STATUS", "custom_field", "task_creation", "section_moved"),
    *("comment", WEBHOOK, "x" * 101, "x" * 5000, "%s%n{0}", "' OR 1=1 --", "$1", "\\", "\n"),
    *([], {}, [[]], [{}], {"status": "a\0b"}, {"status": None}, {"id": None}, {"id": 10**30}),
]  # fmt: skip
KEYS = [
    *(
        "event",
        "task_id",
        "webhook_id",
        "history_items",
        "id",
        "field",
        "date",
        "user",
        "before",
        "after",
        "status",
    ),
    *("custom_field", "parent_id", "username", "name", ""),
]


def places(value, path=()):
    """Every place in a JSON value."""
    yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from places(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from places(inner, (*path, number))


def changed(data, chance):
    """The value with something in it replaced, added, doubled or removed."""
    holder = {"": data}
    path = ("", *chance.choice(list(places(data))))
    parent = holder
    for step in path[:-1]:
        parent = parent[step]
    here = parent[path[-1]]
    match chance.randrange(5):
        case 0:
            parent[path[-1]] = chance.choice(LEAVES)
        case 1 if isinstance(here, dict):
            here[chance.choice(KEYS)] = chance.choice(LEAVES)
        case 2 if isinstance(here, list):
            here.append(chance.choice([*LEAVES, dict(ITEM)]))
        case 3 if len(path) > 1 and isinstance(parent, dict):
            del parent[path[-1]]
        case 4 if isinstance(here, str) and here:
            at = chance.randrange(len(here))
            parent[path[-1]] = (
                here[:at] + chr(chance.choice([0, 0x7F, 0xD800, 0x2028, 0x1F600, 0x663])) + here[at:]
            )
        case _:
            parent[path[-1]] = chance.choice(LEAVES)
    return holder[""]


def mutate(data, max_size, seed):
    """
    Nine times of ten as JSON, else as bytes.

    What is no JSON any more begins again now and then, and mostly the webhook keeps its name: or nearly every
    input would be refused at the door.
    """
    chance = random.Random(seed)  # noqa: S311 - an input that failed can be made again
    head, body = data[:1] or b"\0", data[1:]
    if chance.random() < 0.1:
        head = bytes([chance.choice([SIGNED, SIGNED, WRONG, UNSIGNED])])
    if chance.random() < 0.9:
        try:
            value = chance.choice(SEEDS) if chance.random() < 0.2 else json.loads(body)
            value = copy.deepcopy(value)
            for _ in range(chance.randint(1, 4)):
                value = changed(value, chance)
            if isinstance(value, dict) and chance.random() < 0.9:
                value["webhook_id"] = WEBHOOK
            return (
                head + json.dumps(value, ensure_ascii=chance.random() < 0.8).encode(errors="surrogatepass")
            )[:max_size]
        except (ValueError, RecursionError, OverflowError):
            pass
    return head + atheris.Mutate(body, max_size - 1)


class Receiver:
    """The program, and what must be true of each of its answers."""

    def __init__(self, url):
        self.engine = connect(url)
        self.web = factory.create_app(self.engine).test_client()
        self.counts, self.slowest, self.number = Counter(), 0.0, 0
        with self.engine.begin() as connection:
            for name, secret in ((WEBHOOK, SECRET), ("other", "0ther")):
                webhooks.add(
                    connection,
                    webhook_id=name,
                    workspace_id="9",
                    list_id="l2",
                    endpoint="https://x",
                    secret=secret,
                )

    def clear(self):
        with self.engine.begin() as connection:
            connection.execute(text("TRUNCATE deliveries, procrastinate_jobs, procrastinate_events CASCADE"))

    def try_it(self, data):
        kind, body = (data[0] % 3 if data else UNSIGNED), bytes(data[1:])
        headers = {
            SIGNED: {"X-Signature": webhook.sign(body, SECRET)},
            WRONG: {"X-Signature": webhook.sign(body, "0ther")},
        }
        began = time.perf_counter()
        answer = self.web.post("/webhooks/clickup", data=body, headers=headers.get(kind, {}))
        took = time.perf_counter() - began
        self.slowest = max(self.slowest, took)
        self.judge(kind, body, answer, took)
        self.counts[("signed", "wrong", "unsigned")[kind], answer.status_code] += 1
        self.number += 1
        if self.number % CLEAR_EVERY == 0:
            self.clear()

    def judge(self, kind, body, answer, took):
        assert answer.status_code in {200, 400, 403, 413}, answer.get_data()
        assert took < SLOWEST_SECONDS, took
        try:
            named = json.loads(body).get("webhook_id")
        except (ValueError, RecursionError, AttributeError):
            named = None
        if answer.status_code == 200:
            assert kind == SIGNED or (kind == WRONG and named == "other")
            self.look_at_what_was_kept(body, answer.json)
        elif named == WEBHOOK and kind == SIGNED:
            raise AssertionError((answer.status_code, body))

    def look_at_what_was_kept(self, body, told):
        if told["known"]:
            return
        with self.engine.connect() as connection:
            row = connection.execute(
                text("SELECT body, task_id FROM deliveries WHERE delivery_id = :id"),
                {"id": told["delivery_id"]},
            ).one()
        assert bytes(row.body) == body
        if row.task_id is None:
            return
        delivery = webhook.read_delivery(body)  # as the worker does
        heard = history.hear([(told["delivery_id"], delivery)])
        urgency(delivery, "to do")
        history.path(heard, "to do", "fixing")
        history.moved_by(heard, "in progress")
        history.start_of(heard)
        history.cleared_by(heard, "f-1")
        history.edited_since(heard, "f-1", None)
        history.still_ours(heard, {"status": "x", "field:f-1": "1"})


def main():
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    logging.disable(logging.CRITICAL)
    folder = Path(tempfile.mkdtemp(prefix="stagegate-fuzz-"))
    corpus = folder / "corpus"
    corpus.mkdir()
    for number, seed in enumerate(SEEDS):
        for kind in (SIGNED, WRONG, UNSIGNED):
            (corpus / f"{number}-{kind}").write_bytes(bytes([kind]) + json.dumps(seed).encode())
    quick = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    with EmbeddedPostgres(folder / "data", options=quick) as server:
        upgrade(server.database_url)
        receiver = Receiver(server.database_url)
        # libFuzzer leaves by _exit: say the numbers from here, and keep them up to date.
        report = Path(os.environ.get("FUZZ_REPORT", folder / "report.json"))
        began = time.monotonic()

        def one(data):
            try:
                receiver.try_it(data)
            except Exception:
                (report.parent / "finding.bin").write_bytes(bytes(data))
                raise
            if receiver.number % 500 == 0:
                counts = {" ".join(map(str, key)): number for key, number in sorted(receiver.counts.items())}
                report.write_text(
                    json.dumps(
                        {
                            "inputs": receiver.number,
                            "seconds": round(time.monotonic() - began),
                            "slowest_seconds": round(receiver.slowest, 3),
                            "answers": counts,
                        }
                    )
                )

        atheris.Setup([sys.argv[0], str(corpus), "-max_len=65536", *sys.argv[1:]], one, custom_mutator=mutate)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
