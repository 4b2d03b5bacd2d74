"""The priority that a ticket's data speak for, with its reasons as a person reads them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.process.file import load_process
from rules.priority import WORDS, PriorityAdvice, inputs, recommend, remark
from rules.process.priority import PrioritySettings
from rules.ticket import Ticket, Unread, Unusable

PROCESS = load_process()
TODAY = date(2026, 3, 2)

SEVERITIES = ["Trivial", "Minor", "Major", "Critical"]
TIERS = ["Bronze", "Silver", "Gold", "Platinum"]


def advised(**values):
    """The advice for a ticket that has only these data, all of them of the shipped process."""
    names = {
        "severity": "Severity",
        "tier": "Company Tier",
        "others": "Issue affects other clients",
        "target": "Client Target Date",
    }
    known = {names[key]: value for key, value in values.items()}
    return recommend(PROCESS, Ticket("1", {**dict.fromkeys(inputs(PROCESS)), **known}), TODAY)


# The advice


def test_every_datum_of_the_process_document_gives_its_reason(process, ticket):
    assert recommend(process, ticket({"Client Target Date": date(2026, 3, 4)}), TODAY) == PriorityAdvice(
        priority=1,
        points=18,
        reasons=(
            "Severity: Major gives 8 points.",
            "Company Tier: Gold gives 3 points.",
            "Issue affects other clients: Yes gives 3 points.",
            "Client Target Date: 2026-03-04 is in 2 days, which gives 4 points.",
        ),
        unknown=(),
    )


def test_what_is_not_known_gives_nothing_and_is_named(process, ticket):
    changes = {
        "Severity": None,
        "Company Tier": Unread("ClickUp did not answer"),
        "Issue affects other clients": "perhaps",
        "Client Target Date": date(1970, 1, 1),
    }
    assert recommend(process, ticket(changes), TODAY) == PriorityAdvice(
        priority=4,
        points=0,
        reasons=(),
        unknown=(
            "Severity is not set.",
            "Company Tier could not be read: ClickUp did not answer.",
            'Issue affects other clients is answered with "perhaps", which is neither yes nor no.',
            "Client Target Date is 1970-01-01, which cannot be right.",
        ),
    )


def test_what_no_one_looked_at_is_not_known(process):
    unknown = recommend(process, Ticket("1", {}), TODAY).unknown
    assert unknown[0] == "Severity could not be read: it did not come with the ticket."
    assert len(unknown) == 4


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"severity": "Urgent!"}, 'Severity is "Urgent!", which is not one of its choices.'),
        ({"tier": "Diamond"}, 'Company Tier is "Diamond", which has no points in the process file.'),
        ({"tier": ""}, "Company Tier is not known: the linked Company has none."),
        (
            {"tier": Unusable("the linked company no longer exists")},
            "Company Tier is not known: the linked company no longer exists.",
        ),
        (
            {"target": "soon"},
            "Client Target Date is in a field whose type differs from the process file.",
        ),
    ],
)
def test_a_value_without_points_is_named(values, said):
    advice = advised(**values)
    assert said in advice.unknown
    assert (advice.points, advice.reasons) == (0, ())


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"severity": "Critical"}, "Severity: Critical gives 13 points."),
        ({"severity": " critical "}, "Severity: Critical gives 13 points."),
        ({"severity": "Trivial"}, "Severity: Trivial gives no points."),
        ({"tier": "bronze"}, "Company Tier: Bronze gives 1 point."),
        ({"others": True}, "Issue affects other clients: Yes gives 3 points."),
        ({"others": "YES"}, "Issue affects other clients: Yes gives 3 points."),
        ({"others": False}, "Issue affects other clients: No gives no points."),
        (
            {"target": TODAY - timedelta(days=30)},
            "Client Target Date: 2026-01-31 was 30 days ago, which gives 4 points.",
        ),
        (
            {"target": TODAY - timedelta(days=1)},
            "Client Target Date: 2026-03-01 was yesterday, which gives 4 points.",
        ),
        ({"target": TODAY}, "Client Target Date: 2026-03-02 is today, which gives 4 points."),
        (
            {"target": datetime(2026, 3, 3, 4, tzinfo=UTC)},
            "Client Target Date: 2026-03-03 is tomorrow, which gives 4 points.",
        ),
        (
            {"target": TODAY + timedelta(days=3)},
            "Client Target Date: 2026-03-05 is in 3 days, which gives 2 points.",
        ),
        (
            {"target": TODAY + timedelta(days=14)},
            "Client Target Date: 2026-03-16 is in 14 days, which gives 1 point.",
        ),
        (
            {"target": TODAY + timedelta(days=15)},
            "Client Target Date: 2026-03-17 is in 15 days, which gives no points.",
        ),
    ],
)
def test_each_value_gives_its_points(values, reason):
    assert advised(**values).reasons == (reason,)


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({"severity": "Critical"}, "High"),
        ({"severity": "Critical", "tier": "Platinum"}, "Urgent"),
        ({"severity": "Critical", "tier": "Bronze", "others": "Yes"}, "Urgent"),
        ({"severity": "Major", "tier": "Platinum"}, "High"),
        ({"severity": "Major", "tier": "Gold"}, "Normal"),
        ({"severity": "Major", "tier": "Platinum", "others": "Yes", "target": TODAY}, "Urgent"),
        ({"severity": "Minor", "tier": "Platinum", "others": "Yes", "target": TODAY}, "High"),
        ({"severity": "Minor", "tier": "Gold"}, "Normal"),
        ({"severity": "Minor", "tier": "Silver"}, "Low"),
        ({"severity": "Trivial", "tier": "Platinum", "others": "Yes", "target": TODAY}, "Normal"),
        ({}, "Low"),
    ],
)
def test_the_shipped_points_lead_to_what_a_project_manager_expects(values, word):
    assert WORDS[advised(**values).priority] == word


def test_the_advice_is_a_sentence():
    advice = advised(severity="Major", tier="Platinum")
    assert advice.sentence == "Advised priority: High (12 points)."


def test_a_process_without_points_gives_no_advice(process, ticket):
    silent = process.model_copy(update={"priority_advice": None})
    assert recommend(silent, ticket(), TODAY) is None
    assert remark(silent, ticket(), TODAY) is None
    assert inputs(silent) == frozenset()


def test_the_advice_looks_at_the_data_of_the_process_document(process):
    assert inputs(process) == {
        "Severity",
        "Company Tier",
        "Issue affects other clients",
        "Client Target Date",
    }


# The remark


def test_another_priority_gets_a_remark(process, ticket):
    changed = ticket({"Priority": 3, "Client Target Date": date(2026, 3, 9)})
    assert remark(process, changed, TODAY) == (
        "The priority is Normal, but the ticket's data suggest High (16 points)."
    )


def test_a_remark_names_what_it_does_not_know(process, ticket):
    changed = ticket({"Priority": 1, "Severity": None, "Client Target Date": None})
    assert remark(process, changed, TODAY) == (
        "The priority is Urgent, but the ticket's data suggest Normal (6 points). "
        "Severity is not set. Client Target Date is not set."
    )


def test_the_advised_priority_gets_no_remark(process, ticket):
    assert remark(process, ticket({"Priority": 2, "Client Target Date": date(2026, 3, 9)}), TODAY) is None


@pytest.mark.parametrize("priority", [None, Unread("down"), 0, 5, True, "2"])
def test_a_priority_that_is_not_known_gets_no_remark(process, ticket, priority):
    assert remark(process, ticket({"Priority": priority}), TODAY) is None


def test_an_advice_that_rests_on_nothing_makes_no_remark(process, ticket):
    assert remark(process, ticket({**dict.fromkeys(inputs(process)), "Priority": 1}), TODAY) is None


def test_a_process_without_priorities_makes_no_remark(process, ticket):
    data = {name: datum for name, datum in process.data.items() if name != "Priority"}
    without = process.model_copy(update={"data": data})
    assert without.priority is None
    assert remark(without, ticket(), TODAY) is None


# What holds for every ticket

VALUES = st.one_of(
    st.none(),
    st.text(),
    st.sampled_from([*SEVERITIES, *TIERS, "Yes", "no"]),
    st.booleans(),
    st.integers(),
    st.decimals(),
    st.dates(),
    st.datetimes(),
    st.lists(st.text()).map(tuple),
    st.builds(Unread, st.text()),
    st.builds(Unusable, st.text()),
)
TICKETS = st.builds(
    Ticket,
    st.just("1"),
    st.dictionaries(st.one_of(st.sampled_from(sorted(PROCESS.data)), st.text()), VALUES),
)

#: Values that are all known, each list from what speaks least for a high priority to what speaks most.
KNOWN = {
    "Severity": SEVERITIES,
    "Company Tier": TIERS,
    "Issue affects other clients": [False, True],
    "Client Target Date": [TODAY + timedelta(days=days) for days in range(40, -10, -1)],
}
RANKS = st.fixed_dictionaries(
    {name: st.one_of(st.none(), st.integers(0, len(values) - 1)) for name, values in KNOWN.items()}
)


def of_ranks(ranks):
    return recommend(
        PROCESS,
        Ticket("1", {name: None if rank is None else KNOWN[name][rank] for name, rank in ranks.items()}),
        TODAY,
    )


@given(TICKETS, st.dates())
def test_no_ticket_and_no_day_ever_raises(ticket, today):
    advice = recommend(PROCESS, ticket, today)
    assert advice.priority in WORDS
    assert len(advice.reasons) + len(advice.unknown) == len(inputs(PROCESS))
    sentences = [*advice.reasons, *advice.unknown, remark(PROCESS, ticket, today) or "."]
    assert all(sentence.endswith(".") and "\n" not in sentence for sentence in sentences)


@given(RANKS, st.sampled_from(sorted(KNOWN)), st.data())
def test_what_is_more_severe_never_lowers_the_advice(ranks, name, data):
    """Nor does a better tier, more clients concerned, or a nearer date; nor does it to know more."""
    least = -1 if ranks[name] is None else ranks[name]
    more = {**ranks, name: data.draw(st.integers(max(least, 0), len(KNOWN[name]) - 1))}
    before, after = of_ranks(ranks), of_ranks(more)
    assert after.points >= before.points
    assert after.priority <= before.priority


@given(RANKS, st.integers(0, 50), st.integers(1, 50), st.integers(1, 50))
def test_thresholds_part_the_points_into_priorities(ranks, normal, more, still_more):
    thresholds = {"normal": normal, "high": normal + more, "urgent": normal + more + still_more}
    advice = of_ranks(ranks)
    settings = {"points": {"Severity": dict.fromkeys(SEVERITIES, advice.points)}, "thresholds": thresholds}
    process = PROCESS.model_copy(update={"priority_advice": PrioritySettings.model_validate(settings)})
    least = {1: thresholds["urgent"], 2: thresholds["high"], 3: normal, 4: 0}
    priority = recommend(process, Ticket("1", {"Severity": "Minor"}), TODAY).priority
    assert advice.points >= least[priority]
    assert priority == 1 or advice.points < least[priority - 1]
