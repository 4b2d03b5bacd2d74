"""
Notices when data required by the current stage is cleared, and tells the person who cleared it.

Each look stores which required data the ticket has.  So a cleared one is noticed even without a webhook.
"""

from sqlalchemy import Connection

from app.bot import Bot
from app.comments import asking
from app.deliveries import history
from app.messages.comments import gate as words
from app.store import asking as stored_asking
from app.store.held import Unfinished
from app.ticket.observe import Observation
from app.ticket.outcome import Outcome, Owe, Result
from clickup_client.webhook import HistoryItem
from rules.process.datum import DueDateDatum, FieldDatum, PriorityDatum, RelatedDatum


def follow_up(bot: Bot, seen: Observation, outcome: Outcome, _unfinished: Unfinished) -> Owe | None:
    """
    Ask the person who cleared required data to fill it in again, with everything that is missing by then.

    Data that were missing before do not count.  If the last look did not store what was there, only data
    count that someone was heard to clear.
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
    same = f"{item.id if item else seen.heard.newest_id}"
    stage, missing = seen.stage, data.missing

    def owe(connection: Connection) -> None:
        standing = stored_asking.standing(connection, seen.task.id)
        asked = asking.asked_for(standing, asking.CLEARED)
        listed = [each for name, each in missing.items() if name in news or each.code in asked]
        said = words.cleared(listed, stage, who)
        asking.say(connection, seen.task.id, asking.CLEARED, said, same=same, standing=standing)

    return owe


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
