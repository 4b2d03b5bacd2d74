"""Measures many tickets at once: a bulk move, and a flood of moves and edits."""

import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clickup import at_once

if TYPE_CHECKING:
    from machine import Machine

_EDITS = 18
_OWNERS = {"replicating": "Quentin QA", "estimating": "Paula PM"}
_WRITE = "PUT /api/v2/task/{task_id}"
#: Lists are polled every five minutes, which is none of a burst's reads.
_POLL_SECONDS, _CLEAR_OF_POLL = 300.0, (5.0, 240.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulk:
    """
    Tickets moved together, all of them validly; `reads` and `writes` to the tickets are the bot's calls.

    `later`: its calls for cards and marks, which follow 20 s and 45 s after a move.  They count only if the
    tickets take longer than that, as do the reads that marks need.
    """

    tickets: int
    seconds: float
    reads: int
    writes: int
    later: int
    wrong: int

    @property
    def rate(self) -> float:
        """Tickets settled a second."""
        return self.tickets / self.seconds

    @property
    def calls_a_second(self) -> float:
        """The bot's calls."""
        return (self.reads + self.writes + self.later) / self.seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Flood:
    """
    Many tickets moved and edited at once; `repeated` of the deliveries came twice.

    Lost is what was not handled, and each ticket that is not where it belongs, has not its owner or lacks its
    comment; doubled is every comment, verdict or owner too many.
    """

    tickets: int
    deliveries: int
    repeated: int
    seconds: float
    lost: int
    doubled: int
    calls: dict[str, int]

    @property
    def rate(self) -> float:
        """Deliveries settled a second."""
        return self.deliveries / self.seconds

    @property
    def calls_a_second(self) -> float:
        """The bot's calls."""
        return sum(self.calls.values()) / self.seconds

    @property
    def calls_each(self) -> float:
        """The bot's calls for each delivery."""
        return sum(self.calls.values()) / self.deliveries


def bulk(machine: "Machine", tickets: list[str], *, wait: bool) -> Bulk:
    """Someone selects all tickets and moves them one stage on; `wait` for a time without polls."""
    early, late = _CLEAR_OF_POLL
    machine.wait_for(lambda: not wait or early < time.time() % _POLL_SECONDS < late)
    before, began = machine.clickup.calls_of_bot(), time.perf_counter()
    at_once(tickets, lambda ticket: machine.clickup.drag(ticket, "replicating", by="ops"))
    seconds = machine.wait_until_quiet() - began
    made = machine.clickup.calls_of_bot() - before
    reads = sum(number for call, number in made.items() if call.startswith("GET"))
    return Bulk(
        tickets=len(tickets),
        seconds=seconds,
        reads=reads,
        writes=made[_WRITE],
        later=made.total() - reads - made[_WRITE],
        wrong=sum(_is_wrong(machine, ticket, "replicating") for ticket in tickets),
    )


def with_workers(machine: "Machine", number: int, *, tickets: int, cards: bool) -> list[Bulk]:
    """Bulk moves of new tickets by one worker, then with one more each time; `cards` are waited for."""
    found = []
    for more in range(number):
        if more:
            machine.start_worker(f"worker {more + 1}")
        new = machine.clickup.create(tickets)
        machine.wait_until_quiet(cards=cards)
        found.append(bulk(machine, new, wait=False))
        machine.wait_until_quiet(cards=cards)
    for more in range(1, number):
        machine.stop(f"worker {more + 1}")
    return found


def flood(machine: "Machine", valid: list[str], invalid: list[str], *, repeated: int) -> Flood:
    """Everybody edits all tickets; `valid` ones are dragged one stage on, `invalid` ones two."""
    clickup = machine.clickup
    received, calls = machine.received(), clickup.calls_of_bot()
    judged = _judged(machine)
    refused = {ticket: len(clickup.refusals(ticket)) for ticket in (*valid, *invalid)}
    goals = dict.fromkeys(valid, "estimating") | dict.fromkeys(invalid, "fixing")
    began = time.perf_counter()

    def act(ticket: str) -> None:
        for number in range(_EDITS):
            if number == _EDITS // 2:
                clickup.drag(ticket, goals[ticket], by="admin")
            clickup.edit(ticket, f"Way {number}, as of {began}.")

    at_once([ticket for pair in zip(valid, invalid, strict=True) for ticket in pair], act)
    told = machine.sql(  # by ClickUp, and not by the bot's own hints
        "SELECT body FROM deliveries WHERE webhook_id = %s ORDER BY delivery_id DESC LIMIT %s",
        machine.webhook().id,
        repeated,
    )
    for (body,) in told:
        machine.deliver(body)
    seconds = machine.wait_until_quiet() - began
    made, lost, doubled = clickup.calls_of_bot() - calls, 0, 0
    judged_now = _judged(machine)
    for ticket in (*valid, *invalid):
        new = len(clickup.refusals(ticket)) - refused[ticket]
        is_valid = goals[ticket] == "estimating"
        lost += _is_wrong(machine, ticket, "estimating" if is_valid else "replicating")
        lost += new < (0 if is_valid else 1)
        doubled += max(new - (0 if is_valid else 1), 0)
        doubled += max(judged_now[ticket] - judged[ticket] - 1, 0)
    [(unhandled,)] = machine.sql("SELECT count(*) FROM deliveries WHERE handled_at IS NULL")
    return Flood(
        tickets=len(goals),
        deliveries=machine.received() - received,
        repeated=len(told),
        seconds=seconds,
        lost=lost + unhandled,
        doubled=doubled,
        calls=dict(made),
    )


def _is_wrong(machine: "Machine", ticket: str, status: str) -> bool:
    """Whether a ticket is not in a status, or has other owners than that stage's."""
    seen = machine.clickup.ticket(ticket)
    owners = [person["username"] for person in seen["assignees"]]
    return seen["status"]["status"] != status or owners != [_OWNERS[status]]


def _judged(machine: "Machine") -> Counter[str]:
    return Counter(dict(machine.sql("SELECT task_id, count(*) FROM moves GROUP BY task_id")))
