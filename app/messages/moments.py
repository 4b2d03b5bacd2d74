"""Points in time, written for people."""

from datetime import datetime
from zoneinfo import ZoneInfo


def moment_in_words(moment: datetime, zone: ZoneInfo) -> str:
    """`Mon 23 Nov 2026 09:00 UTC`: in the process's time zone, which is named."""
    local = moment.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b %Y %H:%M %Z}"
