"""Questions about days: in which time zone ClickUp keeps them, and which of them it moves at all."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, available_timezones

from app.probe.question import LACKING, Scratch
from app.workspace.answers import NotAsked, Seen
from clickup_client.errors import UnreadableFieldError
from clickup_client.fields import read
from rules.dates import is_day_of

#: A winter's and a summer's day.  At noon in UTC it is the same day from UTC-12 to UTC+11.
_WINTER, _SUMMER = datetime(2031, 1, 15, 12, tzinfo=UTC), datetime(2031, 7, 15, 12, tzinfo=UTC)
_FOUR, _A_DAY = 4 * 60, 24 * 60


def due_date_zone(scratch: Scratch) -> Seen | NotAsked:
    """Whose 04:00 does a due date without a time become?"""
    kept = [scratch.client.update_task(scratch.task_id, due_date=day).due_date for day in (_WINTER, _SUMMER)]
    found = [moment for moment in kept if moment is not None]
    if found == [_WINTER, _SUMMER]:
        return Seen(value="stays_as_sent")
    number = _minutes_from_utc(found[0]) if found else None
    if scratch.account is not None and _fits(scratch.account, found):
        return Seen(value="of_the_account", number=number)
    if _fits(scratch.home, found):
        return Seen(value="of_the_process", number=number, zone=scratch.home.key)
    zone = next((name for name in sorted(available_timezones()) if _fits(ZoneInfo(name), found)), None)
    return Seen(value="not_at_four" if zone is None else "of_another", number=number, zone=zone)


def custom_dates(scratch: Scratch) -> Seen | NotAsked:
    """Are the dates of custom fields moved as the due date is?"""
    field = next((each for each in scratch.fields if each.type == "date"), None)
    if field is None:
        return LACKING
    scratch.client.set_field(scratch.task_id, field, _WINTER)
    shown = scratch.client.get_task(scratch.task_id).field(field.id)
    try:
        kept = None if shown is None else read(shown)
    except UnreadableFieldError:
        kept = None
    return Seen(value="stay_as_sent" if kept == _WINTER else "are_snapped")


def _fits(zone: ZoneInfo, kept: list[datetime]) -> bool:
    return len(kept) > 1 and all(is_day_of(moment, zone) for moment in kept)


def _minutes_from_utc(moment: datetime) -> int:
    """How far from UTC it is 04:00 then: between -12 and +12 hours, since days are not told apart."""
    ahead = (_FOUR - moment.hour * 60 - moment.minute) % _A_DAY
    return ahead if ahead <= _A_DAY // 2 else ahead - _A_DAY
