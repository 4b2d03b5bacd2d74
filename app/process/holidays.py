"""The public holidays of a country as days, and which countries are known. Nothing else uses the library."""

from collections.abc import Iterable
from datetime import date
from functools import cache

from rules.process.calendar import Calendar, PublicHolidays
from rules.wording import choose, quoted


def holidays_of(calendar: Calendar, years: Iterable[int]) -> frozenset[date]:
    """
    The days of a calendar that are holidays: those it lists, or its country's in the given years.

    A country's days include substitute days for holidays on a weekend.
    """
    if isinstance(calendar.holidays, PublicHolidays):
        country, subdivision = calendar.holidays.country, calendar.holidays.subdivision
        return frozenset[date]().union(*(_of_year(country, subdivision, year) for year in years))
    return frozenset(calendar.holidays)


def why_unknown(chosen: PublicHolidays) -> tuple[str, str] | None:
    """Which key of a choice of holidays is wrong, and what could be written instead; ``None``: neither."""
    import holidays  # noqa: PLC0415 - few calendars have a country, and it takes long

    countries = holidays.list_supported_countries(include_aliases=False)
    if chosen.country not in countries:
        country = quoted(chosen.country)
        return "country", f"unknown country {country}; write its two-letter code, such as DE or US"
    parts = countries[chosen.country]
    if chosen.subdivision is not None and chosen.subdivision not in parts:
        part = quoted(chosen.subdivision)
        return "subdivision", f"unknown subdivision {part}; {choose(chosen.subdivision, parts)}"
    return None


@cache
def _of_year(country: str, subdivision: str | None, year: int) -> frozenset[date]:
    import holidays  # noqa: PLC0415 - as above

    return frozenset(holidays.country_holidays(country, subdiv=subdivision, years=year, expand=False))
