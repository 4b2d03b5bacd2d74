"""What a process may say, and what the rules make of it."""

from copy import deepcopy
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from rules.gate.gate import decide
from rules.process.calendar import PublicHolidays, WorkingHours
from rules.process.durations import WorkingTime, wait_in_words
from rules.process.process import Process
from rules.ticket import Move, Ticket
from tests.rules.minimal import MINIMAL


@pytest.fixture
def mapping():
    """A process of another trade, to be changed by the test."""
    return deepcopy(MINIMAL)


def errors(mapping):
    """What is wrong, as pairs of place and words."""
    with pytest.raises(ValidationError) as caught:
        Process.model_validate(mapping)
    return [(error["loc"], error["msg"]) for error in caught.value.errors()]


# What may be left out


def test_a_process_needs_little(mapping):
    process = Process.model_validate(mapping)
    assert (process.name, process.mode, process.categories) == ("Hiring", "enforce", ())
    assert process.notices.quiet_period == timedelta(minutes=2)
    assert process.notices.receipt_within == timedelta(minutes=5)
    assert (process.lists.first_level, process.lists.companies) == (None, None)


def test_the_order_that_is_not_set_is_that_of_the_process_document(mapping):
    process = Process.model_validate(mapping)
    hired, declined = process.stages[2:]
    assert [stage.name for stage in process.closes_from(hired)] == ["Talking"]
    assert [stage.name for stage in process.closes_from(declined)] == ["Reading", "Talking"]
    assert [stage.name for stage in process.reopens_to] == ["Reading"]


def test_a_process_without_a_due_date_says_so(mapping, process):
    assert Process.model_validate(mapping).due_date is None
    assert process.due_date == "Estimated Delivery Date"


def test_a_requirement_more_is_a_line_more_in_the_file(mapping):
    mapping["stages"][1]["requires"].append("Signed")
    decision = decide(
        Process.model_validate(mapping),
        Ticket("1", {"Letter": "Dear all", "Signed": None}),
        Move(from_stage="Reading", to_stage="Talking"),
    )
    assert [finding.code for finding in decision.unmet] == ["datum:Signed"]


def test_lists_may_be_told_apart_by_id(mapping):
    mapping["lists"]["tickets"] = {"name": "Applications", "id": "901"}
    assert Process.model_validate(mapping).lists.tickets.id == "901"


def test_a_process_cannot_be_changed(process):
    with pytest.raises(ValidationError):
        process.mode = "shadow"


# Stages and statuses


def test_a_status_is_recognised_whatever_its_capitals(process):
    assert process.stage_of_status(" IN production ").name == "Closed (Resolved)"


def test_a_status_outside_of_the_process_is_no_stage(process):
    assert process.stage_of_status("backlog") is None


def test_a_stage_is_found_by_name(process):
    assert process.stage("Fixing").status == "fixing"


def test_an_unknown_stage_is_an_error_that_names_the_stages(mapping):
    with pytest.raises(ValueError, match="unknown stage") as caught:
        Process.model_validate(mapping).stage("Reding")
    assert str(caught.value) == (
        'unknown stage "Reding"; did you mean "Reading"? choose one of: Reading, Talking, Hired, Declined'
    )


