"""Records a look at a ticket: where it belongs, what was seen and written, how its move was judged."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from app.bot import Bot
from app.comments import asking
from app.deliveries import history
from app.messages.comments import gate as words
from app.messages.comments.asking import Asking
from app.queue.defer import defer
from app.queue.kinds import CLOCK
from app.reconcile import fight
from app.sla import clock
from app.store import asking as stored_asking
from app.store import comments, fill_pages, moves, pauses, tickets
from app.store.asking import Standing
from app.store.comments import LATER, CommentKind
from app.store.held import Held
from app.store.prepared import Batch, together
from app.store.tickets import OUTSIDE, Outside
from app.ticket import assigning
from app.ticket.observe import Observation
from app.ticket.outcome import Outcome, RequiredData, Result, Written
from app.workspace.owners import OwnerChange
from rules.decision import Decision
from rules.process.stage import Stage


def record(bot: Bot, connection: Connection, seen: Observation, outcome: Outcome) -> None:
    """Store the outcome of one look."""
    decision, written = outcome.decision, outcome.written
    match outcome.result:
        case Result.ENTERED if decision is not None:
            accept(bot, connection, seen, written, told=outcome.told, data=outcome.data)
            judged(connection, seen, decision)
            _leave(bot, connection, seen)
            if decision.asks:
                said = words.asks(decision, bot.process, seen.mover)
                owe_verdict(connection, seen, decision, said, standing=())  # none stands any more
        case Result.STAYED if seen.known is None:
            accept(bot, connection, seen, written, told=outcome.told, data=outcome.data)
        case Result.STAYED:
            _note(connection, seen, written, status=seen.stage.status, data=outcome.data)
        case Result.PUT_BACK:
            _note(connection, seen, written, status=outcome.home.status)
        case Result.UNDECIDED if decision is not None:
            _record_undecided(bot, connection, seen, decision)
        case Result.LEFT_ALONE if decision is not None:
            fight.leave_alone(bot, connection, seen, decision)


def accept(
    bot: Bot,
    where: Connection | Batch,
    seen: Observation,
    written: Written,
    *,
    told: date | None,
    home: Stage | Outside | None = None,
    data: RequiredData | None = None,
) -> None:
    """Store that the ticket now belongs in the observed stage, or in `home`."""
    stage = seen.stage.name if home is None else home.name
    tickets.accept(
        where,
        task_id=seen.task.id,
        list_id=seen.task.list_id,
        stage=stage,
        status=_status(seen) if home is None else home.status,
        entered_at=seen.at,
        entry_values=seen.entry_values,
        written=seen.written_inside,
        agreed_day=written.agreed,
        told_day=told,
        own_writes=_own_writes(seen, written),
        days=_days(seen, written),
        written_over=_written_over(seen, written, but="status"),
        written_at=_written_at(seen, written),
        seen_at=seen.task.date_updated if home is None else None,  # else its move is still to be carried out
        filled=None if data is None else data.filled,
        **clock.begun(bot.process, stage, bot.now(), seen=seen.move is not None),
    )


def hold(bot: Bot, connection: Connection, seen: Observation) -> None:
    """Accept an unknown ticket where it came from, because its move is not carried out yet."""
    if seen.move is None:  # it is accepted where it is
        return accept(bot, connection, seen, Written({}, seen.agreed), told=seen.presumed_told)
    came_from = bot.process.find_stage(seen.move.from_stage)
    return accept(bot, connection, seen, Written({}, seen.agreed), told=None, home=came_from or OUTSIDE)


def judged(connection: Connection, seen: Observation, decision: Decision, *, shadow: bool = False) -> bool:
    """Store a judgement.  Returns whether it is new: after a crash, the same one may be stored already."""
    return moves.record(
        connection,
        decision,
        delivery_id=seen.heard.delivery_of(seen.moved),
        mover_id=seen.moved.user_id if seen.moved else None,
        mover_name=seen.moved.user_name if seen.moved else None,
        at=seen.at,
        shadow=shadow,
    )


def judged_with(batch: Batch, held: Held, seen: Observation, decision: Decision) -> bool:
    """Add a judgement to a batch, if it is new.  Returns whether it is new, by the data in `held`."""
    delivery_id = seen.heard.delivery_of(seen.moved)
    if not moves.is_new(held.judged, decision, delivery_id=delivery_id):
        return False
    moves.keep(
        batch,
        decision,
        delivery_id=delivery_id,
        mover_id=seen.moved.user_id if seen.moved else None,
        mover_name=seen.moved.user_name if seen.moved else None,
        at=seen.at,
    )
    return True


def owe_verdict(
    where: Connection | Batch,
    seen: Observation,
    decision: Decision,
    said: Asking,
    *,
    standing: Iterable[Standing],
) -> None:
    """Owe the comment on a judged move; `standing` are the open ones that ask for something."""
    told_in = seen.heard.delivery_of(seen.moved)
    asking.owe(where, seen.task, decision, said, moved=seen.moved, told_in=told_in, standing=standing)


def _leave(bot: Bot, connection: Connection, seen: Observation) -> None:
    """Settle the comments about the stage that was left: the urgent ones now, the others a little later."""
    task_id = seen.task.id
    *_, later = together(
        connection,
        comments.settling(CommentKind.GATE, CommentKind.OWNER).asked(task_id=task_id),
        stored_asking.END_ALL.asked(task_id=task_id),
        fill_pages.END_ALL.asked(task_id=task_id),
        comments.settling(*LATER).asked(task_id=task_id),
    )
    if comments.has_to_be_resolved(later):
        defer(connection, CLOCK, task_id, at=bot.now() + clock.FIRST_LOOK)
    if seen.stage.closed is not None:
        pauses.end(connection, task_id, "command", seen.at)


def _note(
    connection: Connection,
    seen: Observation,
    written: Written,
    *,
    status: str,
    data: RequiredData | None = None,
) -> None:
    """Store what was seen and written; the accepted stage stays."""
    noted: dict[str, Any] = {"agreed_day": written.agreed, "status": status, "undecided": False}
    noted |= {"left_alone_at": None, "look_again_at": None}
    if seen.known is not None:
        noted["stage"] = seen.known.stage  # under its name of today
        noted["written"] = seen.written
    if data is not None:
        noted["filled"] = data.filled
    if seen.known is not None and (seen.known.override or {}).get("stage") == seen.known.stage:
        noted["override"] = None  # the ticket is there: the override is used up
    tickets.note(
        connection,
        seen.task.id,
        **noted,
        own_writes=_own_writes(seen, written),
        days=_days(seen, written),
        agreeing=None,
        assigning=None,
        written_over=_written_over(seen, written),
        written_at=_written_at(seen, written),
        seen_at=seen.task.date_updated,
    )


def _record_undecided(bot: Bot, connection: Connection, seen: Observation, decision: Decision) -> None:
    if judged(connection, seen, decision):
        said = words.undecided(decision, bot.process, seen.mover)
        standing = stored_asking.standing(connection, seen.task.id)
        owe_verdict(connection, seen, decision, said, standing=standing)
    if seen.known is not None:
        tickets.note(connection, seen.task.id, written=seen.written)
    else:  # otherwise the next look would accept it where it is
        hold(bot, connection, seen)
    about = assigning.noted(seen.assigning, OwnerChange(), is_new=seen.is_new)
    tickets.note(connection, seen.task.id, undecided=True, assigning=about)


def _days(seen: Observation, written: Written) -> dict[str, Any]:
    """The day that each date of the ticket counts as."""
    return {place: kept for place, kept in {**seen.days, **written.days}.items() if kept is not None}


def _status(seen: Observation) -> str:
    """The status of the stage it entered, as ClickUp spells it."""
    return seen.task.status if seen.shows_stage else seen.stage.status


def _written_over(seen: Observation, written: Written, *, but: str | None = None) -> dict[str, str]:
    """
    The values that our writes replaced and whose echo may still come; without earlier ones of the field
    `but`.
    """
    before = seen.known.written_over if seen.known else {}
    kept = {place: value for place, value in before.items() if place != but}
    return {**history.not_heard_of(seen.heard, kept), **written.over}


def _written_at(seen: Observation, written: Written) -> datetime | None:
    """The time of our last write, by ClickUp's clock."""
    return written.at if written.over or seen.known is None else seen.known.written_at


def _own_writes(seen: Observation, written: Written) -> dict[str, str]:
    before = seen.known.own_writes if seen.known else {}
    return {**history.still_ours(seen.heard, before), **written.own}
