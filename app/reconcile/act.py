"""
Carries out a decision: writes to ClickUp, records the outcome, and stores what follows from it.

A write can be repeated (status, dates, assignees), or it is owed in the database first (comments, notices).
An accepted move is recorded after its writes, a rejected one before them.  So after a crash at any point, the
next look at the ticket completes the work.  Before each step, :mod:`app.ticket.newer` makes sure that no
newer change was reported.
"""

from collections.abc import Sequence

import structlog

from app.bot import Bot
from app.card import advice, card
from app.comments import asking, outbox
from app.deliveries.hint import hint_at_rest
from app.elevation import relay
from app.fill import offer, verdict
from app.messages.comments import gate as words
from app.notices import owe as notices
from app.reconcile import (
    asked,
    cleared,
    fight,
    override_answer,
    owner_change,
    record,
    restored_date,
    shadow,
    unassigned,
    write,
)
from app.store import comments, deliveries
from app.store.api_budget import Rank
from app.store.comments import Owed
from app.store.engine import single
from app.store.fill_pages import GATE
from app.store.held import Held, unfinished
from app.store.prepared import Batch
from app.store.tickets import OUTSIDE
from app.ticket import newer, required
from app.ticket.judge import steps
from app.ticket.observe import Observation
from app.ticket.outcome import FollowUp, Outcome, Result, Written
from app.workspace import owners
from app.workspace.call_budget import ranked
from app.workspace.owners import OwnerChange
from app.workspace.refusals import is_refusal
from clickup_client.errors import ClickUpError
from rules.decision import Decision, Verdict
from rules.process.stage import Stage

log = structlog.get_logger()

#: Everything that may follow from an outcome, in the order in which it is stored.  Add a new one here.
FOLLOW_UPS: tuple[FollowUp, ...] = (
    asked.follow_up,
    offer.follow_up,
    verdict.follow_up,
    override_answer.follow_up,
    notices.follow_up,
    relay.follow_up,
    card.follow_up,
    advice.follow_up,
    cleared.follow_up,
    unassigned.follow_up,
)


def act(bot: Bot, seen: Observation, decision: Decision | None, held: Held) -> None:
    """Carry out the decision on a move; `decision` is None if the ticket did not move."""
    if bot.process.mode == "shadow":
        return shadow.only_record(bot, seen, decision)
    if decision is not None and decision.verdict is Verdict.REJECTED and not fight.is_on(held, seen):
        return _refuse(bot, seen, decision, held)
    return _settle(bot, seen, _carry_out(bot, seen, decision))


def _refuse(bot: Bot, seen: Observation, decision: Decision, held: Held) -> None:
    """Put the ticket back and say why: a person waits for this comment, so it comes first."""
    outcome, due = _put_back(bot, seen, decision, held)
    try:
        with ranked(Rank.COMMENT):
            outbox.keep_up(bot, seen.task.id, due=due)
    finally:  # if the comment fails, it stays owed; the deliveries are handled without a second read
        _settle(bot, seen, outcome)


def _carry_out(bot: Bot, seen: Observation, decision: Decision | None) -> Outcome:
    if decision is None:
        return _stay(bot, seen)
    match decision.verdict:
        case Verdict.ALLOWED | Verdict.OVERRIDDEN:
            return _let_through(bot, seen, decision)
        case Verdict.REJECTED:  # once more, in a fight
            return Outcome(
                result=Result.LEFT_ALONE, home=OUTSIDE, decision=decision, written=Written({}, seen.agreed)
            )
        case Verdict.UNDECIDED:
            return _leave_undecided(seen, decision)


def _settle(bot: Bot, seen: Observation, outcome: Outcome) -> None:
    """Record the outcome, and what its follow-ups owe, in one transaction."""
    with single(bot.engine) as connection:
        there = unfinished(connection, seen.task.id)
    owed = [follow_up(bot, seen, outcome, there) for follow_up in FOLLOW_UPS]
    with bot.engine.begin() as connection:
        if outcome.result is Result.ENTERED:
            newer.refuse(bot, connection, seen.task, seen.heard, mirror=seen.mirror_id)
        record.record(bot, connection, seen, outcome)
        for owe in owed:
            if owe is not None:
                owe(connection)
        deliveries.mark_handled(connection, seen.heard.delivery_ids)
        if seen.rest is not None:
            hint_at_rest(connection, seen.task.id, seen.heard.newest_id, seen.rest)


def _let_through(bot: Bot, seen: Observation, decision: Decision) -> Outcome:
    """
    Accept the move: assign the stage's owner, make the two dates equal.

    If our own write undid the move, the ticket is moved again.
    """
    change = owner_change.on_entry(bot, seen, decision.move)
    status = None if seen.shows_stage or seen.rest is not None else seen.stage.status
    written = _check_and_write(bot, seen, status=status, change=change)
    return Outcome(
        result=Result.ENTERED,
        home=seen.stage,
        decision=decision,
        written=written,
        data=required.required_data(bot, seen),
        told=seen.told_on_entry(bot.process),
    )


