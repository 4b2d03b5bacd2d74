"""The panel beside the tickets: deliveries, calls, mails, faults."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from clickup_client.sandbox.board.cards import Face, face_of
from clickup_client.sandbox.board.look import Look
from clickup_client.sandbox.live.journal import Attempt
from clickup_client.sandbox.live.told import told
from clickup_client.sandbox.state import Sandbox

#: Entries of a section.
LENGTH = 40

#: What a person can let go wrong with one click: in words, and as a rule of ``POST /sandbox/faults``. What is
#: about calls is about those of programs, so that people can go on.
_MISHAPS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("Programs wait a second for each answer", {"path": "/api/*", "latency_ms": 1000}),
    ("Programs get error 503 for each call", {"path": "/api/*", "status": 503}),
    ("Deliveries get lost", {"event": "*", "lose": True}),
    ("Deliveries come twice", {"event": "*", "copies": 2}),
    ("Deliveries come 5 seconds late", {"event": "*", "delay_ms": 5000}),
)


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many calls someone has made in their minute, and may make."""

    face: Face
    used: int
    limit: int
    total: int
    is_program: bool


@dataclass(frozen=True, slots=True)
class Delivery:
    """A try of a webhook delivery."""

    at: str
    event: str
    task_id: str
    name: str
    answer: str
    ok: bool
    ms: int
    tries: int


def sections(sandbox: Sandbox, look: Look) -> dict[str, Any]:
    """The data of each section of the panel. Call it with the sandbox's lock held."""
    return {name: section(sandbox, look) for name, section in _SECTIONS.items()}


def _calls(sandbox: Sandbox, _look: Look) -> list[Allowance]:
    """Of everyone who called, programs first."""
    totals = sandbox.calls.snapshot()["by_token"]
    standings = sandbox.limits.snapshot()
    programs = sandbox.programs()
    allowances = []
    for user in sandbox.directory.users.values():
        total = totals.get(user.token, {}).get("total", 0)
        if user.token is not None and total:
            standing = standings.get(user.token, {})
            limit = standing.get("limit", sandbox.limits.limit)
            used = limit - standing.get("remaining", limit)
            allowances.append(Allowance(face_of(user), used, limit, total, user.id in programs))
    return sorted(allowances, key=lambda each: not each.is_program)


def _deliveries(sandbox: Sandbox, look: Look) -> dict[str, Any]:
    health = [(webhook.status, webhook.fail_count) for webhook in sandbox.memory.webhooks.values()]
    tries = [_delivery(sandbox, each, look) for each in sandbox.journal.attempts()[: -LENGTH - 1 : -1]]
    return {"webhooks": health, "tries": tries}


def _delivery(sandbox: Sandbox, attempt: Attempt, look: Look) -> Delivery:
    body = json.loads(attempt.body)
    task = sandbox.memory.tasks.get(body["task_id"])
    status = attempt.answered.status
    return Delivery(
        at=look.clock(attempt.at),
        event=body["event"],
        task_id=body["task_id"],
        name=task.name if task else "",
        answer="no answer" if status is None else str(status),
        ok=status is not None and HTTPStatus(200) <= status < HTTPStatus(300),
        ms=round(attempt.answered.seconds * 1000),
        tries=attempt.answered.tries,
    )


def _activity(sandbox: Sandbox, look: Look) -> list[dict[str, Any]]:
    newest = sandbox.journal.happenings()[: -LENGTH - 1 : -1]
    return [{**what, "clock": look.clock(what["at"])} for what in map(told, newest)]


def _mails(sandbox: Sandbox, look: Look) -> list[dict[str, Any]]:
    newest = sandbox.memory.emails[: -LENGTH - 1 : -1]
    return [{**email.model_dump(), "clock": look.moment(email.at)} for email in newest]


def _faults(sandbox: Sandbox, _look: Look) -> dict[str, Any]:
    programs = sandbox.programs()
    token = next((user.token for user in sandbox.workspace.users if user.id in programs), None)
    offers = [
        (words, json.dumps(rule if token is None or "path" not in rule else {**rule, "token": token}))
        for words, rule in _MISHAPS
    ]
    return {
        "rules": [
            ", ".join(f"{key} {_in_words(value)}" for key, value in rule.items())
            for rule in sandbox.faults.snapshot()
        ],
        "offers": offers,
        "held": sandbox.faults.held(),
    }


def _in_words(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def guide_of(sandbox: Sandbox, _look: Look) -> dict[str, Any] | None:
    """What to try, each step with whether it is done. Call it with the sandbox's lock held."""
    plan, done = sandbox.guide_now()
    if plan is None:
        return None
    return {
        "title": plan.title,
        "end": plan.end if all(done) else "",
        "steps": list(zip(plan.steps, done, strict=True)),
    }


_SECTIONS: Final[dict[str, Callable[[Sandbox, Look], Any]]] = {
    "guide": guide_of,
    "calls": _calls,
    "deliveries": _deliveries,
    "activity": _activity,
    "mails": _mails,
    "faults": _faults,
}
