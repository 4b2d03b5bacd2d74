"""
Carries a decision out: the writes to ClickUp, and the record that they were made.

A write is either repeatable (status, dates, assignees) or owed in the database first (comments,
notices).  What is accepted is recorded after its writes, what is rejected before them, so that a
crash at any point leaves something that the next look at the ticket completes.
"""

from typing import Any

import structlog
from sqlalchemy import Connection

from app.bot import Bot
from app.card import advice
from app.card import card as ticket_card
from app.comments import gate as gate_comments
from app.comments import outbox
from app.deliveries import history
from app.elevation import relay
from app.messages import gate as words
from app.notices import owe as notices_owe
from app.reconcile import override_answer, record, write
from app.reconcile.write import Written
from app.store import comments as stored_comments
from app.store import deliveries, tickets
from app.store.comments import CommentKind
from app.store.tickets import OUTSIDE
from app.ticket import emptied as ticket_emptied
from app.ticket.observe import Observation
from app.workspace import owners
from app.workspace.call_budget import Rank, ranked
from app.workspace.refusals import is_refusal
from clickup_client.comment import Comment
from clickup_client.errors import ClickUpError
from rules.decision import Decision
from rules.process.stage import Stage

log = structlog.get_logger()


def let_through(bot: Bot, seen: Observation, decision: Decision) -> None:
    """The move is fine: assign the stage's owner, keep the dates equal, tell the client, settle comments."""
    task, known = seen.task, seen.known
    change = owners.change_of(
        bot.process, bot.directory, task, left=decision.move.from_stage, entered=seen.stage.name
    )
    _owe_restored(bot, seen)
    written = write.write(bot, seen, change=change)
    reopened = known is None or bot.process.stage(known.stage).closed is not None
    card = ticket_card.look(bot, seen, seen.stage, written=seen.written_inside)
    said = advice.look_on_entry(bot, seen, _mover(seen))
    told = None if reopened or known is None else known.told_day
    if reopened and seen.stage.tells_client.on_entry is None:
        told = seen.presumed_told  # nothing is said on entry, so only a change from here on is news
    with bot.engine.begin() as connection:
        record.accept(bot, connection, seen, written, told=told)
        record.judged(connection, seen, decision)
        override_answer.owe(bot, connection, seen, decision)
        stored_comments.settle(connection, task.id, CommentKind.GATE)
        record.leave(bot, connection, seen)
        if decision.asks:
            _owe(connection, seen, decision, words.asks(decision, bot.process, _mover(seen)))
        notices_owe.take_receipt(bot, connection, task)
        notices_owe.owe_on_entry(bot, connection, seen, told=told)
        notices_owe.owe_on_date(bot, connection, seen, stage_name=seen.stage.name, told=told)
        relay.owe(bot, connection, seen, entered=True)
        ticket_card.keep(bot, connection, task, card)
        advice.keep(bot, connection, task.id, said, entered_at=seen.at)
        deliveries.mark_handled(connection, seen.heard.delivery_ids)


def only_record(bot: Bot, seen: Observation, decision: Decision) -> None:
    """Shadow mode: keep the verdict, change nothing, and go on from where the ticket is."""
    with bot.engine.begin() as connection:
        record.judged(connection, seen, decision)
        record.accept(bot, connection, seen, Written({}, seen.agreed), told=seen.presumed_told)
        deliveries.mark_handled(connection, seen.heard.delivery_ids)


def only_note(bot: Bot, seen: Observation) -> None:
    """Shadow mode, and the ticket did not move: note what was written, change nothing."""
    with bot.engine.begin() as connection:
        if seen.known is None:
            record.accept(bot, connection, seen, Written({}, seen.agreed), told=seen.presumed_told)
        else:
            noted: dict[str, Any] = {"agreed_day": seen.agreed, "told_day": seen.presumed_told}
            noted["filled"] = ticket_emptied.inside_of(bot, seen).filled
            tickets.note(connection, seen.task.id, written=seen.written, **noted)
        deliveries.mark_handled(connection, seen.heard.delivery_ids)


def put_back(bot: Bot, seen: Observation, decision: Decision) -> None:
    """
    The move is not allowed: return the ticket, then say everything that is missing, once.

    Somebody looks on until both are done, so that what nobody waits for comes after them.
    """
    known, home = seen.known, bot.process.stage(decision.ends_in)
    change = None
    with bot.engine.begin() as connection:
        if record.judged(connection, seen, decision):
            _owe(connection, seen, decision, words.put_back(decision, bot.process, _mover(seen)))
        if decision.move.from_stage is None:  # it enters that stage for the first time
            change = owners.change_of(bot.process, bot.directory, seen.task, left=None, entered=home.name)
        if known is None:  # it belongs there from now on, whatever interrupts us
            record.accept(bot, connection, seen, Written({}, seen.agreed), told=None, home=home)
    _owe_restored(bot, seen)
    try:
        with ranked(Rank.PUT_BACK):
            written, home = _write_home(bot, seen, home, change)
    except ClickUpError as error:
        if not is_refusal(error):
            raise
        log.warning("ticket cannot be put back", action="put_back", task_id=seen.task.id, error=str(error))
        written = Written({}, seen.agreed)
        with bot.engine.begin() as connection:
            stuck = words.put_back(decision, bot.process, _mover(seen), stuck=True)
            gate_comments.reword(connection, seen.task, decision, stuck, moved=seen.moved)
    try:
        with ranked(Rank.COMMENT):
            outbox.keep_up(bot, seen.task.id)
    finally:  # it stays owed; what was heard is handled all the same, and needs no other read
        _settle_put_back(bot, seen, home, written)


