"""The clock of a ticket in a stage: process.md's percentages, the due date, pauses, and who is told when."""

from datetime import UTC, date, datetime, timedelta

import pytest

from rules.process.calendar import Calendar
from rules.process.durations import WorkingTime
from rules.process.owner import Owner
from rules.process.sla import SlaSettings
from rules.sla.due import Level, SlaState, Visit, active_time, owed, promise, state, worse
from rules.sla.shown import all_shown, is_marked_paused, shown_as
from rules.ticket import Unread

HOUR = timedelta(hours=1)
NEVER = frozenset[date]()

#: The Monday that a ticket enters a stage. The shipped calendar works Mon-Fri 09:00-17:00 UTC.
MONDAY = "2026-03-02"
FRIDAY = date(2026, 3, 6)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def visit(stage="Validating", entered=f"{MONDAY} 09:00", *pauses, sla=None):
    spans = tuple((at(begin), at(end) if end else None) for begin, end in pauses)
    return Visit(stage, at(entered), spans, sla)


@pytest.fixture(scope="module")
def process_where(process):
    """The shipped process with other settings: ``process_where(sla={...}, calendar={...})``."""

    def change(sla=None, calendar=None, slas=None):
        """``slas`` are other SLAs of stages, by the stage's name."""
        stages = [
            stage.model_copy(update={"sla": (slas or {}).get(stage.name, stage.sla)})
            for stage in process.stages
        ]
        changes = {
            "sla": SlaSettings.model_validate({"escalate to": "Project Manager", **(sla or {})}),
            "calendar": Calendar.model_validate(calendar or {}),
            "stages": tuple(stages),
        }
        return process.model_copy(update=changes)

    return change


# Working time


@pytest.mark.parametrize(
    ("now", "level", "following"),
    [
        (f"{MONDAY} 08:00", Level.OK, f"{MONDAY} 15:00"),
        (f"{MONDAY} 09:00", Level.OK, f"{MONDAY} 15:00"),
        (f"{MONDAY} 14:59:59.999999", Level.OK, f"{MONDAY} 15:00"),
        (f"{MONDAY} 15:00", Level.AT_RISK, f"{MONDAY} 17:00"),
        (f"{MONDAY} 16:59:59.999999", Level.AT_RISK, f"{MONDAY} 17:00"),
        (f"{MONDAY} 17:00", Level.BREACHED, "2026-03-03 13:00"),
        ("2026-03-03 12:59", Level.BREACHED, "2026-03-03 13:00"),
        ("2026-03-03 13:00", Level.ESCALATED, None),
        ("2036-03-03 13:00", Level.ESCALATED, None),
    ],
)
def test_a_day_is_reminded_of_at_75_broken_at_100_and_escalated_at_150_percent(
    process, now, level, following
):
    found = state(process, visit(), at(now), NEVER, None)
    assert (found.level, found.next_change_at) == (level, following and at(following))


def test_the_state_says_what_is_used_of_what_is_allowed(process):
    assert state(process, visit("Replicating"), at("2026-03-03 11:00"), NEVER, None) == SlaState(
        level=Level.OK,
        used=10 * HOUR,
        allowed=16 * HOUR,
        share=0.625,
        breach_at=at("2026-03-03 17:00"),
        next_change_at=at("2026-03-03 13:00"),
        paused=False,
    )


def test_two_days_from_four_o_clock_end_at_four_o_clock(process):
    entered = visit("Replicating", f"{MONDAY} 16:00")
    assert state(process, entered, at(f"{MONDAY} 16:00"), NEVER, None).breach_at == at("2026-03-04 16:00")


def test_weekends_and_holidays_do_not_count(process):
    entered = visit("Replicating", "2026-04-02 16:00")
    easter = frozenset([date(2026, 4, 3), date(2026, 4, 6)])
    assert state(process, entered, at("2026-04-02 16:00"), easter, None).breach_at == at("2026-04-08 16:00")


def test_what_is_broken_has_no_instant_ahead_when_it_breaks(process):
    assert state(process, visit(), at(f"{MONDAY} 17:00"), NEVER, None).breach_at is None


def test_before_the_visit_nothing_is_used(process):
    found = state(process, visit(), at("2026-02-02 10:00"), NEVER, None)
    assert (found.used, found.breach_at) == (0 * HOUR, at(f"{MONDAY} 17:00"))


