"""Which first-level tickets come here, in the very words that people read; and what a file may say of it."""

from copy import deepcopy

import pytest
from pydantic import ValidationError

from rules.decision import Outcome, Verdict
from rules.elevation import decide
from rules.process.process import Process
from rules.ticket import Unread, Unusable
from tests.rules.minimal import MINIMAL

ELEVATION = {
    "status": "Elevating",
    "category": "Kind",
    "waits in": "Waiting",
    "copies": {"Letter": "Text"},
    "closed as": {"resolved": "Done"},
}


@pytest.fixture
def judge(process):
    """Judge an elevation by its category."""

    def judge(category):
        return decide(process, process.elevation, "86cx1k2ab", category=category, came_from="in progress")

    return judge


@pytest.fixture
def mapping():
    """A process that takes tickets from a first level, to be changed by the test."""
    mapping = deepcopy(MINIMAL) | {"categories": ["Staff"], "elevation": deepcopy(ELEVATION)}
    mapping["lists"]["first level"] = "Letters"
    return mapping


def errors(mapping):
    with pytest.raises(ValidationError) as caught:
        Process.model_validate(mapping)
    return [(error["loc"], error["msg"]) for error in caught.value.errors()]


@pytest.mark.parametrize(
    "category",
    ["Bugs/Defects", "Infrastructure & Networking Issues", "Security Issues", "Data Issues", " data ISSUES "],
)
def test_each_of_the_four_categories_is_taken(judge, category):
    decision = judge(category)

    assert decision.verdict is Verdict.ALLOWED
    assert decision.ends_in == "Elevating"


def test_an_option_that_no_longer_exists_is_refused_and_another_is_asked_for(judge):
    decision = judge(Unusable("the option that was chosen no longer exists"))

    [finding] = decision.unmet
    assert decision.verdict is Verdict.REJECTED
    assert finding.sentence == (
        "Category cannot be used: the option that was chosen no longer exists. "
        'Choose one in the "Category" field: Bugs/Defects, Infrastructure & Networking Issues, '
        "Security Issues or Data Issues."
    )


@pytest.mark.parametrize("category", [None, "", " "])
def test_no_category_is_refused(judge, category):
    decision = judge(category)

    assert (decision.verdict, decision.ends_in) == (Verdict.REJECTED, "in progress")
    [finding] = decision.findings
    assert finding.sentence == (
        'Category is not set. Choose one in the "Category" field: Bugs/Defects, '
        "Infrastructure & Networking Issues, Security Issues or Data Issues."
    )
    assert finding.required == (
        "Level 2 Support takes Bugs/Defects, Infrastructure & Networking Issues, Security Issues and "
        "Data Issues."
    )


def test_another_category_is_refused(judge):
    decision = judge("Question")

    assert (decision.verdict, decision.ends_in) == (Verdict.REJECTED, "in progress")
    assert decision.unmet[0].sentence == (
        'Category is "Question", which Level 2 Support does not take. Solve the ticket here, or choose '
        'another category in the "Category" field: Bugs/Defects, Infrastructure & Networking Issues, '
        "Security Issues or Data Issues."
    )


def test_a_category_that_cannot_be_read_is_not_taken_for_none(judge):
    decision = judge(Unread('this list no longer has a field named "Category" in ClickUp'))

    assert (decision.verdict, decision.ends_in) == (Verdict.UNDECIDED, "Elevating")
    assert decision.unknown[0].sentence == (
        'Category could not be read: this list no longer has a field named "Category" in ClickUp. '
        "The move is checked again as soon as this is known."
    )


def test_the_one_that_is_taken_says_so(judge):
    [finding] = judge("Data Issues").findings

    assert finding.outcome is Outcome.MET
    assert finding.sentence == 'Category is "Data Issues".'


# What a process file may say


def test_everything_fits(mapping):
    elevation = Process.model_validate(mapping).elevation

    assert (elevation.status, elevation.category, elevation.by) == ("Elevating", "Kind", "create")
    assert (elevation.waits_in, elevation.copies) == ("Waiting", {"Letter": "Text"})
    assert (elevation.closed_as.resolved, elevation.closed_as.unresolved) == ("Done", None)


def test_the_least_is_a_status_and_a_category(mapping):
    mapping["elevation"] = {"status": "Elevating", "category": "Kind"}

    elevation = Process.model_validate(mapping).elevation

    assert (elevation.by, elevation.waits_in, elevation.copies) == ("create", None, {})


def test_statuses_are_the_same_whatever_their_capitals(process):
    assert process.elevation.asks_for_it("elevating ")
    assert not process.elevation.asks_for_it("open")


def test_every_status_is_named_once(process):
    assert process.elevation.statuses == ("Elevating", "Resolved")


def test_it_needs_a_first_level(mapping):
    del mapping["lists"]["first level"]

    assert errors(mapping) == [
        (("elevation",), "this needs the list that tickets come from; add first level: ... to lists")
    ]


def test_it_needs_categories(mapping):
    del mapping["categories"]

    assert errors(mapping) == [(("elevation", "category"), "the process file lists no categories")]


def test_only_fields_that_the_process_names_are_copied_into(mapping):
    mapping["elevation"]["copies"] = {"Leter": "Text", "client EMAIL": "E-mail"}

    assert errors(mapping) == [
        (
            ("elevation", "copies", "Leter"),
            'unknown field "Leter"; did you mean "Letter"? choose one of: Letter, Signed, Client email',
        )
    ]


@pytest.mark.parametrize(
    ("place", "changes"),
    [
        (("elevation", "waits in"), {"waits in": "elevating"}),
        (("elevation", "closed as", "resolved"), {"closed as": {"resolved": "elevating"}}),
        (("elevation", "closed as", "unresolved"), {"closed as": {"unresolved": "elevating"}}),
    ],
)
def test_no_status_that_the_bot_sets_asks_for_an_elevation(mapping, place, changes):
    mapping["elevation"] |= changes

    assert errors(mapping) == [(place, '"elevating" would elevate the ticket again; choose another status')]


def test_another_way_is_named_with_the_choices(mapping):
    mapping["elevation"]["by"] = "copy"

    ((place, said),) = errors(mapping)
    assert (place, said) == (("elevation", "by"), 'unknown word "copy"; choose one of: create, move')
