"""
Carries a decision out: the writes to ClickUp, and the record that they were made.

A write is either repeatable (status, dates, assignees) or owed in the database first (comments,
notices).  What is accepted is recorded after its writes, what is rejected before them, so that a
crash at any point leaves something that the next look at the ticket completes.
"""

from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection

from app import comments, owners, telling
from app.bootstrap import Bot
from app.budget import Rank, ranked
from app.messages import gate as words
from app.sight import Sight
from app.store import comments as stored_comments
from app.store import deliveries, moves, tickets
from clickup_client.client import UNSET
from clickup_client.comment import Comment
from rules.decision import Decision, Verdict

#: Kinds of comments that are settled when the ticket gets through a gate.
GATE_COMMENT = "gate"


def let_through(bot: Bot, sight: Sight, decision: Decision) -> None:
    """The move is fine: assign the stage's owner, keep the dates equal, tell the client, settle comments."""
    task, known = sight.task, sight.known
    change = owners.change_of(
        bot.process, bot.directory, task, left=decision.move.from_stage, entered=sight.stage.name
    )
    written = _write(bot, sight, change=change)
    reopened = known is None or bot.process.stage(known.stage).closed is not None
    told = None if reopened or known is None else known.told_day
    if reopened and sight.stage.tells_client.on_entry is None:
        told = sight.presumed_told  # nothing is said on entry, so only a change from here on is news
    with bot.engine.begin() as connection:
        _accept(connection, sight, written, told=told, agreed=sight.agreed_once_written)
        _record(connection, sight, decision)
        stored_comments.settle(connection, task.id, GATE_COMMENT)
        if decision.asks:
            _owe(connection, sight, decision, words.asks(decision, bot.process, _mover(sight)))
        telling.owe_on_entry(bot, connection, sight, told=told)
        telling.owe_on_date(bot, connection, sight, stage_name=sight.stage.name, told=told)
        deliveries.mark_handled(connection, sight.heard.delivery_ids)


def only_record(bot: Bot, sight: Sight, decision: Decision) -> None:
    """Shadow mode: keep the verdict, change nothing, and go on from where the ticket is."""
    with bot.engine.begin() as connection:
        _record(connection, sight, decision)
        _accept(connection, sight, {}, told=sight.presumed_told, agreed=sight.agreed)
        deliveries.mark_handled(connection, sight.heard.delivery_ids)


def only_note(bot: Bot, sight: Sight) -> None:
    """Shadow mode, and the ticket did not move: note what was written, change nothing."""
    with bot.engine.begin() as connection:
        if sight.known is None:
            _accept(connection, sight, {}, told=sight.presumed_told, agreed=sight.agreed)
        else:
            seen: dict[str, Any] = {"agreed_day": sight.agreed, "told_day": sight.presumed_told}
            tickets.note(connection, sight.task.id, written=sight.written, **seen)
        deliveries.mark_handled(connection, sight.heard.delivery_ids)


def put_back(bot: Bot, sight: Sight, decision: Decision) -> None:
    """The move is not allowed: return the ticket, then say everything that is missing, once."""
    known = sight.known
    with bot.engine.begin() as connection:
        if _record(connection, sight, decision):
            _owe(connection, sight, decision, words.put_back(decision, bot.process, _mover(sight)))
    home = bot.process.stage(decision.ends_in)
    status = known.status if known else home.status
    with ranked(Rank.PUT_BACK):
        written = _write(bot, sight, status=status)
    with bot.engine.begin() as connection:
        if known is None:
            agreed = sight.agreed_once_written
            _accept(connection, sight, written, told=None, agreed=agreed, stage=home.name, status=status)
        else:
            _note(connection, sight, written)
            telling.owe_on_date(bot, connection, sight, stage_name=known.stage, told=known.told_day)
        deliveries.mark_handled(connection, sight.heard.delivery_ids)


def leave_undecided(bot: Bot, sight: Sight, decision: Decision) -> None:
    """Something is missing in the set-up: say so once, leave the ticket where it is, accept nothing."""
    with bot.engine.begin() as connection:
        if _record(connection, sight, decision):
            _owe(connection, sight, decision, words.undecided(decision, bot.process, _mover(sight)))
        if sight.known is not None:
            tickets.note(connection, sight.task.id, written=sight.written)
        deliveries.mark_handled(connection, sight.heard.delivery_ids)


