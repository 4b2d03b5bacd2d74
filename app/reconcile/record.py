"""What is kept of a look at a ticket: where it belongs, what was seen and written, how a move was judged."""

from datetime import date
from typing import Any

from sqlalchemy import Connection

from app.bot import Bot
from app.deliveries import history
from app.queue import defer
from app.reconcile.write import Written
from app.sla import clock
from app.store import comments as stored_comments
from app.store import moves, pauses, tickets
from app.store.comments import LATER
from app.ticket import emptied
from app.ticket.observe import Observation
from rules.decision import Decision
from rules.process.stage import Stage


def accept(
    bot: Bot,
    connection: Connection,
    seen: Observation,
    written: Written,
    *,
    told: date | None,
    home: Stage | tickets.Outside | None = None,
) -> None:
    """From now on the ticket belongs where it is, or in `home`."""
    stage = seen.stage.name if home is None else home.name
    tickets.accept(
        connection,
        task_id=seen.task.id,
        list_id=seen.task.list_id,
        stage=stage,
        status=seen.task.status if home is None else home.status,
        entered_at=seen.at,
        entry_values=seen.entry_values,
        written=seen.written_inside,
        agreed_day=written.agreed,
        told_day=told,
        own_writes=_own_writes(seen, written),
        filled=emptied.inside_of(bot, seen).filled if home is None else None,
        **clock.begun(bot.process, stage, bot.now(), seen=seen.move is not None),
    )


def leave(bot: Bot, connection: Connection, seen: Observation) -> None:
    """What was said about the stage that was left is resolved when there are calls to spare."""
    if stored_comments.settle(connection, seen.task.id, *LATER):
        defer.defer_clock(connection, seen.task.id, bot.now() + clock.FIRST_LOOK)
    if seen.stage.closed is not None:
        pauses.end(connection, seen.task.id, "command", seen.at)


def note(connection: Connection, seen: Observation, written: Written, *, status: str) -> None:
    """What was seen and written while the ticket stays where it was accepted."""
    noted: dict[str, Any] = {"agreed_day": written.agreed, "status": status, "undecided": False}
    if seen.known is not None:
        noted["stage"] = seen.known.stage  # under its name of today
        noted["written"] = seen.written
    tickets.note(connection, seen.task.id, **noted, own_writes=_own_writes(seen, written))


def judged(connection: Connection, seen: Observation, decision: Decision) -> bool:
    """Keep a judgement; whether it is a new one, and not that of a look that was cut off."""
    return moves.record(
        connection,
        decision,
        delivery_id=seen.heard.delivery_of(seen.moved),
        mover_id=seen.moved.user_id if seen.moved else None,
        mover_name=seen.moved.user_name if seen.moved else None,
        at=seen.at,
    )


def _own_writes(seen: Observation, written: Written) -> dict[str, str]:
    before = seen.known.own_writes if seen.known else {}
    return {**history.still_ours(seen.heard, before), **written.own}
