"""What the section ``priority advice`` of a process file may say, and what is said of anything else."""

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

import rules
from app.process.file import ProcessFileError, parse_process
from rules.process.priority import ByDays, ByValue, PrioritySettings
from rules.process.process import Process

SHIPPED = Path(rules.__file__).with_name("level_2_support.yaml").read_text(encoding="utf-8")

SEVERITY = "Severity: {Critical: 13, Major: 8, Minor: 3, Trivial: 0}"
TARGET = "Client Target Date: {within 2 days: 4, within 7 days: 2, within 14 days: 1}"
POINTS = 'LINE: "many" is not a number of points; write a whole number from 0 to 1000'
EXAMPLE = "write {Some value: 3, Another: 0}, or for a date {within 2 days: 3, within 7 days: 1}"


def said_after(old, new):
    """What is said about the shipped file after that text was replaced; ``LINE`` is where."""
    assert SHIPPED.count(old) == 1
    line = SHIPPED[: SHIPPED.index(old)].count("\n") + 1
    with pytest.raises(ProcessFileError) as caught:
        parse_process(SHIPPED.replace(old, new).encode(), file="p.yaml")
    return str(caught.value).replace(f"p.yaml:{line}:", "LINE:")


def test_points_are_kept_as_they_are_written(process):
    points = process.priority_advice.points
    assert points["Severity"] == ByValue((("Critical", 13), ("Major", 8), ("Minor", 3), ("Trivial", 0)))
    assert points["Client Target Date"] == ByDays(((2, 4), (7, 2), (14, 1)))


def test_the_stages_of_the_advice_are_those_of_the_process_document(process):
    advice = process.priority_advice
    assert (advice.shown_in, advice.compared_in) == ("Estimating", "Fixing")


def test_days_are_sorted_whatever_their_order():
    written = TARGET.replace("within 2 days: 4, ", "").replace("1}", "1, within 1 day: 5}")
    process = parse_process(SHIPPED.replace(TARGET, written).encode(), file="p.yaml")
    assert process.priority_advice.points["Client Target Date"] == ByDays(((1, 5), (7, 2), (14, 1)))


def test_a_farther_day_may_give_as_many_points():
    process = parse_process(SHIPPED.replace("within 7 days: 2", "within 7 days: 4").encode(), file="p.yaml")
    assert process.priority_advice.points["Client Target Date"] == ByDays(((2, 4), (7, 4), (14, 1)))


def test_a_datum_without_choices_may_have_points_for_any_value():
    process = parse_process(SHIPPED.replace("Platinum: 4", "Diamond: 4").encode(), file="p.yaml")
    assert process.priority_advice.points["Company Tier"].of("diamond") == ("Diamond", 4)


def test_the_due_date_is_a_date_too():
    written = TARGET.replace("Client Target Date", "Estimated Delivery Date")
    process = parse_process(SHIPPED.replace(TARGET, written).encode(), file="p.yaml")
    assert isinstance(process.priority_advice.points["Estimated Delivery Date"], ByDays)


def test_the_stages_may_be_left_out():
    bare = SHIPPED.replace("  shown in: Estimating", "").replace("  compared in: Fixing", "")
    advice = parse_process(bare.encode(), file="p.yaml").priority_advice
    assert (advice.shown_in, advice.compared_in) == (None, None)


