"""What the section ``intake`` of a process file may say, and what is said when it says something else."""

from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

import rules
from app.process.file import ProcessFileError, parse_process
from rules.process.intake import IntakeSettings
from rules.process.process import Process

SHIPPED = Path(rules.__file__).with_name("level_2_support.yaml").read_text(encoding="utf-8")


def said_after(old, new):
    """What is said about the shipped file after that text was replaced: the key in that line, and what."""
    assert SHIPPED.count(old) == 1
    changed = SHIPPED.replace(old, new)
    with pytest.raises(ProcessFileError) as caught:
        parse_process(changed.encode(), file="p.yaml")
    [(line, what)] = caught.value.problems
    return f"{changed.splitlines()[line - 1].partition(':')[0].strip()}: {what}"


def test_the_shipped_process_asks_what_the_process_document_lists(process):
    assert process.intake.asks.by_key() == {
        "category": "Category",
        "company": "Company Tier",
        "target url": "Target URL",
        "steps": "Steps to Reproduce the Issue",
        "severity": "Severity",
        "target date": "Client Target Date",
    }
    assert process.intake.other_categories == ("Question", "Access")


def test_the_category_is_enough():
    intake = IntakeSettings.model_validate({"asks": {"category": "Category"}})

    assert intake.asks.by_key() == {"category": "Category"}
    assert (intake.title, intake.optional, intake.other_categories) == ("Report a problem", (), ())


def test_without_the_section_there_is_no_form():
    start = SHIPPED.index("intake:\n")
    without = SHIPPED[:start] + SHIPPED[SHIPPED.index("# What happens when a ticket stays") :]

    assert parse_process(without.encode(), file="p.yaml").intake is None


def without_a_first_level(**intake):
    """The shipped process alone, as data, with changes of its section."""
    data = yaml.safe_load(SHIPPED)
    del data["lists"]["first level"], data["elevation"]
    data["intake"] |= intake
    return data


def test_a_process_without_a_first_level_takes_its_own_categories_only():
    alone = without_a_first_level(**{"other categories": []})

    assert Process.model_validate(alone).intake.other_categories == ()


def test_other_categories_need_a_first_level():
    with pytest.raises(ValidationError) as caught:
        Process.model_validate(without_a_first_level())

    [error] = caught.value.errors()
    assert error["loc"] == ("intake", "other categories")
    assert error["msg"] == "these go to the first level, but lists has no first level: ..."


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "    severity: Severity",
            "    severity: Severitty",
            (
                'severity: unknown datum "Severitty"; did you mean "Severity"? choose one of: '
                "Category, De-escalation Reasons, Acceptance Criteria, Target URL, Severity, "
                "Steps to Reproduce the Issue, Ops Can Reproduce the Issue, Issue affects other clients, "
                "Client Target Date, Company Tier, Issue Workaround, Estimated Delivery Date, Priority, "
                "Pull Request, Resolution Notes"
            ),
        ),
        (
            "    severity: Severity",
            "    severity: Priority",
            'severity: "Priority" cannot hold a severity; choose a datum of type: drop_down',
        ),
        (
            "    target url: Target URL",
            "    target url: Client Target Date",
            'target url: "Client Target Date" cannot hold a target url; choose a datum of type: url, text',
        ),
        (
            "    company: Company Tier",
            "    company: Severity",
            'company: "Severity" does not lead to a company; choose a datum that follows a relationship',
        ),
        (
            "type: drop_down, choices: [Critical, Major, Minor, Trivial]}",
            "type: drop_down}",
            'severity: "Severity" has no choices to offer; name them in data',
        ),
        (
            "other categories: [Question, Access]",
            "other categories: [Question, data issues]",
            'other categories: "data issues" is already listed; list every category once',
        ),
        (
            "other categories: [Question, Access]",
            "other categories: [Question, question]",
            'other categories: "question" is already listed; list every category once',
        ),
        (
            "optional: [target url, steps, target date]",
            "optional: [category]",
            (
                'optional: unknown word "category"; choose one of: company, description, target url, steps, '
                "severity, target date, contact email"
            ),
        ),
        ("    category: Category", "    # category", 'asks: "category" is missing'),
        (
            "    severity: Severity",
            "    urgency: Severity",
            (
                'urgency: unknown key "urgency"; choose one of: category, company, target url, steps, '
                "severity, target date"
            ),
        ),
    ],
)
def test_mistakes_are_explained(old, new, said):
    assert said_after(old, new) == said
