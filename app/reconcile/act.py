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
from app.ticket.observe import Sight
from app.workspace import owners
from app.workspace.call_budget import Rank, ranked
from app.workspace.refusals import is_refusal
from clickup_client.comment import Comment
from clickup_client.errors import ClickUpError
from rules.decision import Decision
from rules.process.stage import Stage

log = structlog.get_logger()


def let_through(bot: Bot, sight: Sight, decision: Decision) -> None:
    """The move is fine: assign the stage's owner, keep the dates equal, tell the client, settle comments."""
    task, known = sight.task, sight.known
    change = owners.change_of(
        bot.process, bot.directory, task, left=decision.move.from_stage, entered=sight.stage.name
    )
    _owe_restored(bot, sight)
    written = write.write(bot, sight, change=change)
    reopened = known is None or bot.process.stage(known.stage).closed is not None
    card = ticket_card.look(bot, sight, sight.stage, written=sight.written_inside)
    said = advice.look_on_entry(bot, sight, _mover(sight))
    told = None if reopened or known is None else known.told_day
    if reopened and sight.stage.tells_client.on_entry is None:
        told = sight.presumed_told  # nothing is said on entry, so only a change from here on is news
    with bot.engine.begin() as connection:
        record.accept(bot, connection, sight, written, told=told)
        record.judged(connection, sight, decision)
        override_answer.owe(bot, connection, sight, decision)
        stored_comments.settle(connection, task.id, CommentKind.GATE)
        record.leave(bot, connection, sight)
        if decision.asks:
            _owe(connection, sight, decision, words.asks(decision, bot.process, _mover(sight)))
        notices_owe.take_receipt(bot, connection, task)
        notices_owe.owe_on_entry(bot, connection, sight, told=told)
        notices_owe.owe_on_date(bot, connection, sight, stage_name=sight.stage.name, told=told)
        relay.owe(bot, connection, sight, entered=True)
        ticket_card.keep(bot, connection, task, card)
        advice.keep(bot, connection, task.id, said, entered_at=sight.at)
        deliveries.mark_handled(connection, sight.heard.delivery_ids)


def only_record(bot: Bot, sight: Sight, decision: Decision) -> None:
    """Shadow mode: keep the verdict, change nothing, and go on from where the ticket is."""
    with bot.engine.begin() as connection:
        record.judged(connection, sight, decision)
        record.accept(bot, connection, sight, Written({}, sight.agreed), told=sight.presumed_told)
        deliveries.mark_handled(connection, sight.heard.delivery_ids)


def only_note(bot: Bot, sight: Sight) -> None:
    """Shadow mode, and the ticket did not move: note what was written, change nothing."""
    with bot.engine.begin() as connection:
        if sight.known is None:
            record.accept(bot, connection, sight, Written({}, sight.agreed), told=sight.presumed_told)
        else:
            seen: dict[str, Any] = {"agreed_day": sight.agreed, "told_day": sight.presumed_told}
            seen["filled"] = ticket_emptied.inside_of(bot, sight).filled
            tickets.note(connection, sight.task.id, written=sight.written, **seen)
        deliveries.mark_handled(connection, sight.heard.delivery_ids)


def put_back(bot: Bot, sight: Sight, decision: Decision) -> None:
    """
    The move is not allowed: return the ticket, then say everything that is missing, once.

    Somebody looks on until both are done, so that what nobody waits for comes after them.
    """
    known, home = sight.known, bot.process.stage(decision.ends_in)
    change = None
    with bot.engine.begin() as connection:
        if record.judged(connection, sight, decision):
            _owe(connection, sight, decision, words.put_back(decision, bot.process, _mover(sight)))
        if decision.move.from_stage is None:  # it enters that stage for the first time
            change = owners.change_of(bot.process, bot.directory, sight.task, left=None, entered=home.name)
        if known is None:  # it belongs there from now on, whatever interrupts us
            record.accept(bot, connection, sight, Written({}, sight.agreed), told=None, home=home)
    _owe_restored(bot, sight)
    try:
        with ranked(Rank.PUT_BACK):
            written, home = _write_home(bot, sight, home, change)
    except ClickUpError as error:
        if not is_refusal(error):
            raise
        log.warning("ticket cannot be put back", action="put_back", task_id=sight.task.id, error=str(error))
        written = Written({}, sight.agreed)
        with bot.engine.begin() as connection:
            stuck = words.put_back(decision, bot.process, _mover(sight), stuck=True)
            gate_comments.reword(connection, sight.task, decision, stuck, moved=sight.moved)
    try:
        with ranked(Rank.COMMENT):
            outbox.keep_up(bot, sight.task.id)
    finally:  # it stays owed; what was heard is handled all the same, and needs no other read
        _settle_put_back(bot, sight, home, written)


