"""Shadow mode: stores verdicts and observations, and changes nothing in ClickUp."""

from app.bot import Bot
from app.reconcile import record
from app.store import deliveries, tickets
from app.ticket import required
from app.ticket.observe import Observation
from app.ticket.outcome import Written
from rules.decision import Decision


def only_record(bot: Bot, seen: Observation, decision: Decision | None) -> None:
    """Store the verdict, if there is one, and accept the ticket where it is."""
    data = required.required_data(bot, seen)
    with bot.engine.begin() as connection:
        if decision is not None:
            record.judged(connection, seen, decision, shadow=True)
        if decision is not None or seen.known is None:
            record.accept(bot, connection, seen, Written({}, seen.agreed), told=seen.presumed_told, data=data)
        else:
            tickets.note(
                connection,
                seen.task.id,
                written=seen.written,
                agreed_day=seen.agreed,
                told_day=seen.presumed_told,
                filled=data.filled,
                days=dict(seen.days),
            )
        deliveries.mark_handled(connection, seen.heard.delivery_ids)
