"""`GET /healthz`: the process is up.  `GET /readyz`: everything it needs is available, by name."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Literal

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from app.queue import state as queue_state
from app.store import dead_letters, missing, oddities, revision, tickets
from app.web import webhook_state

Status = Literal["ok", "warn", "down"]

#: A job that waits longer than this has no worker.
LONGEST_WAIT = timedelta(minutes=1)
#: A worker's heartbeat comes every two seconds.
LONGEST_SILENCE = timedelta(seconds=15)
#: How long an odd answer that a worker saw is reported.
ODDITY_IS_TOLD = timedelta(minutes=10)

_RANK: dict[Status, int] = {"ok": 0, "warn": 1, "down": 2}


def health_pages(*, engine: Engine, now: Callable[[], datetime]) -> Blueprint:
    """The two pages.  Only `down` answers 503: more web processes would not help against a `warn`."""
    pages = Blueprint("health", __name__)

    @pages.get("/healthz")
    def show_health() -> ResponseReturnValue:
        return {"status": "ok"}

    @pages.get("/readyz")
    def show_readiness() -> ResponseReturnValue:
        checks = check_all(engine, now())
        status = max((check["status"] for check in checks.values()), key=lambda name: _RANK[name])
        return {"status": status, "checks": checks}, 503 if status == "down" else 200

    return pages


def check_all(engine: Engine, now: datetime) -> dict[str, dict[str, Any]]:
    """
    Check everything by name; each has a `status` (`ok`, `warn`, `down`) and its own numbers.

    `database` and `migrations` may be down; the others at worst warn, with reasons.
    """
    try:
        with engine.connect() as connection:
            at = revision.current(connection)
            migrations = {"status": "ok" if at == revision.HEAD else "down", "at": at, "needs": revision.HEAD}
            if at != revision.HEAD:
                return {"database": {"status": "ok"}, "migrations": migrations}
            return {
                "database": {"status": "ok"},
                "migrations": migrations,
                "queue": _queue(connection),
                "webhooks": webhook_state.read_state(connection, now),
                "workspace": _workspace(connection),
                "tickets": _tickets(connection),
            }
    except SQLAlchemyError as error:
        return {"database": {"status": "down", "error": type(error).__name__}}


def _workspace(connection: Connection) -> dict[str, Any]:
    reasons = missing.kept(connection)
    return {"status": "warn" if reasons else "ok", "reasons": reasons}


def _tickets(connection: Connection) -> dict[str, Any]:
    alone = tickets.left_alone(connection)
    reasons = [f"{task_id} is moved again after each put-back, and is left alone" for task_id in alone]
    return {"status": "warn" if alone else "ok", "reasons": reasons, "left_alone": len(alone)}


def _queue(connection: Connection) -> dict[str, Any]:
    state, dead = queue_state.state(connection), dead_letters.count(connection)
    workers = queue_state.workers(connection, silence=LONGEST_SILENCE)
    reasons = []
    if not workers.alive:
        reasons.append("no worker is alive")
    if workers.silent:
        reasons.append("a worker fell silent")
    if state.oldest_seconds > LONGEST_WAIT.total_seconds():
        reasons.append("jobs are waiting and no worker takes them")
    if dead:
        reasons.append("tickets were given up")
    if oddities.WRONG_MINUTE in oddities.seen(connection, within=ODDITY_IS_TOLD):
        reasons.append("ClickUp names a wrong end of its minute")
    return {
        "status": "warn" if reasons else "ok",
        "reasons": reasons,
        "workers": workers.alive,
        "waiting": state.waiting,
        "oldest_waiting_seconds": round(state.oldest_seconds, 1),
        "dead_letters": dead,
    }