def _settle_put_back(bot: Bot, seen: Observation, home: Stage, written: Written) -> None:
    known = seen.known
    card = ticket_card.look(bot, seen, home, written=seen.written)
    said = advice.look(bot, seen, home)
    with bot.engine.begin() as connection:
        record.note(connection, seen, written, status=home.status)
        notices_owe.take_receipt(bot, connection, seen.task)
        if known is not None:
            notices_owe.owe_on_date(bot, connection, seen, stage_name=known.stage, told=known.told_day)
            advice.keep(bot, connection, seen.task.id, said, entered_at=known.entered_at)
        relay.owe(bot, connection, seen)
        ticket_card.keep(bot, connection, seen.task, card)
        deliveries.mark_handled(connection, seen.heard.delivery_ids)


def _write_home(
    bot: Bot, seen: Observation, home: Stage, change: owners.OwnerChange | None
) -> tuple[Written, Stage]:
    """Write the status of the stage where the ticket belongs, also when it was renamed a moment ago."""
    try:
        return write.write(bot, seen, status=home.status, change=change), home
    except ClickUpError as error:
        renamed = bot.ask_for_status(home) if is_refusal(error) else None
        if renamed is None:
            raise
    home = home.model_copy(update={"status": renamed})
    return write.write(bot, seen, status=renamed, change=change), home


def leave_undecided(bot: Bot, seen: Observation, decision: Decision) -> None:
    """Something is missing in the set-up: say so once, leave the ticket where it is, accept nothing."""
    came_from = bot.process.find_stage(decision.move.from_stage)
    with bot.engine.begin() as connection:
        if record.judged(connection, seen, decision):
            _owe(connection, seen, decision, words.undecided(decision, bot.process, _mover(seen)))
        if seen.known is not None:
            tickets.note(connection, seen.task.id, written=seen.written)
        else:  # or the next look would take it as it stands
            record.accept(
                bot, connection, seen, Written({}, seen.agreed), told=None, home=came_from or OUTSIDE
            )
        tickets.note(connection, seen.task.id, undecided=True)
        notices_owe.take_receipt(bot, connection, seen.task)
        deliveries.mark_handled(connection, seen.heard.delivery_ids)


def stay(bot: Bot, seen: Observation) -> None:
    """The ticket did not move: keep the dates equal, note what was written, tell the client a new date."""
    task, known = seen.task, seen.known
    _owe_restored(bot, seen)
    now_inside = ticket_emptied.inside_of(bot, seen)
    emptied = ticket_emptied.look(bot, seen, now_inside)
    written = write.write(bot, seen)
    card = ticket_card.look(bot, seen, seen.stage, written=seen.written)
    said = advice.look(bot, seen, seen.stage)
    with bot.engine.begin() as connection:
        if known is None:  # adopted as it stands
            record.accept(bot, connection, seen, written, told=seen.presumed_told)
        else:
            record.note(connection, seen, written, status=seen.stage.status)
            tickets.note(connection, task.id, filled=now_inside.filled)
            notices_owe.owe_on_date(bot, connection, seen, stage_name=known.stage, told=known.told_day)
            relay.owe(bot, connection, seen)
            notices_owe.take_receipt(bot, connection, task)
            advice.keep(bot, connection, task.id, said, entered_at=known.entered_at)
            if emptied is not None:
                ticket_emptied.owe(connection, seen, emptied)
        ticket_card.keep(bot, connection, task, card)
        deliveries.mark_handled(connection, seen.heard.delivery_ids)


def _mover(seen: Observation) -> Comment:
    moved = seen.moved
    return words.person(moved.user_id if moved else None, moved.user_name if moved else None)


def _owe(connection: Connection, seen: Observation, decision: Decision, comment: Comment) -> None:
    told_in = seen.heard.delivery_of(seen.moved)
    gate_comments.owe(connection, seen.task, decision, comment, moved=seen.moved, told_in=told_in)


def _owe_restored(bot: Bot, seen: Observation) -> None:
    """Owed before the date is back: after that nothing shows any more that it was cleared."""
    if not seen.dates.restored or seen.due_day is None or seen.known is None:
        return
    editor = history.cleared_by(seen.heard, None if seen.mirror is None else seen.mirror.id)
    who = words.person(editor.user_id if editor else None, editor.user_name if editor else None)
    comment = words.date_restored(seen.due_day, who, told=seen.due_day == seen.known.told_day)
    with bot.engine.begin() as connection:
        stored_comments.owe(
            connection,
            task_id=seen.task.id,
            kind=CommentKind.DATE,
            key=f"restored:{min(seen.heard.delivery_ids, default=0)}",  # the same one after a crash
            comment=comment,
        )
