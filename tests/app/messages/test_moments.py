from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from app.messages import moments as words


def test_a_moment_names_its_time_zone():
    moment = datetime(2026, 11, 23, 8, 5, tzinfo=UTC)
    assert words.moment_in_words(moment, ZoneInfo("Europe/Berlin")) == "Mon 23 Nov 2026 09:05 CET"


def test_a_day_is_whole():
    assert words.day_in_words(date(2026, 12, 7)) == "Mon 7 Dec 2026"
