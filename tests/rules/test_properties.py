"""What holds for every ticket and every move, not only for the ones someone thought of."""

from datetime import date
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.process.file import load_process
from rules.decision import Outcome, Verdict
from rules.gate.gate import data_needed, decide, lookups, missing_inside
from rules.process.stage import Requirement
from rules.ticket import MergeState, Move, PullRequest, Ticket, Unread, Unusable

PROCESS = load_process()
NAMES = st.sampled_from([stage.name for stage in PROCESS.stages])
DATA = st.sampled_from(sorted(PROCESS.data))

VALUES = st.one_of(
    st.none(),
    st.text(),
    st.sampled_from(["Major", "Yes", "no", "Security Issues", "https://usheru.com", "http://["]),
    st.booleans(),
    st.integers(),
    st.decimals(),
    st.dates(),
    st.datetimes(),
    st.lists(st.text()).map(tuple),
    st.lists(
        st.builds(
            PullRequest, st.text(), st.one_of(st.sampled_from(MergeState), st.builds(Unread, st.text()))
        )
    ).map(tuple),
    st.builds(Unread, st.text()),
    st.builds(Unusable, st.text()),
)
TICKETS = st.builds(Ticket, st.just("1"), st.dictionaries(st.one_of(DATA, st.text()), VALUES))
MOVES = st.builds(
    Move,
    from_stage=st.one_of(st.none(), NAMES),
    to_stage=NAMES,
    via=st.lists(NAMES, max_size=6).map(tuple),
    written=st.frozensets(DATA),
)

#: Whether each datum of a ticket is filled in, not filled in, or not known.
STATES = st.fixed_dictionaries(
    {name: st.sampled_from(["filled", "empty", "unread"]) for name in PROCESS.data}
)


@pytest.fixture(scope="module")
def filled(ticket):
    return ticket().values


def ticket_in(states, filled):
    kinds = {
        "filled": filled,
        "empty": dict.fromkeys(filled),
        "unread": dict.fromkeys(filled, Unread("down")),
    }
    return Ticket("1", {name: kinds[state][name] for name, state in states.items()})


@given(TICKETS, MOVES)
def test_no_ticket_and_no_move_ever_raises(ticket, move):
    decision = decide(PROCESS, ticket, move)
    sentences = [finding.sentence for finding in (*decision.findings, *decision.asks)]
    assert all(sentence and "\n" not in sentence for sentence in sentences)
    missing_inside(PROCESS, ticket, move.to_stage)


@given(TICKETS, st.text(), st.text(), st.lists(st.text()).map(tuple))
def test_no_name_of_a_stage_ever_raises(ticket, from_stage, to_stage, via):
    decide(PROCESS, ticket, Move(from_stage=from_stage, to_stage=to_stage, via=via))


@given(TICKETS, MOVES)
def test_the_verdict_follows_the_findings(ticket, move):
    decision = decide(PROCESS, ticket, move)
    outcomes = [finding.outcome for finding in decision.findings]
    expected = Verdict.ALLOWED
    if Outcome.UNKNOWN in outcomes:
        expected = Verdict.UNDECIDED
    if Outcome.UNMET in outcomes:
        expected = Verdict.REJECTED
    assert decision.verdict is expected


@given(TICKETS, MOVES)
def test_a_ticket_ends_where_it_was_moved_or_where_it_came_from(ticket, move):
    decision = decide(PROCESS, ticket, move)
    came_from = move.from_stage or PROCESS.first_stage.name
    assert decision.ends_in == (came_from if decision.verdict is Verdict.REJECTED else move.to_stage)


@given(TICKETS, MOVES)
def test_only_tickets_from_outside_that_end_in_the_first_stage_are_asked(ticket, move):
    decision = decide(PROCESS, ticket, move)
    if decision.asks:
        assert (move.from_stage, decision.ends_in) == (None, PROCESS.first_stage.name)
        assert {finding.outcome for finding in decision.asks} == {Outcome.UNMET}


@given(TICKETS, MOVES)
def test_each_datum_is_reported_at_most_once(ticket, move):
    decision = decide(PROCESS, ticket, move)
    codes = [f.code for f in (*decision.findings, *decision.asks) if f.code.startswith("datum:")]
    assert len(codes) == len(set(codes))


@given(TICKETS, MOVES)
def test_only_the_data_that_are_said_to_be_needed_are_looked_at(ticket, move):
    needed = data_needed(PROCESS, move)
    seen = Ticket("1", {name: value for name, value in ticket.values.items() if name in needed})
    assert decide(PROCESS, seen, move) == decide(PROCESS, Ticket("1", ticket.values), move)
    assert lookups(PROCESS, move) <= needed


@given(STATES, MOVES, DATA)
def test_filling_in_a_datum_never_turns_accept_into_reject(filled, states, move, name):
    before = decide(PROCESS, ticket_in(states, filled), move)
    after = decide(PROCESS, ticket_in({**states, name: "filled"}, filled), move)
    assert {finding.code for finding in after.unmet} <= {finding.code for finding in before.unmet} | (
        {f"datum:{name}"} if states[name] == "unread" else set()
    )
    if before.verdict is Verdict.ALLOWED:
        assert after.verdict is Verdict.ALLOWED


@given(STATES, MOVES)
def test_writing_more_again_never_turns_accept_into_reject(filled, states, move):
    ticket = ticket_in(states, filled)
    again = Move(
        from_stage=move.from_stage, to_stage=move.to_stage, via=move.via, written=frozenset(PROCESS.data)
    )
    if decide(PROCESS, ticket, move).verdict is Verdict.ALLOWED:
        assert decide(PROCESS, ticket, again).verdict is Verdict.ALLOWED


@given(STATES)
def test_what_is_missing_is_reported_whether_or_not_the_order_is_right(filled, states):
    ticket = ticket_in(states, filled)

    def data_missing(from_stage):
        decision = decide(PROCESS, ticket, Move(from_stage=from_stage, to_stage="Verifying"))
        return [finding for finding in decision.findings if finding.required.startswith("Verifying")]

    assert data_missing("Fixing") == data_missing("Validating") == data_missing(None)


@pytest.mark.parametrize("order", list(permutations(["Priority", "Estimated Delivery Date"])))
def test_the_order_of_requirements_changes_nothing_but_the_order_of_findings(filled, order):
    requires = tuple(Requirement(datum=name) for name in order)
    stages = tuple(
        stage.model_copy(update={"requires": requires}) if stage.name == "Fixing" else stage
        for stage in PROCESS.stages
    )
    process = PROCESS.model_copy(update={"stages": stages})
    empty = Ticket("1", {**filled, "Priority": None, "Estimated Delivery Date": date(1970, 1, 1)})
    decision = decide(process, empty, Move(from_stage="Estimating", to_stage="Fixing"))
    assert [finding.code for finding in decision.unmet] == [f"datum:{name}" for name in order]