# Faults, with their place


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        (("mode",), "watch", 'unknown word "watch"; choose one of: enforce, shadow'),
        (
            ("stages", 0, "onwer"),
            "HR",
            (
                'unknown key "onwer"; did you mean "owner"? '
                "choose one of: stage, status, status id, does, outcome, owner, sla, requires, closed, "
                "tells client, keeps date"
            ),
        ),
        (("lists",), "Applications", "Input should be a valid dictionary or instance of Lists"),
        (("stages", 0, "owner"), "IT", 'unknown owner "IT"; choose one of: HR'),
        (
            ("stages", 1, "requires", 0),
            "Leter",
            'unknown datum "Leter"; did you mean "Letter"? choose one of: Letter, Signed',
        ),
        (
            ("stages", 1, "requires", 0),
            {"datum": "Letter", "is": "merged"},
            '"Letter" cannot be merged; choose a datum of type: pull_request',
        ),
        (
            ("stages", 1, "requires", 0),
            {"datum": "Signed", "is": "merged"},
            '"Signed" cannot be merged, but it can say yes; write is: yes',
        ),
        (
            ("stages", 1, "requires", 0),
            {"datum": "Letter", "is": "yes"},
            '"Letter" cannot say yes; choose a datum of type: checkbox, yes_no',
        ),
        (
            ("data", "Letter", "at least"),
            "two lines",
            '"two lines" is not a length of a text; write "20 characters"',
        ),
        (
            ("data", "Signed", "at least"),
            "20 characters",
            "only text has a length, not checkbox",
        ),
        (("stages", 1, "requires"), ["Letter", "Letter"], 'Talking requires "Letter" twice'),
        (
            ("stages", 1, "status"),
            "To Do",
            '"To Do" is already the status of Reading; every stage needs its own',
        ),
        (("stages", 1, "stage"), "reading", 'there is already a stage "reading"'),
        (
            ("stages", 0, "closed"),
            "resolved",
            "the open stage Talking comes after Reading, which is closed; put the closed stages last",
        ),
        (("stages",), [], "there is no open stage; a stage without closed: ... is open"),
        (
            ("stages", 0, "sla"),
            "due date",
            "this needs a due date; add a datum with task: due_date to data",
        ),
        (
            ("stages", 0, "keeps date"),
            True,
            "this needs a due date; add a datum with task: due_date to data",
        ),
        (
            ("stages", 0, "tells client"),
            {"on entry": "estimated"},
            "this needs a due date; add a datum with task: due_date to data",
        ),
        (
            ("stages", 0, "tells client"),
            {"on date change": "rescheduled"},
            "this needs a due date; add a datum with task: due_date to data",
        ),
        (
            ("stages", 0, "sla"),
            "30 seconds",
            '"30 seconds" is not an SLA; write "1 day", "4 hours", "30 minutes" or "due date"',
        ),
        (
            ("moves",),
            {"reopen to": ["Hired"]},
            'unknown open stage "Hired"; choose one of: Reading, Talking',
        ),
        (
            ("moves",),
            {"resolved from": "Talking"},
            (
                'unknown word "Talking"; choose one of: last open stage, any open stage; '
                "or list stages: [First, Second]"
            ),
        ),
        (("owners", "HR"), {}, "give exactly one of users: [...] and group: ..."),
        (
            ("owners", "HR"),
            {"users": ["1"], "group": "People"},
            "give exactly one of users: [...] and group: ...",
        ),
        (("owners", "HR"), {"group": "People", "ids": ["1", "2"]}, "give one id for the group"),
        (
            ("owners", "HR"),
            {"users": ["a@b.example", "c@b.example"], "ids": ["1"]},
            "give one id for each user, in the same order",
        ),
        (("owners", "HR"), {"users": ["bob"]}, '"bob" is neither an e-mail address nor a ClickUp user id'),
        (("data", "Letter", "choices"), ["a"], "only drop_down and labels have choices, not text"),
        (
            ("data", "Letter"),
            {"field": "Letter", "type": "drop_down", "choices": "categories"},
            "the process file lists no categories",
        ),
        (
            ("data", "Letter"),
            {"field": "Letter", "type": "drop_down", "choices": ["Yes", "yes"]},
            '"yes" is listed twice',
        ),
        (
            ("data", "Letter"),
            {"type": "text"},
            (
                "say where ClickUp keeps it: {field: ..., type: ...}, {field: ..., then: ...}, "
                "{task: due_date} or {task: priority}"
            ),
        ),
        (
            ("data", "Letter"),
            {"task": "due_date", "mirror id": "f1"},
            "an id needs the name of its field; add mirror: ...",
        ),
        (
            ("notices",),
            {"quiet period": "1 day"},
            '"1 day" is not a waiting time; write "30 seconds", "2 minutes" or "1 hour"',
        ),
    ],
)
def test_what_does_not_fit_is_an_error_that_says_what_would(mapping, place, value, words):
    inner = mapping
    for part in place[:-1]:
        inner = inner[part]
    inner[place[-1]] = value
    (_, said), *_ = errors(mapping)
    assert said == words


