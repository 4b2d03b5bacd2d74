"""
The least bot that loses nothing.  It judges nothing: whatever is moved is put back.

`python durable.py receive PORT SECRET` checks the signature of a delivery, stores it and wakes the worker, in
one statement, and answers when that is on the disk.  `python durable.py work CLICKUP_PORT`, a process of its
own, reads a moved ticket, stores its verdict before anything is said, puts the ticket back, comments, and
stores that this is done.  So after a crash at any point the next start completes the work, perhaps with a
second comment.  `DATABASE_URL` is that of the database.

Compared with it, a bare script shows what it costs to lose nothing, and Stagegate what all the rest costs.
"""

import json
import os
import sys
import threading
from functools import partial
from typing import Any, NoReturn

import psycopg
from clickup import REFUSAL, ClickUp
from flask import Flask, request
from served import Served

from app.web.server import THREADS
from clickup_client.webhook import check_signature

#: All that it keeps, beside the tables of Stagegate.
TABLES = (
    "CREATE SCHEMA bench_durable"
    " CREATE TABLE deliveries (delivery_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
    " body bytea NOT NULL, done boolean NOT NULL DEFAULT false)"
    " CREATE INDEX deliveries_waiting ON deliveries (delivery_id) WHERE NOT done"
    " CREATE TABLE verdicts (delivery_id bigint PRIMARY KEY, task_id text NOT NULL, back_to text NOT NULL)"
)
NO_TABLES = "DROP SCHEMA bench_durable CASCADE"
WAITING = "SELECT delivery_id, body FROM bench_durable.deliveries WHERE NOT done ORDER BY delivery_id"
_STORE = (
    "WITH stored AS (INSERT INTO bench_durable.deliveries (body) VALUES (%s) RETURNING delivery_id)"
    " SELECT pg_notify('bench_durable', '') FROM stored"
)
_JUDGED = "INSERT INTO bench_durable.verdicts VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
_DONE = "UPDATE bench_durable.deliveries SET done = true WHERE delivery_id = ANY(%s)"


def receiver(secret: str) -> Flask:
    app = Flask(__name__)
    mine = threading.local()

    @app.post("/webhooks/clickup")
    def receive() -> dict[str, str]:
        body = request.get_data()
        check_signature(body, request.headers.get("X-Signature"), secret)
        if not hasattr(mine, "database"):
            mine.database = _connect()
        mine.database.execute(_STORE, (body,))
        return {"status": "ok"}

    return app


def work(clickup: ClickUp) -> NoReturn:
    """Act on what was stored, first on what an earlier worker left."""
    me = clickup.call("GET", "/api/v2/user", by="sandbox")["user"]["id"]
    with _connect() as database:
        database.execute("LISTEN bench_durable")
        while True:
            waiting = [(number, json.loads(body)) for number, body in database.execute(WAITING)]
            moves = [(number, delivery) for number, delivery in waiting if _is_move(delivery, me)]
            moved = {number for number, _ in moves}
            if others := [number for number, _ in waiting if number not in moved]:
                database.execute(_DONE, (others,))
            for number, delivery in moves:
                _put_back(clickup, database, number, delivery)
            list(database.notifies(stop_after=1))


def _is_move(delivery: dict[str, Any], me: int) -> bool:
    """Whether someone else than the bot moved a ticket."""
    by_me: bool = delivery["history_items"][0]["user"]["id"] == me
    return delivery["event"] == "taskStatusUpdated" and not by_me


def _put_back(
    clickup: ClickUp, database: "psycopg.Connection[Any]", number: int, delivery: dict[str, Any]
) -> None:
    ticket, back_to = delivery["task_id"], delivery["history_items"][0]["before"]["status"]
    clickup.call("GET", f"/api/v2/task/{ticket}", by="sandbox")
    database.execute(_JUDGED, (number, ticket, back_to))
    clickup.call("PUT", f"/api/v2/task/{ticket}", by="sandbox", body={"status": back_to})
    said = {"comment_text": f"Moved, {REFUSAL}."}
    clickup.call("POST", f"/api/v2/task/{ticket}/comment", by="sandbox", body=said)
    database.execute(_DONE, ([number],))


def _connect() -> "psycopg.Connection[Any]":
    """Each statement is committed by itself, and is on the disk when it returns."""
    return psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["receive", port, secret]:
            Served(partial(receiver, secret), port=int(port), threads=THREADS).run()
        case ["work", port]:
            work(ClickUp(int(port)))
        case _:
            sys.exit(__doc__)