def _stay(bot: Bot, seen: Observation) -> Outcome:
    """Keep a ticket that did not move: make the dates equal, restore the owner if it went out and back."""
    known = seen.known
    return Outcome(
        result=Result.STAYED,
        home=seen.stage,
        decision=None,
        written=_check_and_write(bot, seen, change=owner_change.back(bot, seen, seen.stage.name)),
        data=required.required_data(bot, seen),
        told=seen.presumed_told if known is None else known.told_day,
    )


def _leave_undecided(seen: Observation, decision: Decision) -> Outcome:
    """Leave the ticket where it is, because something could not be read.  Accept nothing."""
    return Outcome(result=Result.UNDECIDED, home=OUTSIDE, decision=decision, written=Written({}, seen.agreed))


def _put_back(
    bot: Bot, seen: Observation, decision: Decision, held: Held
) -> tuple[Outcome, Sequence[Owed] | None]:
    """Owe the comment on what is missing, then move the ticket back; return the comments due, if known."""
    known, home = seen.known, bot.process.stage(decision.ends_in)
    way, fill_in = steps(bot, seen, decision), None
    batch = Batch()
    stuck = seen.moved is None and asking.is_stuck(held.asking, decision.move.to_stage)
    if not stuck and record.judged_with(batch, held, seen, decision):
        fill_in = _page(bot, batch, held, seen, decision, way)
        said = words.put_back(decision, bot.process, seen.mover, way=way, fill_in=fill_in)
        record.owe_verdict(batch, seen, decision, said, standing=held.asking)
    if known is None:  # from now on it belongs there, even if we crash before the write
        record.accept(bot, batch, seen, Written({}, seen.agreed), told=None, home=home)
    if decision.move.from_stage is None:  # it enters that stage for the first time
        change = owners.change_of(bot.process, bot.directory, seen.task, left=(), entered=home.name)
    else:
        change = owner_change.back(bot, seen, home.name, is_unknown=known is None)
    write.note_write(batch, seen, change)
    batch.asked.append(comments.DUE.asked(task_id=seen.task.id))
    *_, rows = newer.write_unless(bot, held, batch, seen.task, seen.heard, mirror=seen.mirror_id)
    due: Sequence[Owed] | None = comments.due_of(rows, later=False)
    try:
        with ranked(Rank.PUT_BACK):
            written, home = _write_home(bot, seen, home, change)
    except ClickUpError as error:
        if not is_refusal(error):
            raise
        log.warning("ticket cannot be put back", action="put_back", task_id=seen.task.id, error=str(error))
        written = Written({}, seen.agreed)
        if not stuck:
            _say_stuck(bot, seen, decision, way, fill_in)
            due = None
    told = None if known is None else known.told_day
    return Outcome(result=Result.PUT_BACK, home=home, decision=decision, written=written, told=told), due


def _page(
    bot: Bot, batch: Batch, held: Held, seen: Observation, decision: Decision, way: Sequence[Decision]
) -> str | None:
    """Make the page where the mover fills in what the next step requires; return its address."""
    if not way and any(finding.code == "order" for finding in decision.unmet):
        return None
    user = offer.mover_of(bot, seen)
    following = way[0] if way else decision
    return offer.offer(bot, batch, seen, GATE, following, user=user, links=held.links)


def _say_stuck(
    bot: Bot, seen: Observation, decision: Decision, way: Sequence[Decision], fill_in: str | None
) -> None:
    """Change the comment: the ticket could not be moved back.  Once someone has moved it back, it says so."""
    stuck = words.put_back(decision, bot.process, seen.mover, way=way, ended="stuck")
    back = words.put_back(decision, bot.process, seen.mover, way=way, ended="back", fill_in=fill_in)
    with bot.engine.begin() as connection:
        asking.reword(connection, seen.task.id, stuck, stuck_in=decision.move.to_stage, once_back=back)


def _write_home(bot: Bot, seen: Observation, home: Stage, change: OwnerChange) -> tuple[Written, Stage]:
    """
    Move the ticket to the stage where it belongs.  If ClickUp refuses, try once with the status's new name.

    The transaction that recorded the rejection has just checked that no newer change was reported.
    """
    is_there = seen.task.status.casefold() == home.status.casefold()
    try:
        return _write(bot, seen, status=None if is_there else home.status, change=change), home
    except ClickUpError as error:
        renamed = bot.ask_for_status(home) if is_refusal(error) else None
        if renamed is None:
            raise
    home = home.model_copy(update={"status": renamed})
    return _check_and_write(bot, seen, status=renamed, change=change), home


def _check_and_write(
    bot: Bot, seen: Observation, *, status: str | None = None, change: OwnerChange | None = None
) -> Written:
    """Write what differs, after checking that no newer change was reported."""
    if status or change or seen.dates.set_due or seen.dates.set_mirror:
        with bot.engine.begin() as connection:
            newer.refuse(bot, connection, seen.task, seen.heard, mirror=seen.mirror_id)
            if seen.known is None and (seen.dates.set_due or seen.dates.set_mirror):
                record.hold(bot, connection, seen)
            write.note_write(connection, seen, change or OwnerChange())
    return _write(bot, seen, status=status, change=change)


def _write(bot: Bot, seen: Observation, *, status: str | None, change: OwnerChange | None) -> Written:
    restored_date.owe(bot, seen)
    return write.write_ticket(bot, seen, status=status, change=change)
