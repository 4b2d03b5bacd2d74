from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clickup_client.times import EARLIEST, LATEST, from_milliseconds, to_milliseconds


@pytest.mark.parametrize("value", [1642736073330, "1642736073330", 1642736073330.0])
def test_milliseconds_come_as_number_or_text(value):
    assert from_milliseconds(value) == datetime(2022, 1, 21, 3, 34, 33, 330000, tzinfo=UTC)


@pytest.mark.parametrize("value", [None, ""])
def test_no_time_is_none(value):
    assert from_milliseconds(value) is None


@pytest.mark.parametrize(("value", "expected"), [(10**18, LATEST), ("-999999999999999999", EARLIEST)])
def test_a_year_that_python_cannot_hold_is_clamped(value, expected):
    assert from_milliseconds(value) == expected


def test_a_time_before_1970_is_read():
    assert from_milliseconds(-1) == datetime(1969, 12, 31, 23, 59, 59, 999000, tzinfo=UTC)


@pytest.mark.parametrize("value", ["soon", "1.5", 1.5, True, [], {}, "١٢٣", " 1", float("inf"), "9" * 5000])
def test_what_is_not_a_whole_number_is_refused(value):
    with pytest.raises(ValueError, match=r"^not a time in Unix milliseconds$"):
        from_milliseconds(value)


def test_a_time_of_another_zone_is_the_same_moment():
    moment = datetime(2026, 2, 2, 4, tzinfo=timezone(timedelta(hours=-5)))

    assert to_milliseconds(moment) == 1770022800000


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match=r"^a time for ClickUp needs a time zone$"):
        to_milliseconds(datetime(2026, 2, 2))  # noqa: DTZ001 - what the test is about


@given(st.datetimes(timezones=st.just(UTC)))
def test_there_and_back_keeps_every_millisecond(moment):
    back = from_milliseconds(to_milliseconds(moment))

    assert moment - timedelta(milliseconds=1) < back <= moment
