"""Points in time, written for people."""

from datetime import date, datetime
from zoneinfo import ZoneInfo


def moment_in_words(moment: datetime, zone: ZoneInfo) -> str:
    """`Mon 23 Nov 2026 09:00 UTC`: in the process's time zone, which is named."""
    local = moment.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b %Y %H:%M %Z}"


def day_in_words(day: date) -> str:
    """`Mon 7 Dec 2026`: a day that was set, whole."""
    return f"{day:%a} {day.day} {day:%b %Y}"