@pytest.mark.parametrize("stage", ["Closed (Resolved)", "Backlog"])
def test_a_stage_without_an_sla_has_no_level(process, stage):
    found = state(process, visit(stage), at(f"{MONDAY} 11:00"), NEVER, FRIDAY)
    assert found == SlaState(level=Level.NONE, used=2 * HOUR)


# The due date


@pytest.mark.parametrize(
    ("now", "level", "following"),
    [
        ("2026-03-05 08:59", Level.OK, "2026-03-05 09:00"),
        ("2026-03-05 09:00", Level.AT_RISK, "2026-03-07 00:00"),
        ("2026-03-06 23:59:59.999999", Level.AT_RISK, "2026-03-07 00:00"),
        ("2026-03-07 00:00", Level.BREACHED, "2026-03-10 00:00"),
        ("2026-03-10 00:00", Level.ESCALATED, None),
    ],
)
def test_fixing_is_at_risk_a_working_day_before_the_due_date_and_late_after_it(
    process, now, level, following
):
    found = state(process, visit("Fixing"), at(now), NEVER, FRIDAY)
    assert (found.level, found.next_change_at) == (level, following and at(following))


def test_a_due_date_after_a_long_weekend_is_at_risk_before_it(process):
    good_friday = frozenset([date(2026, 4, 3), date(2026, 4, 6)])
    found = state(process, visit("Fixing"), at("2026-03-30 09:00"), good_friday, date(2026, 4, 7))
    assert found.next_change_at == at("2026-04-02 09:00")


def test_the_due_date_ends_with_its_day_where_the_process_is_at_home(process_where):
    process = process_where(calendar={"time zone": "America/New_York"})
    found = state(process, visit("Fixing"), at("2026-03-06 20:00"), NEVER, FRIDAY)
    assert found.breach_at == at("2026-03-07 05:00")


def test_the_share_of_a_due_date_is_the_working_time_until_it(process):
    found = state(process, visit("Fixing", f"{MONDAY} 13:00"), at("2026-03-04 13:00"), NEVER, FRIDAY)
    assert (found.used, found.allowed, found.share) == (16 * HOUR, 36 * HOUR, pytest.approx(16 / 36))


def test_a_due_date_that_has_passed_before_the_visit_allows_nothing(process):
    found = state(process, visit("Fixing"), at(f"{MONDAY} 10:00"), NEVER, date(2026, 2, 27))
    assert found == SlaState(
        level=Level.BREACHED,
        used=1 * HOUR,
        allowed=0 * HOUR,
        next_change_at=at("2026-03-03 00:00"),
    )


def test_without_a_due_date_there_is_no_level(process):
    assert state(process, visit("Fixing"), at(f"{MONDAY} 10:00"), NEVER, None).level is Level.NONE


def test_a_pause_does_not_put_the_due_date_off(process):
    paused = visit("Fixing", f"{MONDAY} 09:00", (f"{MONDAY} 10:00", None))
    found = state(process, paused, at("2026-03-05 09:00"), NEVER, FRIDAY)
    assert (found.level, found.paused, found.used) == (Level.AT_RISK, True, 24 * HOUR)
    assert found.next_change_at == at("2026-03-07 00:00")


# Pauses


def test_the_clock_does_not_run_while_it_is_paused(process):
    paused = visit("Validating", f"{MONDAY} 09:00", (f"{MONDAY} 10:00", None))
    found = state(process, paused, at("2026-03-20 10:00"), NEVER, None)
    assert (found.level, found.used, found.paused) == (Level.OK, HOUR, True)
    assert (found.breach_at, found.next_change_at) == (None, None)


def test_the_clock_goes_on_after_a_pause(process):
    resumed = visit("Validating", f"{MONDAY} 09:00", (f"{MONDAY} 10:00", "2026-03-06 12:00"))
    found = state(process, resumed, at("2026-03-06 13:00"), NEVER, None)
    assert (found.used, found.paused) == (2 * HOUR, False)
    assert (found.next_change_at, found.breach_at) == (at("2026-03-06 17:00"), at("2026-03-09 11:00"))