def test_two_stages_cannot_share_the_id_of_a_status(mapping):
    for stage in mapping["stages"][:2]:
        stage["status id"] = "p1"
    assert errors(mapping) == [
        (
            ("stages", 1, "status id"),
            '"p1" is already the status of Reading; every stage needs its own',
        )
    ]


def test_statuses_are_compared_whatever_their_capitals(mapping):
    mapping["stages"][0]["status"] = "Do"
    mapping["stages"][1]["status"] = "dO"
    assert [place for place, _ in errors(mapping)] == [("stages", 1, "status")]


def test_a_ticket_has_only_one_due_date(mapping):
    mapping["data"] |= {"Start": {"task": "due_date"}, "End": {"task": "due_date"}}
    assert errors(mapping) == [(("data", "End"), '"Start" is already the due date; a ticket has only one')]


def test_a_misfit_is_said_with_its_place(mapping):
    mapping["stages"][1]["requires"].append("Leter")
    assert [place for place, _ in errors(mapping)] == [("stages", 1, "requires", 1)]


def test_every_misfit_is_said_at_once(mapping):
    mapping["stages"][0]["owner"] = "IT"
    mapping["stages"][1]["requires"] = ["Leter"]
    assert [place for place, _ in errors(mapping)] == [("stages", 0, "owner"), ("stages", 1, "requires", 0)]


def test_without_owners_there_is_nothing_to_choose_from(mapping):
    del mapping["owners"]
    assert errors(mapping) == [
        (("stages", 0, "owner"), 'unknown owner "HR"; there is nothing to choose from yet')
    ]


# Durations and the calendar


@pytest.mark.parametrize(
    ("text", "sla"),
    [
        ("1 day", WorkingTime(1, "day")),
        ("4 hours", WorkingTime(4, "hour")),
        ("30 minutes", WorkingTime(30, "minute")),
        (None, None),
    ],
)
def test_an_sla_is_working_time(mapping, text, sla):
    mapping["stages"][0]["sla"] = text
    assert Process.model_validate(mapping).stages[0].sla == sla


@pytest.mark.parametrize("text", ["1 day", "2 days", "1 hour", "45 minutes"])
def test_working_time_is_shown_as_it_is_written(mapping, text):
    mapping["stages"][0]["sla"] = text
    assert str(Process.model_validate(mapping).stages[0].sla) == text


@pytest.mark.parametrize("sla", ["0 days", "1 week", "day", "1.5 days", "12345 days", 3, ["1 day"]])
def test_what_is_no_length_of_time_is_no_sla(mapping, sla):
    mapping["stages"][0]["sla"] = sla
    ((place, said),) = errors(mapping)
    assert place == ("stages", 0, "sla")
    assert said.endswith('is not an SLA; write "1 day", "4 hours", "30 minutes" or "due date"')


def test_a_process_can_be_written_out(process):
    written = process.model_dump(by_alias=True, mode="json")
    assert written["stages"][5]["requires"][0] == {
        "datum": "Pull Request",
        "when": "always",
        "fresh": False,
        "is": "merged",
    }
    assert written["data"]["Company Tier"] == {
        "field": "Company",
        "id": None,
        "then": "Company Tier",
        "then id": None,
        "choices": [],
    }


@pytest.mark.parametrize(
    ("text", "wait"),
    [
        ("30 seconds", timedelta(seconds=30)),
        ("2 minutes", timedelta(minutes=2)),
        ("90 seconds", timedelta(seconds=90)),
        ("1 hour", timedelta(hours=1)),
    ],
)
def test_a_waiting_time_is_time_on_the_wall(mapping, text, wait):
    mapping["notices"] = {"quiet period": text}
    assert Process.model_validate(mapping).notices.quiet_period == wait
    assert wait_in_words(wait) == text


