"""Reads the Due Date and its mirror field, and decides which day both should have."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from app.bot import Bot
from app.deliveries import history, replaced
from app.deliveries.history import History
from app.store.tickets import Accepted
from app.ticket import agreeing, delivery_day, facts
from app.ticket.delivery_day import DUE, Shown
from clickup_client.models import CustomField, Task
from clickup_client.times import from_milliseconds
from rules import dates as rules_dates
from rules.process.datum import DueDateDatum
from rules.ticket import Unread


def agree(
    bot: Bot, task: Task, heard: History, known: Accepted | None
) -> tuple[CustomField | None, rules_dates.Agreement, date | None, Mapping[str, Any]]:
    """
    Return the mirror field, what both dates should be, the agreed day, and the day that each date counts as.

    A day is agreed only if both dates were seen to have it.  Otherwise an empty date would later look as if
    someone had just cleared it.  If someone set a day while the bot wrote another one, their day counts.
    """
    process = bot.process
    cut_off, before_it = agreeing.cut_off(known), known
    if known is not None and cut_off is not None:
        known = agreeing.once_written(bot, known, cut_off)
    datum = process.data[process.due_date] if process.due_date else None

    def read(place: str, moment: datetime | None) -> tuple[Shown, date | None]:
        """Return one date as ClickUp shows it, and the day that people want in it."""
        value = delivery_day.stamp(moment)
        if cut_off is not None and cut_off.still_has(place, value, heard, bot.directory.bot_user_id):
            return delivery_day.read(bot, place, moment, before_it, heard), cut_off.day
        shown = delivery_day.read(bot, place, moment, known, heard)
        return shown, _meant(bot, heard, known, place, moment, shown.day)

    shown, meant_due = read(DUE, task.due_date)
    due, days = shown.day, delivery_day.remember((DUE, shown))
    as_it_is = rules_dates.Agreement(day=due, set_due=False, set_mirror=False, restored=False)
    if not isinstance(datum, DueDateDatum) or datum.mirror is None:
        return None, as_it_is, due, days
    before = known.agreed_day if known else None
    field = facts.field_of(task, datum.mirror, "date", field_id=datum.mirror_id)
    moment = facts.read_moment(field)
    if isinstance(field, Unread) or isinstance(moment, Unread):
        return None, as_it_is, before, days
    place = history.place_of_field(field.id)
    mirrored, meant_mirror = read(place, moment)
    days |= delivery_day.remember((place, mirrored))
    accepted = process.find_stage(known.stage) if known else None
    keep = accepted is not None and accepted.keeps_date
    agreement = rules_dates.agree(meant_due, meant_mirror, before, keep=keep)
    if agreement.day is not None and not bot.may_set(agreement.day):
        return None, as_it_is, due, days
    agreement = replace(
        agreement,
        set_due=agreement.day != due or shown.needs_repair,
        set_mirror=agreement.day != mirrored.day or mirrored.needs_repair,
    )
    return field, agreement, due if due == mirrored.day else before, days


def _meant(
    bot: Bot, heard: History, known: Accepted | None, place: str, moment: datetime | None, shown: date | None
) -> date | None:
    """The day that people want in one date: the shown day, or the one that our own write replaced."""
    value = replaced.by_us(heard, known, place, delivery_day.stamp(moment), bot.directory.bot_user_id)
    if value is None:
        return shown
    try:
        replaced_moment = from_milliseconds(value)
    except ValueError:  # a delivery is only a hint
        return shown
    return None if replaced_moment is None else bot.day_set(replaced_moment)
