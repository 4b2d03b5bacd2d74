"""The comments on tickets that stay too long in a stage, for the people who have to act."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from app.messages.client.notices import in_words
from app.messages.moments import moment_in_words
from clickup_client.comment import Comment, bold, line, mention, text
from rules.process.durations import WorkingTime
from rules.process.process import Process
from rules.process.stage import Stage
from rules.sla.due import SlaComment, SlaState
from rules.wording import quoted

_LATE = {"breach": "is late", "escalation": "is very late"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lateness:
    """
    The SLA of a ticket and how much of it is used.

    Attributes:
        limit: The SLA of this visit to the stage.
        due_day: The day the ticket is due.
    """

    stage: Stage
    state: SlaState
    limit: WorkingTime | Literal["due date"]
    due_day: date | None


def sla_comment(kind: SlaComment, process: Process, found: Lateness, who: Comment) -> Comment:
    """One of the three comments; `who` mentions the people it is for."""
    comment = who + text(", this ticket " if who else "This ticket ")
    if kind == "reminder":
        comment += _reminder(process, found)
    else:
        comment += text(_LATE[kind]) + _because(found)
    if found.limit == "due date":
        told = " The client is told about it." if found.stage.tells_client.on_date_change else ""
        comment += text(f" If it takes longer, set a new Due Date that you can keep.{told}")
    if kind == "escalation" and found.stage.owner:
        comment += text(" The owner of this stage is ") + bold(found.stage.owner) + text(".")
    return comment + line()


def people(ids: Iterable[int], names: Mapping[int, str]) -> Comment:
    """Mentions of several people: `@A, @B and @C`."""
    mentions = [mention(user_id, names.get(user_id, "you")) for user_id in sorted(ids)]
    comment = Comment()
    for at, each in enumerate(mentions):
        joint = "" if at == 0 else " and " if at == len(mentions) - 1 else ", "
        comment += text(joint) + each
    return comment


def in_hours(amount: timedelta) -> str:
    """Working time in full minutes: `16 h`, `3 h 30 min`, `45 min`."""
    hours, minutes = divmod(int(amount.total_seconds()) // 60, 60)
    parts = [f"{hours} h"] * (hours > 0) + [f"{minutes} min"] * (minutes > 0)
    return " ".join(parts) or "0 min"


def _reminder(process: Process, found: Lateness) -> Comment:
    if found.limit == "due date":
        return text("is due on ") + _day(found) + text(" and is still in ") + _stage(found) + text(".")
    comment = text("has been in ") + _stage(found) + text(_spent(found))
    if found.state.breach_at is not None:
        end = moment_in_words(found.state.breach_at, process.calendar.zone)
        comment += text(f" It is late after {end}.")
    mark = process.sla.paused_by
    if mark is not None:
        how = f"has the tag {quoted(mark.tag)}" if mark.tag else f"has {quoted(mark.field or '')} ticked"
        comment += text(f" The SLA clock is paused while the ticket {how}.")
    return comment


def _because(found: Lateness) -> Comment:
    if found.limit == "due date":
        return text(": it was due on ") + _day(found) + text(" and is still in ") + _stage(found) + text(".")
    return text(": it has been in ") + _stage(found) + text(_spent(found))


def _spent(found: Lateness) -> str:
    allowed = in_hours(found.state.allowed or timedelta())
    limit = str(found.limit)
    words = f"{limit} ({allowed})" if "day" in limit else allowed
    return f" for {in_hours(found.state.used)} of working time. The process allows {words}."


def _stage(found: Lateness) -> Comment:
    return bold(found.stage.label)


def _day(found: Lateness) -> Comment:
    return Comment() if found.due_day is None else bold(in_words(found.due_day))
