"""Why a ticket is where it is: judged moves, comments, client notices, and what the next stage requires."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from app.bot import Bot
from app.inspect.simulate import finding_as_json
from app.sla import clock as sla_clock
from app.sla.clock import Clock
from app.store import comments, dead_letters, moves, notices, pauses
from app.store.comments import Owed
from app.store.dead_letters import DeadLetter
from app.store.notices import Notice
from app.store.pauses import Pause
from app.ticket.judge import judge
from app.ticket.lookup import TicketView, look_up
from app.ticket.required import lacking
from rules.decision import Decision, Finding
from rules.gate.order import stage_after
from rules.process.stage import Stage
from rules.ticket import Move

#: Judged moves shown; the database keeps all of them.
MOST_MOVES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """
    All that Stagegate knows about a ticket.

    Attributes:
        home: The stage it belongs in; None if its status is outside the process.
        since: When it entered that stage; None if unknown.
        clock: Its SLA clock in that stage; None if the ticket was never accepted.
        pauses: The open pauses of its SLA clock, oldest first; empty if the clock is running.
        next: What the next stage requires, judged now; None if no stage follows.
        lacks: What its own stage still requires.
        moves: Judged moves, newest first, as the database keeps them.
        notices: All client notices, sent or owed, oldest first.
        comments: Comments still to be written or resolved on the ticket.
        given_up: Why work on the ticket was given up, if it was.
        waiting: The number of deliveries not handled yet.
    """

    task_id: str
    name: str
    url: str
    status: str
    home: Stage | None
    since: datetime | None
    clock: Clock | None
    pauses: tuple[Pause, ...]
    next: Decision | None
    lacks: tuple[Finding, ...]
    moves: tuple[Mapping[str, Any], ...]
    notices: tuple[Notice, ...]
    comments: tuple[Owed, ...]
    given_up: DeadLetter | None
    waiting: int

    @property
    def is_elsewhere(self) -> bool:
        """Whether ClickUp shows a different status from the one where the ticket belongs."""
        return self.home is None or self.home.status.casefold() != self.status.casefold()


def explain(bot: Bot, reference: str) -> Explanation:
    """
    Collect everything that explains why a ticket is where it is.

    Raises:
        NoTicketError: There is no such ticket, or it is not part of this process.
        ClickUpError: ClickUp could not be reached or refused.
    """
    view = look_up(bot, reference)
    following = _next(view)
    with bot.engine.begin() as connection:
        judged = moves.latest(connection, view.task.id, most=MOST_MOVES)
        told = notices.all_of(connection, view.task.id)
        owed = comments.due(connection, view.task.id)
        dead = next((d for d in dead_letters.every(connection) if d.task_id == view.task.id), None)
        clock = _clock(bot, connection, view)
        standing = pauses.standing(connection, view.task.id)
    return Explanation(
        task_id=view.task.id,
        name=view.task.name,
        url=view.task.url,
        status=view.task.status,
        home=view.home,
        since=view.known.entered_at if view.known else None,
        clock=clock,
        pauses=tuple(standing),
        next=following,
        lacks=_lacks(view, following),
        moves=tuple(dict(row) for row in judged),
        notices=tuple(told),
        comments=tuple(owed),
        given_up=dead,
        waiting=view.waiting,
    )


def _clock(bot: Bot, connection: Connection, view: TicketView) -> Clock | None:
    if view.known is None:
        return None
    due_day = view.seen.due_day if view.seen else view.known.agreed_day
    return sla_clock.assess(view.bot.process, connection, view.known, due_day, bot.now())


def _next(view: TicketView) -> Decision | None:
    home, seen = view.home, view.seen
    after = None if home is None else stage_after(view.bot.process, home)
    if home is None or seen is None or after is None:
        return None
    move = Move(from_stage=home.name, to_stage=after.name, written=seen.written)
    return judge(view.bot, view.task, move, due_day=seen.due_day).decision


def _lacks(view: TicketView, following: Decision | None) -> tuple[Finding, ...]:
    if view.home is None or view.seen is None:
        return ()
    return tuple(lacking(view.bot, view.task, view.home, following, due_day=view.seen.due_day))


def as_json(found: Explanation) -> dict[str, Any]:
    """The same for programs; times in ISO 8601, UTC."""
    judged = found.next
    return {
        "task_id": found.task_id,
        "name": found.name,
        "url": found.url,
        "status": found.status,
        "stage": None if found.home is None else found.home.name,
        "since": _iso(found.since),
        "sla": _sla_as_json(found),
        "deliveries_waiting": found.waiting,
        "given_up": None
        if found.given_up is None
        else {"error": found.given_up.error, "at": _iso(found.given_up.at)},
        "moves": [
            {
                "at": _iso(row["at"]),
                "by": row["mover_name"],
                "from_stage": row["from_stage"],
                "to_stage": row["to_stage"],
                "verdict": row["verdict"],
                "shadow": row["shadow"],
                "reason": row["reason"],
                "findings": row["findings"],
            }
            for row in found.moves
        ],
        "next": None
        if judged is None
        else {
            "to_stage": judged.move.to_stage,
            "verdict": judged.verdict.value,
            "findings": [finding_as_json(finding) for finding in judged.findings],
        },
        "lacks": [finding_as_json(finding) for finding in found.lacks],
        "notices": [
            {
                "kind": notice.kind,
                "state": notice.state,
                "day": None if notice.day is None else notice.day.isoformat(),
                "not_before": _iso(notice.not_before),
                "sent_at": _iso(notice.sent_at),
            }
            for notice in found.notices
        ],
        "comments": [{"kind": owed.kind, "state": owed.state} for owed in found.comments],
    }


def _sla_as_json(found: Explanation) -> dict[str, Any] | None:
    clock = found.clock
    if clock is None:
        return None
    allowed = clock.state.allowed
    return {
        "level": clock.state.level.value,
        "limit": None if clock.limit is None else str(clock.limit),
        "used_seconds": int(clock.state.used.total_seconds()),
        "allowed_seconds": None if allowed is None else int(allowed.total_seconds()),
        "breach_at": _iso(clock.state.breach_at),
        "next_change_at": _iso(clock.state.next_change_at),
        "paused": clock.state.paused,
    }


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
