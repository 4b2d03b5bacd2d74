"""What one look at a ticket shows, in the rules' words: where it is, how it got there, what its dates are."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from app.bot import Bot
from app.deliveries import history
from app.deliveries.history import History
from app.messages.gate import person
from app.store.tickets import OUTSIDE, Accepted
from app.ticket import facts
from clickup_client.comment import Comment
from clickup_client.models import CustomField, Task
from clickup_client.webhook import HistoryItem
from rules import dates
from rules.process.datum import DueDateDatum, FieldDatum
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
        stage: The stage of its status.
        move: None where it stands in the stage it was accepted in, or is seen for the first time and
            nothing says how it got there.
        moved: The history item of the move, where one was heard.
        at: When the move happened, by ClickUp's clock where it told.
        dates: What Due Date and its mirror field should be.
        mirror: The mirror field, where the list has it and it can be read.
        agreed: The day both have as they stand; where they differ, the day they had before.
        written: Data that must be updated after entry and were, since the ticket entered its stage.
        written_inside: Those of them that were written after the move.
        entry_values: Those data as they are now.
    """

    task: Task
    heard: History
    known: Accepted | None
    stage: Stage
    move: Move | None
    moved: HistoryItem | None
    at: datetime
    dates: dates.Agreement
    mirror: CustomField | None
    agreed: date | None
    written: frozenset[str]
    written_inside: frozenset[str]
    entry_values: Mapping[str, str | None]

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


def observe(bot: Bot, task: Task, stage: Stage, heard: History, known: Accepted | None) -> Observation:
    """Put together what ClickUp shows, what was heard and what was accepted.  Costs no call."""
    before, known = known, _current(bot.process, known)
    moved = history.moved_by(heard, task.status)
    entry_values = _fresh_values(bot, task)
    written = _written(bot, task, heard, known, entry_values)
    mirror, agreement, agreed = _dates(bot, task, known)
    inside = moved is not None and moved.at is not None
    return Observation(
        task=task,
        heard=heard,
        known=known,
        stage=stage,
        move=_move(bot, task, stage, heard, known, before, written),
        moved=moved,
        at=(moved.at if moved else None) or bot.now(),
        dates=agreement,
        mirror=mirror,
        agreed=agreed,
        written=written,
        written_inside=_heard_of(bot, task, heard, moved.at if moved else None) if inside else frozenset(),
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


def _move(
    bot: Bot,
    task: Task,
    stage: Stage,
    heard: History,
    known: Accepted | None,
    before: Accepted | None,
    written: frozenset[str],
) -> Move | None:
    start: str | None = None
    origin: str | None = None
    if known is not None:
        start, origin = known.status, known.stage
    elif not heard.from_outside and (before is None or before.stage != OUTSIDE.name):
        start = history.start_of(heard)
        if start is not None:
            left = bot.process.stage_of_status(start)
            origin = left.name if left else None
        elif before is None or before.stage == stage.name:
            return None  # seen for the first time, or back where it was: taken as it stands
    if origin == stage.name:
        return None
    way = (bot.process.stage_of_status(status) for status in history.path(heard, start, task.status))
    via = tuple(passed.name for passed in way if passed is not None)
    return Move(from_stage=origin, to_stage=stage.name, via=via, written=written)


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


def _dates(
    bot: Bot, task: Task, known: Accepted | None
) -> tuple[CustomField | None, dates.Agreement, date | None]:
    """
    The mirror field, what both dates should be, and the day they agree on so far.

    Only a day that both were seen to have is agreed: with any other, the emptier one of them would later
    look as if someone had just cleared it.
    """
    process = bot.process
    datum = process.data[process.due_date] if process.due_date else None
    due = None if task.due_date is None else bot.day_of(task.due_date)
    as_it_is = dates.Agreement(day=due, set_due=False, set_mirror=False, restored=False)
    if not isinstance(datum, DueDateDatum) or datum.mirror is None:
        return None, as_it_is, due
    before = known.agreed_day if known else None
    field = facts.field_of(task, datum.mirror, "date", field_id=datum.mirror_id)
    mirrored = facts.read_date(bot, field)
    if isinstance(field, Unread) or isinstance(mirrored, Unread):
        return None, as_it_is, before
    accepted = process.find_stage(known.stage) if known else None
    keep = accepted is not None and accepted.keeps_date
    agreement = dates.agree(due, mirrored, before, keep=keep)
    return field, agreement, due if due == mirrored else before
