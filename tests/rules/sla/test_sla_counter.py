"""The clock of a visit against a counter that is slow and obviously right: minute by minute, in UTC."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.process.file import load_process
from rules.sla.due import Level, Visit, state
from tests.rules.sla.minute_by_minute import MINUTE, at_work, situations

SHIPPED = load_process()
LONGEST = 3 * 24 * 60


@st.composite
def stays(draw):
    """
    A visit, as often as not on a day when the clock is put forward or back, on holidays and working days.

    Its pauses may overlap, begin before it, end after now, or not end at all.
    """
    calendar, holidays, entered = draw(situations())
    minutes = st.integers(-120, LONGEST)
    pauses = [
        (entered + begin * MINUTE, None if length is None else entered + (begin + length) * MINUTE)
        for begin, length in draw(
            st.lists(st.tuples(minutes, st.one_of(st.none(), st.integers(0, 24 * 60))), max_size=4)
        )
    ]
    process = SHIPPED.model_copy(update={"calendar": calendar})
    visit = Visit("Validating", entered, tuple(pauses), draw(st.sampled_from(["1 hour", "7 hours", "1 day"])))
    return process, visit, holidays, draw(st.integers(0, LONGEST))


def goes(visit, minute):
    """Whether the clock goes during a minute."""
    return not any(begin <= minute and (end is None or minute < end) for begin, end in visit.pauses)


@given(stays())
def test_used_is_what_the_counter_counts(stay):
    process, visit, holidays, minutes = stay
    is_worked = at_work(process.calendar, holidays)
    seen = [visit.entered_at + n * MINUTE for n in range(minutes)]
    counted = sum(is_worked(m) and goes(visit, m) for m in seen) * MINUTE

    found = state(process, visit, visit.entered_at + minutes * MINUTE, holidays, None)

    assert found.used == counted
    assert (found.level is Level.OK) == (counted < found.allowed * process.sla.at_risk / 100)


@given(stays())
def test_it_is_broken_at_the_minute_at_which_the_counter_has_all_of_it(stay):
    process, visit, holidays, minutes = stay
    now = visit.entered_at + minutes * MINUTE
    # No one knows today of a pause that someone begins tomorrow.
    visit = replace(visit, pauses=tuple(pause for pause in visit.pauses if pause[0] <= now))
    found = state(process, visit, now, holidays, None)
    if found.breach_at is None:
        return
    is_worked, last = at_work(process.calendar, holidays), now + timedelta(days=10)
    left = (found.allowed - found.used) // MINUTE
    minute = now
    while left and minute < last:
        left -= is_worked(minute) and goes(visit, minute)
        minute += MINUTE
    assert found.breach_at > minute if left else found.breach_at == minute