@pytest.mark.parametrize(
    "pauses",
    [
        [("10:00", "11:00"), ("13:00", "14:00")],
        [("13:00", "14:00"), ("10:00", "11:00")],
        [("10:00", "11:00"), ("10:30", "12:00")],
        [("10:00", "12:00"), ("10:30", "11:00")],
        [("10:00", "11:00"), ("11:00", "12:00")],
        [("07:00", "11:00")],
        [("11:00", "13:00"), ("15:00", "15:00"), ("16:00", "14:00")],
        [("10:00", "12:00"), ("18:00", None)],
    ],
)
def test_pauses_count_once_whatever_their_order(process, pauses):
    spans = [(f"{MONDAY} {begin}", end and f"{MONDAY} {end}") for begin, end in pauses]
    found = state(process, visit("Validating", f"{MONDAY} 09:00", *spans), at(f"{MONDAY} 17:00"), NEVER, None)
    assert (found.used, found.paused) == (6 * HOUR, False)


@pytest.mark.parametrize(
    ("now", "paused"), [("09:59", False), ("10:00", True), ("10:59", True), ("11:00", False)]
)
def test_a_pause_begins_and_ends_at_its_instants(process, now, paused):
    once = visit("Validating", f"{MONDAY} 09:00", (f"{MONDAY} 10:00", f"{MONDAY} 11:00"))
    assert state(process, once, at(f"{MONDAY} {now}"), NEVER, None).paused is paused


def test_a_pause_whose_end_is_known_already_is_waited_for(process):
    """The clocks of two machines differ, so an end may lie ahead by a little."""
    paused = visit("Validating", f"{MONDAY} 09:00", (f"{MONDAY} 10:00", f"{MONDAY} 11:00"))
    found = state(process, paused, at(f"{MONDAY} 10:59"), NEVER, None)
    assert (found.paused, found.breach_at) == (True, at("2026-03-03 10:00"))


# Settings


def test_the_percentages_are_settings(process_where):
    process = process_where(sla={"at risk": "50%", "breached": "90 %", "escalated": "100 %"})
    found = [state(process, visit(), at(f"{MONDAY} {t}"), NEVER, None) for t in ("12:59", "13:00", "17:00")]
    assert [one.level for one in found] == [Level.OK, Level.AT_RISK, Level.ESCALATED]
    assert found[0].breach_at == at(f"{MONDAY} 16:12")


def test_the_days_around_the_due_date_are_settings(process_where):
    process = process_where(sla={"due date": {"at risk": "3 days before", "escalated": "2 days after"}})
    marks = [
        state(process, visit("Fixing"), at(now), NEVER, FRIDAY).next_change_at
        for now in (f"{MONDAY} 09:00", "2026-03-07 12:00")
    ]
    assert marks == [at("2026-03-03 09:00"), at("2026-03-11 00:00")]


@pytest.mark.parametrize("stage", ["Validating", "Fixing"])
def test_nothing_is_escalated_to_no_one(process_where, stage):
    process = process_where(sla={"escalate to": None})
    found = state(process, visit(stage), at("2026-06-01 09:00"), NEVER, FRIDAY)
    assert (found.level, found.next_change_at) == (Level.BREACHED, None)
    assert process.escalates_to is None


def test_who_has_to_know_is_an_owner_or_people(process, process_where):
    assert process.escalates_to == process.owners["Project Manager"]
    boss = process_where(sla={"escalate to": {"users": ["boss@stagegate.example"]}})
    assert boss.escalates_to == Owner(users=("boss@stagegate.example",))


@pytest.mark.parametrize(
    ("stage", "words"),
    [("Validating", "1 day"), ("Replicating", "2 days"), ("Fixing", "due date"), ("Backlog", "none")],
)
def test_a_visit_keeps_the_sla_that_it_began_with_in_words(process, stage, words):
    assert promise(process, stage) == words
    assert promise(process, "Closed (Resolved)") == "none"