def test_working_hours_are_those_of_each_day(mapping):
    mapping["calendar"] = {"hours": "Fri 09:00-14:00, Mon-Tue 09:00-12:00, Mon 13:00-24:00"}
    assert Process.model_validate(mapping).calendar.hours == (
        WorkingHours(0, 540, 720),
        WorkingHours(0, 780, 1440),
        WorkingHours(1, 540, 720),
        WorkingHours(4, 540, 840),
    )


def test_working_hours_may_follow_each_other_at_once(mapping):
    mapping["calendar"] = {"hours": "Mon 12:00-17:00, Mon 09:00-12:00"}
    assert Process.model_validate(mapping).calendar.hours == (
        WorkingHours(0, 540, 720),
        WorkingHours(0, 720, 1020),
    )


_EXAMPLE = 'write "Mon-Fri 09:00-17:00" or "Mon-Thu 09:00-17:00, Fri 09:00-14:00"'


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        ("all day", f'"all day" does not state working hours; {_EXAMPLE}'),
        ("", f'"" does not state working hours; {_EXAMPLE}'),
        (["Mon"], f"working hours must be one text; {_EXAMPLE}"),
        (
            "Mon-Fry 09:00-17:00",
            'unknown day "Fry"; did you mean "Fri"? choose one of: Mon, Tue, Wed, Thu, Fri, Sat, Sun',
        ),
        (
            "Fri-Mon 09:00-17:00",
            f'"Fri-Mon 09:00-17:00" ends before it starts, or is outside the day; {_EXAMPLE}',
        ),
        (
            "Mon 17:00-09:00",
            f'"Mon 17:00-09:00" ends before it starts, or is outside the day; {_EXAMPLE}',
        ),
        (
            "Mon 09:00-24:01",
            f'"Mon 09:00-24:01" ends before it starts, or is outside the day; {_EXAMPLE}',
        ),
        (
            "Mon 09:00-09:00",
            f'"Mon 09:00-09:00" ends before it starts, or is outside the day; {_EXAMPLE}',
        ),
        ("Mon 09:60-17:00", f"09:60 is not a time of day; {_EXAMPLE}"),
        (
            "Mon 09:00-17:00, Mon 16:00-18:00",
            'the working hours of Mon overlap in "Mon 09:00-17:00, Mon 16:00-18:00"',
        ),
    ],
)
def test_what_are_no_working_hours_is_an_error_that_shows_some(mapping, hours, words):
    mapping["calendar"] = {"hours": hours}
    assert errors(mapping) == [(("calendar", "hours"), words)]


def test_a_time_zone_is_an_iana_name(mapping):
    mapping["calendar"] = {"time zone": "Europe/Berlin"}
    assert Process.model_validate(mapping).calendar.zone == ZoneInfo("Europe/Berlin")


def test_an_unknown_time_zone_is_an_error_that_suggests_one(mapping):
    mapping["calendar"] = {"time zone": "Europe/Berln"}
    assert errors(mapping) == [
        (
            ("calendar", "time zone"),
            (
                'unknown time zone "Europe/Berln"; did you mean "Europe/Berlin"? '
                'write a name such as "UTC" or "Europe/Berlin"'
            ),
        )
    ]


def test_holidays_are_days(mapping):
    mapping["calendar"] = {"holidays": ["2026-12-25", date(2026, 12, 26)]}
    assert Process.model_validate(mapping).calendar.holidays == (date(2026, 12, 25), date(2026, 12, 26))


def test_holidays_are_those_of_a_country(mapping):
    mapping["calendar"] = {"holidays": {"country": "DE", "subdivision": "BY"}}
    assert Process.model_validate(mapping).calendar.holidays == PublicHolidays(country="DE", subdivision="BY")


@pytest.mark.parametrize("day", ["Christmas", "2026-02-30", "25.12.2026", "1700000000"])
def test_what_is_no_day_is_no_holiday(mapping, day):
    mapping["calendar"] = {"holidays": [day]}
    ((_, said),) = errors(mapping)
    assert said == f'"{day}" is not a date; write year-month-day, such as 2026-12-25'
