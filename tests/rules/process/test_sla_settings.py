"""What the section ``sla`` of a process file may say, and what is said when it says something else."""

from pathlib import Path

import pytest

import rules
from app.process.file import ProcessFileError, parse_process
from rules.process.process import Process
from rules.process.sla import SlaSettings

SHIPPED = Path(rules.__file__).with_name("level_2_support.yaml").read_text(encoding="utf-8")


def said_after(old, new):
    """What is said about the shipped file after that text was replaced; ``LINE`` is where."""
    assert SHIPPED.count(old) == 1
    line = SHIPPED[: SHIPPED.index(old)].count("\n") + 1
    with pytest.raises(ProcessFileError) as caught:
        parse_process(SHIPPED.replace(old, new).encode(), file="p.yaml")
    return str(caught.value).replace(f"p.yaml:{line}:", "LINE:")


def test_what_is_not_set_is_as_the_process_document_has_it(process):
    without = process.sla.model_copy(update={"escalate_to": None})
    assert SlaSettings() == without


def test_the_shipped_process_says_what_the_process_document_says(process):
    sla = process.sla
    assert (sla.at_risk, sla.breached, sla.escalated) == (75, 100, 150)
    assert (sla.due_date.at_risk, sla.due_date.escalated) == (1, 1)
    assert (sla.escalate_to, sla.changes_apply_to) == ("Project Manager", "new visits")
    assert (sla.paused_by.tag, sla.shown_as.tag) == ("waiting for client", "sla")


def test_without_an_sla_section_nothing_is_escalated():
    start = SHIPPED.index("sla:\n  at risk")
    without = SHIPPED[:start] + SHIPPED[SHIPPED.index("# In order, closed ones last.") :]
    assert parse_process(without.encode(), file="p.yaml").escalates_to is None


def test_marks_may_be_left_out():
    silent = SHIPPED.replace("{tag: waiting for client}", "").replace("{tag: sla}", "")
    sla = parse_process(silent.encode(), file="p.yaml").sla
    assert (sla.paused_by, sla.shown_as) == (None, None)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("at risk: 75 %", "at risk: 0.75", 'LINE: "0.75" is not a share of an SLA; write "75 %"'),
        ("at risk: 75 %", "at risk: 0 %", 'LINE: "0 %" is not a share of an SLA; write "75 %"'),
        ("at risk: 75 %", "at risk: [75 %]", 'LINE: "[\'75 %\']" is not a share of an SLA; write "75 %"'),
        ("at risk: 75 %", "at risk: 100 %", "LINE: at risk must come before breached, which is 100 %"),
        (
            "escalated: 150 %",
            "escalated: 100 %",
            "LINE: escalated must come after breached, which is 100 %",
        ),
        (
            "at risk: 1 day before",
            "at risk: 1 day after",
            'LINE: "1 day after" is not a number of working days; write "1 day before"',
        ),
        (
            "escalated: 1 day after",
            "escalated: 0 days after",
            'LINE: "0 days after" is not a number of working days; write "1 day after"',
        ),
        (
            "escalated: 1 day after",
            "escalated: {}",
            'LINE: "{}" is not a number of working days; write "1 day after"',
        ),
        (
            "escalate to: Project Manager",
            "escalate to: Boss",
            (
                'LINE: unknown owner "Boss"; choose one of: Operations, QA, Project Manager, Tech; '
                "or give people: {users: [...]}"
            ),
        ),
        (
            "escalate to: Project Manager",
            "escalate to: {users: [boss]}",
            'LINE: "boss" is neither an e-mail address nor a ClickUp user id',
        ),
        ("escalate to: Project Manager", "escalate to: [QA]", "LINE: text is expected here"),
        (
            "{tag: waiting for client}",
            "{tag: waiting, field: Waiting}",
            "LINE: give exactly one of tag: ... and field: ...",
        ),
        ("{tag: sla}", "{}", "LINE: give exactly one of tag: ... and field: ..."),
        (
            "changes apply to: new visits",
            "changes apply to: all visits",
            (
                'LINE: unknown word "all visits"; did you mean "new visits"? '
                "choose one of: new visits, open visits"
            ),
        ),
        (
            "  breached: 100 %",
            "  broken: 100 %",
            (
                'LINE: unknown key "broken"; choose one of: at risk, breached, escalated, due date, '
                "escalate to, paused by, shown as, changes apply to"
            ),
        ),
    ],
)
def test_what_does_not_fit_is_said_with_its_line(old, new, said):
    assert said_after(old, new) == said


def test_the_settings_can_be_written_out(process):
    written = process.model_dump(by_alias=True, mode="json")["sla"]
    assert written["due date"] == {"at risk": 1, "escalated": 1}
    assert Process.model_json_schema()["properties"]["sla"] is not None
