"""
Compares a ticket in ClickUp with the state that was last accepted.

The result is an :class:`Observation`: where the ticket is, how it got there, and what its dates are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from app.bot import Bot
from app.deliveries import history
from app.deliveries.history import History
from app.deliveries.track import Track
from app.messages.comments.gate import person
from app.store.tickets import Accepted
from app.ticket import assigning, both_dates, facts
from app.ticket.way import find as find_way
from app.ticket.way import reported
from clickup_client.comment import Comment
from clickup_client.models import CustomField, Task
from clickup_client.webhook import HistoryItem
from rules import dates
from rules.process.datum import FieldDatum
from rules.process.process import Process
from rules.process.stage import Stage
from rules.ticket import Move, Unread


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """
    What one look at a ticket shows.  Some data must be updated in each stage; they are called fresh data
    here.

    Attributes:
        task: The ticket as ClickUp shows it now.
        heard: The deliveries that led to this look.
        known: The state that was last accepted; None for a ticket from outside.
        stage: Where people want the ticket: the stage of its status, or of a move that our own write undid.
        move: None if the ticket is in its accepted stage, or is seen for the first time and no delivery says
            how it got there.
        moved: The history item of the move, if one was heard.
        track: The steps of the way to `stage`.
        at: When the move happened, by ClickUp's clock if it was reported.
        dates: What Due Date and its mirror field should be.
        mirror: The mirror field, if the list has it and it can be read.
        agreed: The day that both dates have; if they differ, the last day that both had.
        days: The day that each date counts as, to be stored.
        written: The fresh data that were updated since the ticket entered its stage.
        written_inside: The fresh data that were updated after the move.
        entry_values: The fresh data as they are now.
        assigning: What is stored because of a write of its owners that is not recorded, see
            :mod:`app.ticket.assigning`; None if there is none.
        is_new: It came from outside, and no look has finished with it yet.
        rest: If `move` is only the first part of the way: the history items after it; otherwise None.
    """

    task: Task
    heard: History
    known: Accepted | None
    stage: Stage
    move: Move | None
    moved: HistoryItem | None
    track: Track
    at: datetime
    dates: dates.Agreement
    mirror: CustomField | None
    agreed: date | None
    days: Mapping[str, Any]
    written: frozenset[str]
    written_inside: frozenset[str]
    entry_values: Mapping[str, str | None]
    assigning: Mapping[str, Any] | None = None
    is_new: bool = False
    rest: tuple[HistoryItem, ...] | None = None

    def as_far_as(self, bot: Bot, move: Move, reached: Sequence[str]) -> "Observation":
        """
        Return the same look as if the way had ended with `move`, which is its first part.

        `reached` are all stages of the way up to there, also those that were not allowed.
        """
        count, moved = reported(bot.process, self.track.hops, reached)
        following = [hop.item for hop in self.track.hops[count:] if hop.item is not None]
        first = self.heard.items.index(following[0]) if following else len(self.heard.items)
        return replace(
            self,
            stage=bot.process.stage(move.to_stage),
            move=move,
            moved=moved,
            at=(moved.at if moved else None) or self.at,
            written_inside=_heard_since(bot, self.task, self.heard, moved),
            rest=self.heard.items[first:],
        )

    @property
    def mirror_id(self) -> str | None:
        """The id of the mirror field."""
        return None if self.mirror is None else self.mirror.id

    @property
    def shows_stage(self) -> bool:
        """Whether ClickUp shows the ticket in `stage`."""
        return self.task.status.casefold() == self.stage.status.casefold()

    @property
    def due_day(self) -> date | None:
        """The delivery day, after Due Date and its mirror were made equal."""
        return self.dates.day

    def told_on_entry(self, process: Process) -> date | None:
        """The delivery day that the client knows when the ticket enters its stage; none after a reopening."""
        known = self.known
        reopened = known is None or process.stage(known.stage).closed is not None
        if reopened and self.stage.tells_client.on_entry is None:
            return self.presumed_told  # the entry sends no notice, so only a later change does
        return None if reopened or known is None else known.told_day

    @property
    def mover(self) -> Comment:
        """A mention of the person who moved the ticket, for the beginning of a sentence."""
        return person(
            self.moved.user_id if self.moved else None, self.moved.user_name if self.moved else None
        )

    @property
    def agreed_once_written(self) -> date | None:
        """The day that both dates have after they were made equal."""
        return self.agreed if self.mirror is None else self.dates.day

    @property
    def presumed_told(self) -> date | None:
        """The day the client is assumed to know when no one saw what they were told."""
        return self.due_day if self.stage.tells_client.on_date_change else None


def observe(
    bot: Bot, task: Task, stage: Stage, heard: History, known: Accepted | None, *, adopted: bool = False
) -> Observation:
    """
    Compare what ClickUp shows with what was heard and what was accepted.  Costs no call.

    `stage` is the stage of the ticket's status.  `adopted`: all older tickets are known, so an unknown one
    came from outside the process.
    """
    before, known = known, _current(bot.process, known)
    way = find_way(bot, task, stage, heard, known=known, before=before, adopted=adopted)
    entry_values = _fresh_values(bot, task)
    written = _written(bot, task, heard, known, entry_values)
    move = None
    if way.end is not None:
        stage = bot.process.stage(way.end)
        move = Move(from_stage=way.start, to_stage=way.end, via=way.via, written=written)
    moved = way.track.hops[-1].item if move is not None else history.moved_by(heard, task.status)
    kept = known or _waiting(before)
    assigned = kept.assigning if kept else None
    mirror, agreement, agreed, days = both_dates.agree(bot, task, heard, kept)
    return Observation(
        task=task,
        heard=heard,
        known=known,
        stage=stage,
        move=move,
        moved=moved,
        track=way.track,
        at=(moved.at if moved else None) or bot.now(),
        dates=agreement,
        mirror=mirror,
        agreed=agreed,
        days=days,
        written=written,
        written_inside=_heard_since(bot, task, heard, moved),
        entry_values=entry_values,
        assigning=assigned,
        is_new=adopted or assigning.is_new(assigned) or (move is not None and move.from_stage is None),
    )


def _current(process: Process, known: Accepted | None) -> Accepted | None:
    """
    Return the accepted state with the stage's name of today: the process file may have renamed it.

    None for a ticket that counts as one from outside: it was gone, or its stage no longer exists.
    """
    if known is None or known.gone_at is not None:
        return None
    if process.find_stage(known.stage) is not None:
        return known
    renamed = process.stage_of_status(known.status)
    return None if renamed is None else replace(known, stage=renamed.name)


def _waiting(before: Accepted | None) -> Accepted | None:
    """A ticket that was let into no stage of today yet: its dates and owners are known."""
    return None if before is None or before.gone_at is not None else before


def _fresh_values(bot: Bot, task: Task) -> dict[str, str | None]:
    """Return the present values of the fresh data."""
    names = {need.datum for stage in bot.process.stages for need in stage.requires if need.fresh}
    values = facts.gather(bot, task, names).values
    return {
        name: None if value is None or isinstance(value, Unread) else str(value)
        for name, value in values.items()
    }


def _written(
    bot: Bot, task: Task, heard: History, known: Accepted | None, now: Mapping[str, str | None]
) -> frozenset[str]:
    """Return the fresh data that changed since the entry: the value differs, or a change was heard."""
    filled = frozenset(name for name, value in now.items() if value)
    if known is None:  # nothing was counted before
        return filled
    changed = {name for name in filled if now[name] != known.entry_values.get(name)}
    return known.written | changed | (filled & _heard_of(bot, task, heard, known.entered_at))


def _heard_since(bot: Bot, task: Task, heard: History, moved: HistoryItem | None) -> frozenset[str]:
    """Return the fresh data for which a change after the move was heard."""
    if moved is None or moved.at is None:
        return frozenset()
    return _heard_of(bot, task, heard, moved.at)


def _heard_of(bot: Bot, task: Task, heard: History, since: datetime | None) -> frozenset[str]:
    """Return the fresh data for which a change after `since` was heard."""
    names = {need.datum for stage in bot.process.stages for need in stage.requires if need.fresh}
    kept_in = {name: bot.process.data[name] for name in names}
    fields = {
        name: task.field(datum.field) for name, datum in kept_in.items() if isinstance(datum, FieldDatum)
    }
    return frozenset(
        name
        for name, field in fields.items()
        if field is not None and history.edited_since(heard, field.id, since)
    )