def _settle_put_back(bot: Bot, sight: Sight, home: Stage, written: Written) -> None:
    known = sight.known
    card = ticket_card.look(bot, sight, home, written=sight.written)
    said = advice.look(bot, sight, home)
    with bot.engine.begin() as connection:
        record.note(connection, sight, written, status=home.status)
        notices_owe.take_receipt(bot, connection, sight.task)
        if known is not None:
            notices_owe.owe_on_date(bot, connection, sight, stage_name=known.stage, told=known.told_day)
            advice.keep(bot, connection, sight.task.id, said, entered_at=known.entered_at)
        relay.owe(bot, connection, sight)
        ticket_card.keep(bot, connection, sight.task, card)
        deliveries.mark_handled(connection, sight.heard.delivery_ids)


def _write_home(
    bot: Bot, sight: Sight, home: Stage, change: owners.OwnerChange | None
) -> tuple[Written, Stage]:
    """Write the status of the stage where the ticket belongs, also when it was renamed a moment ago."""
    try:
        return write.write(bot, sight, status=home.status, change=change), home
    except ClickUpError as error:
        renamed = bot.ask_for_status(home) if is_refusal(error) else None
        if renamed is None:
            raise
    home = home.model_copy(update={"status": renamed})
    return write.write(bot, sight, status=renamed, change=change), home


def leave_undecided(bot: Bot, sight: Sight, decision: Decision) -> None:
    """Something is missing in the set-up: say so once, leave the ticket where it is, accept nothing."""
    came_from = bot.process.find_stage(decision.move.from_stage)
    with bot.engine.begin() as connection:
        if record.judged(connection, sight, decision):
            _owe(connection, sight, decision, words.undecided(decision, bot.process, _mover(sight)))
        if sight.known is not None:
            tickets.note(connection, sight.task.id, written=sight.written)
        else:  # or the next look would take it as it stands
            record.accept(
                bot, connection, sight, Written({}, sight.agreed), told=None, home=came_from or OUTSIDE
            )
        tickets.note(connection, sight.task.id, undecided=True)
        notices_owe.take_receipt(bot, connection, sight.task)
        deliveries.mark_handled(connection, sight.heard.delivery_ids)


def stay(bot: Bot, sight: Sight) -> None:
    """The ticket did not move: keep the dates equal, note what was written, tell the client a new date."""
    task, known = sight.task, sight.known
    _owe_restored(bot, sight)
    now_inside = ticket_emptied.inside_of(bot, sight)
    emptied = ticket_emptied.look(bot, sight, now_inside)
    written = write.write(bot, sight)
    card = ticket_card.look(bot, sight, sight.stage, written=sight.written)
    said = advice.look(bot, sight, sight.stage)
    with bot.engine.begin() as connection:
        if known is None:  # adopted as it stands
            record.accept(bot, connection, sight, written, told=sight.presumed_told)
        else:
            record.note(connection, sight, written, status=sight.stage.status)
            tickets.note(connection, task.id, filled=now_inside.filled)
            notices_owe.owe_on_date(bot, connection, sight, stage_name=known.stage, told=known.told_day)
            relay.owe(bot, connection, sight)
            notices_owe.take_receipt(bot, connection, task)
            advice.keep(bot, connection, task.id, said, entered_at=known.entered_at)
            if emptied is not None:
                ticket_emptied.owe(connection, sight, emptied)
        ticket_card.keep(bot, connection, task, card)
        deliveries.mark_handled(connection, sight.heard.delivery_ids)


def _mover(sight: Sight) -> Comment:
    moved = sight.moved
    return words.person(moved.user_id if moved else None, moved.user_name if moved else None)


def _owe(connection: Connection, sight: Sight, decision: Decision, comment: Comment) -> None:
    told_in = sight.heard.delivery_of(sight.moved)
    gate_comments.owe(connection, sight.task, decision, comment, moved=sight.moved, told_in=told_in)


def _owe_restored(bot: Bot, sight: Sight) -> None:
    """Owed before the date is back: after that nothing shows any more that it was cleared."""
    if not sight.dates.restored or sight.due_day is None or sight.known is None:
        return
    editor = history.cleared_by(sight.heard, None if sight.mirror is None else sight.mirror.id)
    who = words.person(editor.user_id if editor else None, editor.user_name if editor else None)
    comment = words.date_restored(sight.due_day, who, told=sight.due_day == sight.known.told_day)
    with bot.engine.begin() as connection:
        stored_comments.owe(
            connection,
            task_id=sight.task.id,
            kind=CommentKind.DATE,
            key=f"restored:{min(sight.heard.delivery_ids, default=0)}",  # the same one after a crash
            comment=comment,
        )
