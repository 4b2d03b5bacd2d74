"""What one look at a ticket shows, in the rules' words: where it is, how it got there, what its dates are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from app.bot import Bot
from app.deliveries import history
from app.deliveries.history import History
from app.deliveries.track import Track
from app.messages.gate import person
from app.store.tickets import Accepted
from app.ticket import both_dates, facts
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
    One look at a ticket.

    Attributes:
        task: As ClickUp shows it now.
        heard, known: What led here, and what was accepted before.
        stage: Where people want it: the stage of its status, or that of a move which our own write undid.
        move: None where people want it in the stage it was accepted in, or it is seen for the first time and
            nothing says how it got there.
        moved: The history item of the move, where one was heard.
        track: The way it took.
        at: When the move happened, by ClickUp's clock where it told.
        dates: What Due Date and its mirror field should be.
        mirror: The mirror field, where the list has it and it can be read.
        agreed: The day both have as they stand; where they differ, the day they had before.
        days: Which day each of them counts as, to be remembered.
        written: Data that must be updated after entry and were, since the ticket entered its stage.
        written_inside: Those of them that were written after the move.
        entry_values: Those data as they are now.
        rest: What was heard after the move, which is only the first part of the way; None: it is all of it.
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
    rest: tuple[HistoryItem, ...] | None = None

    def as_far_as(self, bot: Bot, move: Move, reached: Sequence[str]) -> "Observation":
        """
        The same look, as if the way had ended with a move that is its first part.

        `reached` are the stages of the way up to there, with those that did not let it through.
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
    def shows_stage(self) -> bool:
        """Whether ClickUp shows the ticket in `stage`."""
        return self.task.status.casefold() == self.stage.status.casefold()

    @property
    def due_day(self) -> date | None:
        """The delivery day, after Due Date and its mirror were made equal."""
        return self.dates.day

    def told_on_entry(self, process: Process) -> date | None:
        """The delivery day that the client knows of as the ticket enters its stage; none once re-opened."""
        known = self.known
        reopened = known is None or process.stage(known.stage).closed is not None
        if reopened and self.stage.tells_client.on_entry is None:
            return self.presumed_told  # nothing is said on entry, so only a change from here on is news
        return None if reopened or known is None else known.told_day

    @property
    def mover(self) -> Comment:
        """A mention of the person who moved the ticket, for the beginning of a sentence."""
        return person(
            self.moved.user_id if self.moved else None, self.moved.user_name if self.moved else None
        )

    @property
    def agreed_once_written(self) -> date | None:
        """The day both dates have after `dates` was carried out."""
        return self.agreed if self.mirror is None else self.dates.day

    @property
    def presumed_told(self) -> date | None:
        """The day the client is assumed to know when no one saw what they were told."""
        return self.due_day if self.stage.tells_client.on_date_change else None


def observe(
    bot: Bot, task: Task, stage: Stage, heard: History, known: Accepted | None, *, adopted: bool = False
) -> Observation:
    """
    Put together what ClickUp shows, what was heard and what was accepted.  Costs no call.

    `stage` is that of the ticket's status.  `adopted`: every ticket that was there before us is known, so an
    unknown one came from outside.
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
    mirror, agreement, agreed, days = both_dates.agree(bot, task, heard, known)
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
    )


def _current(process: Process, known: Accepted | None) -> Accepted | None:
    """
    What was accepted, in the words of today's process file: a stage may have got another name since.

    None for a ticket that is to be taken as one from outside.
    """
    if known is None or known.gone_at is not None:
        return None
    if process.find_stage(known.stage) is not None:
        return known
    renamed = process.stage_of_status(known.status)
    return None if renamed is None else replace(known, stage=renamed.name)


def _fresh_values(bot: Bot, task: Task) -> dict[str, str | None]:
    """What the data that must be updated after entry hold now."""
    names = {need.datum for stage in bot.process.stages for need in stage.requires if need.fresh}
    values = facts.gather(bot, task, names).values
    return {
        name: None if value is None or isinstance(value, Unread) else str(value)
        for name, value in values.items()
    }


def _written(
    bot: Bot, task: Task, heard: History, known: Accepted | None, now: Mapping[str, str | None]
) -> frozenset[str]:
    """Changed since the ticket entered its stage, by what is there now or by what was heard."""
    filled = frozenset(name for name, value in now.items() if value)
    if known is None:  # nothing was counted before
        return filled
    changed = {name for name in filled if now[name] != known.entry_values.get(name)}
    return known.written | changed | (filled & _heard_of(bot, task, heard, known.entered_at))


def _heard_since(bot: Bot, task: Task, heard: History, moved: HistoryItem | None) -> frozenset[str]:
    """The data that must be updated after entry and that someone was heard to write after a move."""
    if moved is None or moved.at is None:
        return frozenset()
    return _heard_of(bot, task, heard, moved.at)


def _heard_of(bot: Bot, task: Task, heard: History, since: datetime | None) -> frozenset[str]:
    """The data that must be updated after entry and that someone was heard to write since then."""
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
