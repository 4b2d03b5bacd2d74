"""
Notices when something that a stage required to enter is emptied later, and says so to whom it was.

What a ticket had at the last look is kept with it, so that it is noticed too when no webhook told of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from app.bot import Bot
from app.deliveries import history
from app.messages import gate as words
from app.store import comments as stored_comments
from app.store.comments import CommentKind
from app.ticket import facts
from app.ticket.observe import Observation
from clickup_client.webhook import HistoryItem
from rules.decision import Finding
from rules.gate import gate
from rules.gate.demands import demands_inside
from rules.process.datum import DueDateDatum, FieldDatum, PriorityDatum, RelatedDatum
from rules.ticket import Unread, Value


@dataclass(frozen=True, slots=True)
class Emptied:
    """What is missing now although the stage required it, and the last thing heard of it, if anything was."""

    findings: tuple[Finding, ...]
    item: HistoryItem | None


@dataclass(frozen=True, slots=True)
class Inside:
    """Of the data that a ticket's stage requires: what is there, and what is missing, by name."""

    filled: frozenset[str]
    missing: Mapping[str, Finding]


def inside_of(bot: Bot, seen: Observation) -> Inside:
    """
    What a ticket has now of what its stage requires.  Costs no call.

    A due date that the stage keeps is not among it: it is put back.  A company that is linked is there,
    whatever stands in it; what cannot be read is neither there nor missing.
    """
    ours = {demand.datum for demand in demands_inside(seen.stage)}
    if seen.stage.keeps_date:
        ours -= {name for name in ours if isinstance(bot.process.data[name], DueDateDatum)}
    ticket = facts.remembered(bot, seen.task, ours, due_day=seen.due_day).ticket
    linked = {name for name, value in ticket.values.items() if _stands_elsewhere(bot, name, value)}
    unread = {name for name, value in ticket.values.items() if isinstance(value, Unread)}
    found = gate.missing_inside(bot.process, ticket, seen.stage.name)
    missing = {finding.code.removeprefix("datum:"): finding for finding in found}
    missing = {name: finding for name, finding in missing.items() if name in ours - linked}
    return Inside(frozenset(ours - unread - missing.keys()), missing)


def look(bot: Bot, seen: Observation, now: Inside) -> Emptied | None:
    """
    What was emptied since the last look, of what the ticket's stage requires.

    What was missing all along is the gate's business.  Where nobody knows what was there at the last look, it
    is what somebody was heard to empty.
    """
    heard = {name: item for item in seen.heard.items if (name := _emptied_datum(bot, seen, item))}
    known = seen.known
    before = heard if known is None or known.filled is None else known.filled
    news = [name for name in now.missing if name in before]
    if not news:
        return None
    items = [item for name, item in heard.items() if name in news]
    return Emptied(tuple(now.missing[name] for name in news), items[-1] if items else None)


def owe(connection: Connection, seen: Observation, emptied: Emptied) -> None:
    """Owe one comment for it, settled like the gate's when the ticket moves on."""
    item = emptied.item
    who = words.person(item.user_id if item else None, item.user_name if item else None)
    said = words.emptied(emptied.findings, seen.stage.label, who)
    stored_comments.owe(
        connection,
        task_id=seen.task.id,
        kind=CommentKind.GATE,
        key=f"emptied:{item.id if item else seen.heard.newest_id}",
        comment=said,
    )


def _stands_elsewhere(bot: Bot, name: str, value: Value) -> bool:
    """Whether a value stands in a linked task, which may have changed since it was remembered."""
    return isinstance(bot.process.data[name], RelatedDatum) and not (
        value is None or isinstance(value, Unread)
    )


def _emptied_datum(bot: Bot, seen: Observation, item: HistoryItem) -> str | None:
    if not history.empties(item):
        return None
    for name, datum in bot.process.data.items():
        match datum:
            case FieldDatum() | RelatedDatum():
                field = seen.task.field(datum.id or datum.field) or seen.task.field(datum.field)
                if item.field == "custom_field" and field is not None and field.id == item.field_id:
                    return name
            case PriorityDatum() if item.field == "priority":
                return name
            case DueDateDatum() if item.field == "due_date":
                return name
    return None
