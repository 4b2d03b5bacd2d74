"""
Notices when data required by the current stage is cleared, and tells the person who cleared it.

What a ticket had at the last look is kept with it, so that it is noticed without a webhook, too.
"""

from sqlalchemy import Connection

from app.bot import Bot
from app.deliveries import history
from app.messages import gate as words
from app.store import comments
from app.store.comments import CommentKind
from app.ticket import facts
from app.ticket.observe import Observation
from app.ticket.outcome import Outcome, Owe, RequiredData, Result
from clickup_client.webhook import HistoryItem
from rules.gate import gate
from rules.gate.demands import demands_inside
from rules.process.datum import DueDateDatum, FieldDatum, PriorityDatum, RelatedDatum
from rules.ticket import Unread, Value


def required_data(bot: Bot, seen: Observation) -> RequiredData:
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
    return RequiredData(frozenset(ours - unread - missing.keys()), missing)


def follow_up(bot: Bot, seen: Observation, outcome: Outcome) -> Owe | None:
    """
    Ask the person who cleared required data to fill it in again; one comment, settled like the gate's.

    What was missing all along is the gate's business.  Where the last look did not note what was there, it is
    what someone was heard to clear.
    """
    known, data = seen.known, outcome.data
    if outcome.result is not Result.STAYED or known is None or data is None or not data.missing:
        return None
    heard = {name: item for item in seen.heard.items if (name := _cleared_datum(bot, seen, item))}
    before = heard if known.filled is None else known.filled
    news = [name for name in data.missing if name in before]
    if not news:
        return None
    item = next((item for name, item in reversed(heard.items()) if name in news), None)
    who = words.person(item.user_id if item else None, item.user_name if item else None)
    said = words.emptied([data.missing[name] for name in news], seen.stage.label, who)

    def owe(connection: Connection) -> None:
        comments.owe(
            connection,
            task_id=seen.task.id,
            kind=CommentKind.GATE,
            key=f"emptied:{item.id if item else seen.heard.newest_id}",
            comment=said,
        )

    return owe


def _stands_elsewhere(bot: Bot, name: str, value: Value) -> bool:
    """Whether a value stands in a linked task, which may have changed since it was remembered."""
    return isinstance(bot.process.data[name], RelatedDatum) and not (
        value is None or isinstance(value, Unread)
    )


def _cleared_datum(bot: Bot, seen: Observation, item: HistoryItem) -> str | None:
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
