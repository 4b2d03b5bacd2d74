"""Which days of the year no one works, as the process file chooses them."""

from datetime import date

import pytest

from app.process.holidays import holidays_of, why_unknown
from rules.process.calendar import Calendar, PublicHolidays


def calendar(holidays):
    return Calendar.model_validate({"holidays": holidays})


def test_listed_days_are_holidays_whatever_the_years():
    days = frozenset([date(2026, 12, 25), date(2030, 1, 1)])
    assert holidays_of(calendar(["2026-12-25", "2030-01-01"]), [2026]) == days


def test_nothing_listed_is_no_holiday():
    assert holidays_of(calendar([]), range(2020, 2030)) == frozenset()


def test_the_holidays_of_a_country_are_those_of_the_given_years():
    days = holidays_of(calendar({"country": "DE"}), range(2025, 2027))
    assert {date(2025, 12, 25), date(2026, 4, 3), date(2026, 10, 3)} <= days
    assert {day.year for day in days} == {2025, 2026}
    assert date(2026, 11, 1) not in days


def test_a_part_of_a_country_has_more():
    days = holidays_of(calendar({"country": "DE", "subdivision": "BY"}), [2026])
    assert days - holidays_of(calendar({"country": "DE"}), [2026]) == {
        date(2026, 1, 6),
        date(2026, 6, 4),
        date(2026, 11, 1),
    }


def test_the_day_off_for_a_holiday_on_a_weekend_is_a_holiday():
    """4 July 2026 is a Saturday."""
    assert date(2026, 7, 3) in holidays_of(calendar({"country": "US"}), [2026])


def test_such_a_day_off_belongs_to_the_year_that_it_is_in():
    """1 January 2022 is a Saturday, so 31 December 2021 is off."""
    new_year = calendar({"country": "US"})
    assert date(2021, 12, 31) in holidays_of(new_year, [2021])
    assert {day.year for day in holidays_of(new_year, [2022])} == {2022}


def test_no_years_have_no_holidays():
    assert holidays_of(calendar({"country": "DE"}), []) == frozenset()


def test_years_before_and_after_what_is_known_do_no_harm():
    assert {day.year for day in holidays_of(calendar({"country": "DE"}), [1, 9999])} <= {1, 9999}


@pytest.mark.parametrize(
    ("chosen", "why"),
    [
        (PublicHolidays(country="DE"), None),
        (PublicHolidays(country="DE", subdivision="BY"), None),
        (
            PublicHolidays(country="Germany"),
            ("country", 'unknown country "Germany"; write its two-letter code, such as DE or US'),
        ),
        (
            PublicHolidays(country="BE", subdivision="BRU"),
            ("subdivision", 'unknown subdivision "BRU"; choose one of: Flemish, French, German'),
        ),
    ],
)
def test_an_unknown_country_or_part_of_it_is_said(chosen, why):
    assert why_unknown(chosen) == why
