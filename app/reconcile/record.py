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
from app.ticket.observe import Sight
from rules.decision import Decision
from rules.process.stage import Stage


def accept(
    bot: Bot,
    connection: Connection,
    sight: Sight,
    written: Written,
    *,
    told: date | None,
    home: Stage | tickets.Outside | None = None,
) -> None:
    """From now on the ticket belongs where it is, or in `home`."""
    stage = sight.stage.name if home is None else home.name
    tickets.accept(
        connection,
        task_id=sight.task.id,
        list_id=sight.task.list_id,
        stage=stage,
        status=sight.task.status if home is None else home.status,
        entered_at=sight.at,
        entry_values=sight.entry_values,
        written=sight.written_inside,
        agreed_day=written.agreed,
        told_day=told,
        own_writes=_own_writes(sight, written),
        filled=emptied.inside_of(bot, sight).filled if home is None else None,
        **clock.begun(bot.process, stage, bot.now(), seen=sight.move is not None),
    )


def leave(bot: Bot, connection: Connection, sight: Sight) -> None:
    """What was said about the stage that was left is resolved when there are calls to spare."""
    if stored_comments.settle(connection, sight.task.id, *LATER):
        defer.defer_clock(connection, sight.task.id, bot.now() + clock.FIRST_LOOK)
    if sight.stage.closed is not None:
        pauses.end(connection, sight.task.id, "command", sight.at)


def note(connection: Connection, sight: Sight, written: Written, *, status: str) -> None:
    """What was seen and written while the ticket stays where it was accepted."""
    seen: dict[str, Any] = {"agreed_day": written.agreed, "status": status, "undecided": False}
    if sight.known is not None:
        seen["stage"] = sight.known.stage  # under its name of today
        seen["written"] = sight.written
    tickets.note(connection, sight.task.id, **seen, own_writes=_own_writes(sight, written))


def judged(connection: Connection, sight: Sight, decision: Decision) -> bool:
    """Keep a judgement; whether it is a new one, and not that of a look that was cut off."""
    return moves.record(
        connection,
        decision,
        delivery_id=sight.heard.delivery_of(sight.moved),
        mover_id=sight.moved.user_id if sight.moved else None,
        mover_name=sight.moved.user_name if sight.moved else None,
        at=sight.at,
    )


def _own_writes(sight: Sight, written: Written) -> dict[str, str]:
    before = sight.known.own_writes if sight.known else {}
    return {**history.still_ours(sight.heard, before), **written.own}