@pytest.mark.parametrize(
    ("promised", "applies", "allowed"),
    [
        ("1 day", "new visits", 8 * HOUR),
        ("2 hours", "new visits", 2 * HOUR),
        ("none", "new visits", None),
        (None, "new visits", 24 * HOUR),
        ("for ever", "new visits", 24 * HOUR),
        ("1 day", "open visits", 24 * HOUR),
        ("none", "open visits", 24 * HOUR),
        ("due date", "open visits", 24 * HOUR),
    ],
)
def test_a_changed_sla_is_for_new_visits_unless_the_process_says_otherwise(
    process_where, promised, applies, allowed
):
    process = process_where(sla={"changes apply to": applies}, slas={"Validating": WorkingTime(3, "day")})
    found = state(process, visit(sla=promised), at(f"{MONDAY} 10:00"), NEVER, FRIDAY)
    assert found.allowed == allowed


def test_a_visit_that_was_promised_the_due_date_keeps_to_it(process_where):
    process = process_where(slas={"Fixing": WorkingTime(1, "hour")})
    found = state(process, visit("Fixing", sla="due date"), at(f"{MONDAY} 12:00"), NEVER, FRIDAY)
    assert (found.level, found.breach_at) == (Level.OK, at("2026-03-07 00:00"))


# Who is told


@pytest.mark.parametrize(
    ("told", "now", "comments"),
    [
        (Level.NONE, Level.OK, ()),
        (Level.NONE, Level.AT_RISK, ("reminder",)),
        (Level.OK, Level.AT_RISK, ("reminder",)),
        (Level.AT_RISK, Level.AT_RISK, ()),
        (Level.AT_RISK, Level.BREACHED, ("breach",)),
        (Level.BREACHED, Level.ESCALATED, ("escalation",)),
        (Level.OK, Level.BREACHED, ("breach",)),
        (Level.OK, Level.ESCALATED, ("breach", "escalation")),
        (Level.AT_RISK, Level.ESCALATED, ("breach", "escalation")),
        (Level.BREACHED, Level.AT_RISK, ()),
        (Level.AT_RISK, Level.OK, ()),
        (Level.ESCALATED, Level.NONE, ()),
        (Level.ESCALATED, Level.ESCALATED, ()),
    ],
)
def test_each_comment_is_owed_once_and_none_that_comes_too_late(told, now, comments):
    assert owed(told, now) == comments


def test_the_worse_level_is_what_was_told_of():
    assert worse(Level.AT_RISK, Level.OK) is Level.AT_RISK
    assert worse(Level.NONE, Level.OK) is Level.OK


# What people see


@pytest.mark.parametrize(
    ("mark", "shown"),
    [
        ({"tag": "sla"}, [None, "sla: ok", "sla: at risk", "sla: breached", "sla: breached"]),
        ({"field": "SLA"}, [None, "ok", "at risk", "breached", "breached"]),
        (None, [None] * 5),
    ],
)
def test_a_level_is_shown_by_a_tag_or_in_a_field(process_where, mark, shown):
    process = process_where(sla={"shown as": mark})
    assert [shown_as(process, level) for level in Level] == shown
    assert all_shown(process) == tuple(shown[1:4] if mark else ())


@pytest.mark.parametrize(
    ("mark", "tags", "field", "paused"),
    [
        ({"tag": "waiting for client"}, ["vip", " Waiting for Client "], None, True),
        ({"tag": "waiting for client"}, ["waiting"], True, False),
        ({"field": "Waiting"}, ["waiting"], None, False),
        ({"field": "Waiting"}, [], True, True),
        ({"field": "Waiting"}, [], False, False),
        ({"field": "Waiting"}, [], "Yes", True),
        ({"field": "Waiting"}, [], "perhaps", False),
        ({"field": "Waiting"}, [], Unread("the field is gone"), None),
        (None, ["waiting for client"], True, False),
    ],
)
def test_a_ticket_is_paused_by_a_tag_or_by_a_field(process_where, mark, tags, field, paused):
    process = process_where(sla={"paused by": mark})
    assert is_marked_paused(process, tags=tags, field=field) is paused


# What counts as work


def test_the_time_of_a_visit_is_working_time_less_its_pauses(process):
    spans = [(f"{MONDAY} 10:00", f"{MONDAY} 12:00"), (f"{MONDAY} 11:00", f"{MONDAY} 13:00")]
    for stage in ("Validating", "Fixing", "A stage that is gone"):
        stay = visit(stage, f"{MONDAY} 09:00", *spans, (f"{MONDAY} 16:00", None))
        assert active_time(process, stay, at("2026-03-03 10:00"), NEVER) == timedelta(hours=4)
