"""Notices when something that a stage required to enter is emptied later, and says so to whom it was."""

from dataclasses import dataclass

from sqlalchemy import Connection

from app import comments, facts, hearing
from app.bootstrap import Bot
from app.messages import gate as words
from app.sight import Sight
from app.store import comments as stored_comments
from clickup_client.webhook import HistoryItem
from rules import gate
from rules.decision import Finding
from rules.process import FieldDatum, PriorityDatum, RelatedDatum
from rules.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Emptied:
    """What is missing now although the stage required it, and the last thing heard of it."""

    findings: tuple[Finding, ...]
    item: HistoryItem


def look(bot: Bot, sight: Sight) -> Emptied | None:
    """
    What was just emptied of the data that the ticket's stage requires.

    Only what somebody was heard to empty: what was missing all along is the gate's business.

    Raises:
        ClickUpError: A company could not be read.
    """
    emptied = {name: item for item in sight.heard.items if (name := _emptied_datum(bot, sight, item))}
    if not emptied:
        return None
    values = facts.gather(bot, sight.task, emptied).values
    ticket = Ticket(task_id=sight.task.id, values=values)
    findings = gate.missing_inside(bot.process, ticket, sight.stage.name)
    return Emptied(findings, list(emptied.values())[-1]) if findings else None


def owe(connection: Connection, sight: Sight, emptied: Emptied, *, kind: str) -> None:
    """Owe one comment for it, settled like the gate's when the ticket moves on."""
    who = words.person(emptied.item.user_id, emptied.item.user_name)
    stored_comments.owe(
        connection,
        task_id=sight.task.id,
        kind=kind,
        key=f"emptied:{emptied.item.id}",
        content=comments.STORED.dump_python(
            words.emptied(emptied.findings, sight.stage.label, who), mode="json"
        ),
    )


def _emptied_datum(bot: Bot, sight: Sight, item: HistoryItem) -> str | None:
    """The datum that an item emptied; the due date is not among them, it is put back."""
    if not hearing.empties(item):
        return None
    for name, datum in bot.process.data.items():
        match datum:
            case FieldDatum() | RelatedDatum():
                field = sight.task.field(datum.id or datum.field) or sight.task.field(datum.field)
                if item.field == "custom_field" and field is not None and field.id == item.field_id:
                    return name
            case PriorityDatum() if item.field == "priority":
                return name
    return None