def test_a_process_may_do_without_advice():
    start, end = SHIPPED.index("priority advice:"), SHIPPED.index("# In order, closed ones last.")
    process = parse_process((SHIPPED[:start] + SHIPPED[end:]).encode(), file="p.yaml")
    assert process.priority_advice is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "shown in: Estimating",
            "shown in: Estimate",
            (
                'LINE: unknown open stage "Estimate"; did you mean "Estimating"? '
                "choose one of: Validating, Replicating, Estimating, Fixing, Verifying"
            ),
        ),
        (
            "compared in: Fixing",
            "compared in: Closed (Resolved)",
            (
                'LINE: unknown open stage "Closed (Resolved)"; '
                "choose one of: Validating, Replicating, Estimating, Fixing, Verifying"
            ),
        ),
        ("Critical: 13", "Critical: many", POINTS),
        ("Critical: 13", "Critical: 1001", POINTS.replace("many", "1001")),
        ("Critical: 13", "Critical: -1", POINTS.replace("many", "-1")),
        ("Critical: 13", "Critical: 1.5", POINTS.replace("many", "1.5")),
        ("Critical: 13", "Critical: ", POINTS.replace("many", "None")),
        ("Critical: 13", "Critical: ²", POINTS.replace("many", "²")),
        (
            "Critical: 13",
            "Kritical: 13",
            (
                'LINE: "Kritical" is not a value of Severity; did you mean "Critical"? '
                "choose one of: Critical, Major, Minor, Trivial"
            ),
        ),
        ("Critical: 13", "Critical: 13, critical: 2", 'LINE: "critical" is listed twice'),
        (
            '"Yes": 3',
            "Maybe: 3",
            'LINE: "Maybe" is not a value of Issue affects other clients; choose one of: Yes, No',
        ),
        (SEVERITY, "Severity: 13", f"LINE: give points for the values of a datum; {EXAMPLE}"),
        (SEVERITY, "Severity: {}", f"LINE: give points for the values of a datum; {EXAMPLE}"),
        (
            SEVERITY,
            "Severity: {within 2 days: 3}",
            "LINE: Severity is not a date; write its points as {Some value: 3, Another: 0}",
        ),
        (
            TARGET,
            "Client Target Date: {soon: 3}",
            ("LINE: Client Target Date is a date; write its points as {within 2 days: 3, within 7 days: 1}"),
        ),
        (
            TARGET,
            "Estimated Delivery Date: {soon: 3}",
            (
                "LINE: Estimated Delivery Date is a date; "
                "write its points as {within 2 days: 3, within 7 days: 1}"
            ),
        ),
        ("within 7 days: 2", "soon: 2", 'LINE: "soon" is not a number of days; write "within 7 days"'),
        ("within 7 days: 2", "within 2 day: 2", 'LINE: "within 2 day" is listed twice'),
        (
            "within 7 days: 2",
            "within 7 days: 5",
            'LINE: "within 7 days" cannot give more points than "within 2 days"',
        ),
        (
            SEVERITY,
            "Acceptance Criteria: {good: 1}",
            (
                'LINE: the values of "Acceptance Criteria" cannot give points; choose a datum of type: '
                "drop_down, checkbox, yes_no, date, or one that follows a relationship"
            ),
        ),
        (
            SEVERITY,
            "Priority: {high: 1}",
            (
                'LINE: the values of "Priority" cannot give points; choose a datum of type: '
                "drop_down, checkbox, yes_no, date, or one that follows a relationship"
            ),
        ),
        (
            "{urgent: 17, high: 12, normal: 6}",
            "{urgent: 12, high: 12, normal: 6}",
            "LINE: high must be lower than urgent, which is 12",
        ),
        (
            "{urgent: 17, high: 12, normal: 6}",
            "{urgent: 17, high: 12, normal: 12}",
            "LINE: normal must be lower than high, which is 12",
        ),
        ("{urgent: 17, high: 12, normal: 6}", "{urgent: 17, high: 12}", 'LINE: "normal" is missing'),
        (
            "{urgent: 17, high: 12, normal: 6}",
            "{urgent: 17, high: 12, normal: 6, low: 2}",
            'LINE: unknown key "low"; choose one of: urgent, high, normal',
        ),
    ],
)
def test_what_does_not_fit_is_said_with_its_line(old, new, said):
    assert said_after(old, new) == said


def test_an_unknown_datum_is_said_with_the_known_ones(process):
    assert said_after(SEVERITY, "Severty: {Major: 1}") == (
        f'LINE: unknown datum "Severty"; did you mean "Severity"? choose one of: {", ".join(process.data)}'
    )


def test_a_remark_needs_a_priority():
    """The stage that requires it as well is not what this is about."""
    bare = SHIPPED.replace("  Priority:                       {task: priority}\n", "")
    with pytest.raises(ProcessFileError) as caught:
        parse_process(re.sub(r"(requires: \[.*), Priority\b", r"\1", bare).encode(), file="p.yaml")
    line = bare[: bare.index("  compared in:")].count("\n") + 1
    what = "this needs a priority; add a datum with task: priority to data"
    assert str(caught.value) == f"p.yaml:{line}: {what}"


@pytest.mark.parametrize("points", [{}, {"Severity": {True: 1}}, {"Severity": {"Minor": True}}])
def test_in_python_too_points_are_whole_numbers_by_name(points):
    with pytest.raises(ValidationError):
        PrioritySettings.model_validate(
            {"points": points, "thresholds": {"urgent": 3, "high": 2, "normal": 1}}
        )


def test_the_settings_can_be_written_out(process):
    written = process.model_dump(by_alias=True, mode="json")["priority advice"]
    assert written["thresholds"] == {"urgent": 17, "high": 12, "normal": 6}
    assert Process.model_json_schema()["properties"]["priority advice"] is not None