def stay(bot: Bot, sight: Sight) -> None:
    """The ticket did not move: keep the dates equal, note what was written, tell the client a new date."""
    task, known = sight.task, sight.known
    written = _write(bot, sight)
    with bot.engine.begin() as connection:
        if known is None:  # adopted as it stands
            _accept(connection, sight, written, told=sight.presumed_told, agreed=sight.agreed_once_written)
        else:
            _note(connection, sight, written)
            telling.owe_on_date(bot, connection, sight, stage_name=known.stage, told=known.told_day)
            telling.take_receipt(bot, connection, task)
            if sight.dates.restored and sight.due_day is not None:
                _owe_restored(connection, sight, sight.due_day)
        deliveries.mark_handled(connection, sight.heard.delivery_ids)


def _write(
    bot: Bot, sight: Sight, *, status: str | None = None, change: owners.OwnerChange | None = None
) -> dict[str, str]:
    """Everything ClickUp takes in one PUT in one PUT; the mirror field takes a call of its own."""
    change = change or owners.OwnerChange()
    agreed, task = sight.dates, sight.task
    moment = None if agreed.day is None else bot.moment_of(agreed.day)
    if status is not None or change or agreed.set_due:
        bot.client.update_task(
            task.id,
            status=status,
            due_date=moment if agreed.set_due else UNSET,
            add_assignees=sorted(change.add_users),
            remove_assignees=sorted(change.remove_users),
            add_groups=sorted(change.add_groups),
            remove_groups=sorted(change.remove_groups),
        )
    if agreed.set_mirror and sight.mirror is not None:
        if moment is None:
            bot.client.clear_field(task.id, sight.mirror.id)
        else:
            bot.client.set_field(task.id, sight.mirror, moment)
    stamp = "" if moment is None else str(int(moment.timestamp() * 1000))
    written = {}
    if agreed.set_due:
        written["due_date"] = stamp
    if agreed.set_mirror and sight.mirror is not None:
        written[f"field:{sight.mirror.id}"] = stamp
    return written


def _accept(
    connection: Connection,
    sight: Sight,
    written: Mapping[str, str],
    *,
    told: date | None,
    agreed: date | None,
    stage: str | None = None,
    status: str | None = None,
) -> None:
    """From now on the ticket belongs where it is, or in `stage` where it was put."""
    tickets.accept(
        connection,
        task_id=sight.task.id,
        list_id=sight.task.list_id,
        stage=stage or sight.stage.name,
        status=status or sight.task.status,
        entered_at=sight.at,
        entry_values=sight.entry_values,
        agreed_day=agreed,
        told_day=told,
        own_writes=_own_writes(sight, written),
    )


def _own_writes(sight: Sight, written: Mapping[str, str]) -> dict[str, str]:
    return {**(sight.known.own_writes if sight.known else {}), **written}


def _note(connection: Connection, sight: Sight, written: Mapping[str, str]) -> None:
    seen: dict[str, Any] = {"written": sight.written, "agreed_day": sight.agreed_once_written}
    tickets.note(connection, sight.task.id, **seen, own_writes=_own_writes(sight, written))


def _record(connection: Connection, sight: Sight, decision: Decision) -> bool:
    return moves.record(
        connection,
        decision,
        delivery_id=sight.heard.newest_id,
        mover_id=sight.moved.user_id if sight.moved else None,
        mover_name=sight.moved.user_name if sight.moved else None,
        at=sight.at,
    )


def _mover(sight: Sight) -> Comment:
    moved = sight.moved
    return words.person(moved.user_id if moved else None, moved.user_name if moved else None)


def _owe(connection: Connection, sight: Sight, decision: Decision, comment: Comment) -> None:
    """The same rejection is the same move by the same person with the same things missing."""
    said = [finding.sentence for finding in (*decision.findings, *decision.asks)]
    rejected = decision.verdict is Verdict.REJECTED
    mover = sight.moved.user_id if sight.moved and rejected else None
    same = repr((decision.move.from_stage, decision.move.to_stage, decision.verdict.name, mover, said))
    stored_comments.owe(
        connection,
        task_id=sight.task.id,
        kind=GATE_COMMENT,
        key=f"gate:{sha256(same.encode()).hexdigest()}",
        content=comments.STORED.dump_python(comment, mode="json"),
        repeat=rejected,
    )


def _owe_restored(connection: Connection, sight: Sight, day: date) -> None:
    cleared = [item for item in sight.heard.items if item.field in {"due_date", "custom_field"}]
    editor = cleared[-1] if cleared else None
    comment = words.date_restored(
        day, words.person(editor.user_id if editor else None, editor.user_name if editor else None)
    )
    stored_comments.owe(
        connection,
        task_id=sight.task.id,
        kind="date",
        key=f"restored:{sight.heard.newest_id}",
        content=comments.STORED.dump_python(comment, mode="json"),
    )
