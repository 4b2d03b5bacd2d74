"""
What Stagegate is compared with, measured in the same run: programs that do only what has to be done.

Some keep nothing and judge nothing: no bot and no receiver in Python is quicker.  Another one judges nothing
either, but loses nothing: what no bot can save that keeps its word.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clickup import REFUSAL, TICKETS, ClickUp, at_once
from durable import NO_TABLES, TABLES, WAITING
from machine import Webhook
from ports import free_port, listens
from speed import Verdicts, verdicts

if TYPE_CHECKING:
    from load import Outcome
    from machine import Machine


_WARM_UP_SECONDS = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Durable:
    """
    What the least bot that loses nothing does; see `durable.py`.

    `put_back`: tickets a second, when all are moved at once.
    """

    verdicts: list[Verdicts]
    acknowledged: "list[Outcome]"
    put_back: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Floors:
    """
    Attributes:
        verdicts: Of a script that reads a ticket, puts it back and comments, as soon as it is dragged.
        acknowledged: By bare Flask under gunicorn, which checks the signature, as fast as it goes.
        durable: Both by a bot that stores what it must not lose.
        calls: Calls a second that threads make which write to one ticket after the other.
    """

    verdicts: list[Verdicts]
    acknowledged: "list[Outcome]"
    durable: Durable
    calls: float


def put_back(clickup: ClickUp, tickets: list[str], *, rounds: int, drags: int) -> list[Verdicts]:
    """Verdicts of a bare script.  No webhook may lead to a bot yet."""

    def answer(ticket: str) -> None:
        clickup.call("GET", f"/api/v2/task/{ticket}", by="sandbox")
        clickup.call("PUT", f"/api/v2/task/{ticket}", by="sandbox", body={"status": "replicating"})
        said = {"comment_text": f"Moved, {REFUSAL}."}
        clickup.call("POST", f"/api/v2/task/{ticket}/comment", by="sandbox", body=said)

    mine = tickets[:drags]
    with _in_replicating(clickup, mine):
        return [verdicts(clickup, mine, number=drags, pause=0.0, answer=answer) for _ in range(rounds)]


def durable(
    machine: "Machine", tickets: list[str], *, rounds: int, drags: int, seconds: float, pause: float
) -> Durable:
    """What the least bot that loses nothing does.  It is there only meanwhile, and Stagegate not yet."""
    mine = tickets[:drags]
    acknowledged, found = [], []
    with _in_replicating(machine.clickup, mine), _durable(machine, tickets) as (port, webhook):
        for _ in range(rounds):
            acknowledged.append(machine.load(tickets, seconds=seconds, port=port, webhook=webhook))
            _wait_until_done(machine)
            found.append(verdicts(machine.clickup, mine, number=drags, pause=pause))
        began = time.perf_counter()
        at_once(tickets, lambda ticket: machine.clickup.drag(ticket, "fixing", by="ops"))
        _wait_until_done(machine)
        rate = len(tickets) / (time.perf_counter() - began)
    return Durable(verdicts=found, acknowledged=acknowledged, put_back=rate)


@contextmanager
def _in_replicating(clickup: ClickUp, tickets: list[str]) -> Iterator[None]:
    """Meanwhile the tickets are one stage on."""
    for ticket in tickets:
        clickup.drag(ticket, "replicating", by="ops")
    yield
    for ticket in tickets:
        clickup.drag(ticket, "validating", by="ops")


@contextmanager
def _durable(machine: "Machine", tickets: list[str]) -> Iterator[tuple[int, Webhook]]:
    """The port and the webhook of that bot; nothing of it is left afterwards."""
    clickup, port = machine.clickup, free_port()
    [workspace] = clickup.call("GET", "/api/v2/team", by="sandbox")["teams"]
    asked = {
        "endpoint": f"http://127.0.0.1:{port}/webhooks/clickup",
        "events": ["taskStatusUpdated"],
        "list_id": TICKETS,
    }
    made = clickup.call("POST", f"/api/v2/team/{workspace['id']}/webhook", by="sandbox", body=asked)
    webhook = Webhook(id=made["id"], secret=made["webhook"]["secret"])
    machine.sql(TABLES)
    machine.start_script("durable-web", "durable.py", "receive", str(port), webhook.secret)
    machine.start_script("durable-worker", "durable.py", "work", str(machine.clickup_port))
    machine.wait_for(lambda: listens(port))
    # From now on the worker works, and each thread of the receiver has its connection.
    machine.load(tickets, seconds=_WARM_UP_SECONDS, port=port, webhook=webhook)
    _wait_until_done(machine)
    yield port, webhook
    _wait_until_done(machine)
    clickup.call("DELETE", f"/api/v2/webhook/{webhook.id}", by="sandbox")
    machine.stop("durable-worker")
    machine.stop("durable-web")
    machine.sql(NO_TABLES)


def _wait_until_done(machine: "Machine") -> None:
    """Until that bot was sent everything, and acted on it."""
    machine.wait_for(lambda: not machine.clickup.state("deliveries_unfinished") and not machine.sql(WAITING))


def acknowledged(machine: "Machine", tickets: list[str], *, seconds: float) -> "Outcome":
    """What bare Flask, which is there only meanwhile, answers as fast as it goes."""
    port = free_port()
    machine.start_script("bare", "bare.py", str(port), machine.webhook().secret)
    machine.wait_for(lambda: listens(port))
    measured = machine.load(tickets, seconds=seconds, port=port)
    machine.stop("bare")
    return measured


def calls(clickup: ClickUp, tickets: list[str]) -> float:
    """Calls a second by as many threads as people, each of which writes to one ticket after the other."""

    def write(ticket: str) -> None:
        clickup.call("PUT", f"/api/v2/task/{ticket}", by="sandbox", body={"status": "validating"})

    began = time.perf_counter()
    at_once(tickets, write)
    return len(tickets) / (time.perf_counter() - began)
