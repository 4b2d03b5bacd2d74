"""What holds for the clock of every visit at every instant."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.process.file import load_process
from rules.process.calendar import Calendar
from rules.sla.due import Level, Visit, owed, state, worse
from rules.sla.working_time import worked

SHIPPED = load_process()
PROCESSES = [
    SHIPPED.model_copy(update={"calendar": Calendar.model_validate({"time zone": zone, "hours": hours})})
    for zone in ("UTC", "Europe/Berlin", "America/New_York", "Pacific/Auckland")
    for hours in ("Mon-Fri 09:00-17:00", "Mon-Sun 00:00-24:00")
]
STAGES = st.sampled_from([stage.name for stage in SHIPPED.stages])
SLAS = st.sampled_from([None, "none", "due date", "1 hour", "3 days"])
INSTANTS = st.datetimes(
    datetime.fromisoformat("2025-01-01"),
    datetime.fromisoformat("2027-12-31"),
    timezones=st.just(UTC),
)
DAYS = INSTANTS.map(datetime.date)
HOLIDAYS = st.frozensets(DAYS, max_size=5)
LATER = st.timedeltas(timedelta(0), timedelta(days=20))


@st.composite
def visits(draw):
    """A visit whose pauses have ended, or go on for good."""
    entered = draw(INSTANTS)
    moments = sorted(entered + later for later in draw(st.lists(LATER, max_size=6)))
    ends = [*moments[1::2], *([None] if len(moments) % 2 else [])]
    return Visit(draw(STAGES), entered, tuple(zip(moments[::2], ends, strict=True)), draw(SLAS))


@settings(max_examples=settings.default.max_examples // 2)  # centuries take their time to count
@given(
    st.sampled_from(PROCESSES),
    st.builds(
        Visit,
        st.one_of(STAGES, st.text()),
        st.datetimes(timezones=st.just(UTC)),
        st.lists(
            st.tuples(
                st.datetimes(timezones=st.just(UTC)),
                st.one_of(st.none(), st.datetimes(timezones=st.just(UTC))),
            ),
            max_size=3,
        ).map(tuple),
        st.one_of(SLAS, st.text()),
    ),
    st.datetimes(timezones=st.just(UTC)),
    st.one_of(st.none(), st.dates()),
)
def test_no_visit_and_no_instant_ever_raises(process, visit, now, due_day):
    found = state(process, visit, now, frozenset(), due_day)
    assert found.used >= timedelta(0)
    assert (found.level is Level.NONE) == (found.allowed is None)


@given(st.sampled_from(PROCESSES), visits(), LATER, HOLIDAYS, DAYS)
def test_the_level_changes_next_exactly_when_it_is_said_to(process, visit, later, holidays, due_day):
    last = max([visit.entered_at, *(moment for pause in visit.pauses for moment in pause if moment)])
    now = last + later
    found = state(process, visit, now, holidays, due_day)
    if found.next_change_at is None:
        unchanged = state(process, visit, now + timedelta(days=3650), holidays, due_day)
        assert unchanged.level is found.level
    else:
        before = found.next_change_at - timedelta.resolution
        assert now <= before
        assert state(process, visit, before, holidays, due_day).level is found.level
        changed = state(process, visit, found.next_change_at, holidays, due_day).level
        assert changed.rank > found.level.rank
    if found.breach_at is not None:
        before = state(process, visit, found.breach_at - timedelta.resolution, holidays, due_day)
        assert before.level.rank < Level.BREACHED.rank
        assert state(process, visit, found.breach_at, holidays, due_day).level is Level.BREACHED


@given(st.sampled_from(PROCESSES), visits(), LATER, LATER, HOLIDAYS, DAYS)
def test_a_level_never_becomes_better_by_waiting(process, visit, first, second, holidays, due_day):
    early, late = sorted([visit.entered_at + first, visit.entered_at + second])
    before = state(process, visit, early, holidays, due_day)
    after = state(process, visit, late, holidays, due_day)
    assert before.level.rank <= after.level.rank
    assert before.used <= after.used


@given(st.sampled_from(PROCESSES), visits(), LATER, HOLIDAYS)
def test_used_is_the_working_time_outside_of_the_pauses(process, visit, later, holidays):
    now = visit.entered_at + later
    visit = Visit("Validating", visit.entered_at, visit.pauses)
    goes = visit.entered_at
    used = timedelta(0)
    for begin, end in visit.pauses:
        used += worked(process.calendar, holidays, goes, min(begin, now))
        goes = end or now
    used += worked(process.calendar, holidays, goes, now)
    assert state(process, visit, now, holidays, None).used == used


@given(st.lists(st.sampled_from(Level)))
def test_a_visit_gets_each_comment_at_most_once(levels):
    told, comments = Level.NONE, []
    for level in levels:
        comments += owed(told, level)
        told = worse(told, level)
    assert len(comments) == len(set(comments))
    assert ("breach" in comments) == (Level.BREACHED in levels or Level.ESCALATED in levels)
    assert ("escalation" in comments) == (Level.ESCALATED in levels)
