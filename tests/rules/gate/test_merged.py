"""A merged pull request: what the provider's answer means for closing a ticket as resolved."""

import pytest

from rules.decision import Verdict
from rules.gate.gate import decide
from rules.process.process import Process
from rules.ticket import MergeState, Move, PullRequest, Ticket, Unread, Unusable
from tests.rules.minimal import MINIMAL


@pytest.fixture
def closing(judged, address):
    """Judge the closing of a ticket whose pull request is in the given state."""

    def judge(state):
        return judged("Closed (Resolved)", {"Pull Request": (PullRequest(address, state),)})

    return judge


def test_a_merged_pull_request_is_accepted(closing, address):
    decision = closing(MergeState.MERGED)
    assert decision.verdict is Verdict.ALLOWED
    assert decision.findings[0].sentence == f"The pull request {address} is merged."


def test_an_open_pull_request_has_to_be_merged(closing, read):
    assert read(closing(MergeState.OPEN).unmet) == (
        "The pull request https://github.com/usheru/player/pull/7 is not merged yet. Merge it."
    )


def test_a_pull_request_that_was_closed_without_being_merged_does_not_count(closing, read):
    assert read(closing(MergeState.CLOSED).unmet) == (
        "The pull request https://github.com/usheru/player/pull/7 was closed without being merged. "
        'Put the address of the merged one into the "Pull Request" field.'
    )


def test_a_pull_request_that_is_not_found_may_be_hidden_from_the_bot(closing, read):
    assert read(closing(MergeState.NOT_FOUND).unmet) == (
        "The pull request https://github.com/usheru/player/pull/7 does not exist, or the bot is not allowed "
        'to see it. Correct the address in the "Pull Request" field. If it is right, ask an administrator '
        "to give the bot's token access to that repository."
    )


def test_nothing_is_decided_while_the_provider_is_down(closing, read):
    decision = closing(Unread("GitHub does not answer."))
    assert decision.verdict is Verdict.UNDECIDED
    assert read(decision.unknown) == (
        "The pull request https://github.com/usheru/player/pull/7 could not be checked: "
        "GitHub does not answer. The move is checked again as soon as this is known."
    )


def test_nothing_is_decided_before_the_pull_request_is_looked_up(closing, read):
    decision = closing(MergeState.NOT_LOOKED_UP)
    assert decision.verdict is Verdict.UNDECIDED
    assert read(decision.unknown) == (
        "The pull request https://github.com/usheru/player/pull/7 has not been checked yet. "
        "The move is checked again as soon as this is known."
    )


def test_a_malformed_address_is_no_pull_request(reasons):
    unusable = Unusable('"pull 7" is not the address of a pull request')
    assert reasons("Closed (Resolved)", {"Pull Request": unusable}) == (
        'Pull Request cannot be used: "pull 7" is not the address of a pull request. '
        'Put the pull request\'s address into the "Pull Request" field, '
        "such as https://github.com/owner/repository/pull/123."
    )


@pytest.mark.parametrize("state", [*MergeState, Unread("GitHub does not answer")])
def test_verifying_takes_a_pull_request_in_whatever_state(reasons, address, state):
    assert reasons("Verifying", {"Pull Request": (PullRequest(address, state),)}) == ""


@pytest.fixture
def closing_with(judged):
    """Judge the closing of a ticket with a pull request in each of the given states."""

    def judge(*states):
        links = tuple(
            PullRequest(f"https://github.com/usheru/player/pull/{number}", state)
            for number, state in enumerate(states, start=1)
        )
        return judged("Closed (Resolved)", {"Pull Request": links})

    return judge


def test_of_several_pull_requests_those_that_are_not_merged_are_named(closing_with, read):
    assert read(closing_with(MergeState.MERGED, MergeState.OPEN, MergeState.OPEN).unmet) == (
        "The pull request https://github.com/usheru/player/pull/2 is not merged yet. "
        "The pull request https://github.com/usheru/player/pull/3 is not merged yet. Merge it."
    )


def test_one_that_is_certainly_not_merged_counts_more_than_one_that_is_not_known(closing_with, read):
    decision = closing_with(Unread("GitHub does not answer"), MergeState.OPEN)
    assert decision.verdict is Verdict.REJECTED
    assert read(decision.unmet) == (
        "The pull request https://github.com/usheru/player/pull/2 is not merged yet. Merge it."
    )


def test_nothing_is_decided_while_one_of_several_is_not_known(closing_with):
    assert closing_with(MergeState.MERGED, Unread("GitHub does not answer")).verdict is Verdict.UNDECIDED


def test_several_merged_pull_requests_are_accepted(closing_with):
    decision = closing_with(MergeState.MERGED, MergeState.MERGED)
    assert decision.verdict is Verdict.ALLOWED
    assert decision.findings[0].sentence == (
        "The pull request https://github.com/usheru/player/pull/1 is merged. "
        "The pull request https://github.com/usheru/player/pull/2 is merged."
    )


@pytest.fixture
def signing():
    """Judge a hire for which a person has to say yes: in a field of that type, holding that value."""

    def judge(kind, value, shown=None):
        mapping = {**MINIMAL, "data": {"Signed": {"field": "Contract signed", "type": kind}}}
        talking, hired, declined = MINIMAL["stages"][1:]
        requires = {"requires": [{"datum": "Signed", "is": "yes"}]}
        mapping["stages"] = [
            MINIMAL["stages"][0],
            {**talking, "requires": []},
            {**hired, **requires},
            declined,
        ]
        process = Process.model_validate(mapping)
        ticket = Ticket("86cx1k2ab", {"Signed": value}, {} if shown is None else {"Signed": shown})
        return decide(process, ticket, Move(from_stage="Talking", to_stage="Hired"))

    return judge


@pytest.mark.parametrize(("kind", "value"), [("checkbox", True), ("yes_no", True), ("yes_no", "Yes")])
def test_a_yes_is_accepted_where_a_yes_is_required(signing, read, kind, value):
    decision = signing(kind, value)
    assert decision.verdict is Verdict.ALLOWED
    assert read(decision.findings) == "Signed says yes."
    assert decision.findings[0].required == "Hired requires Signed to be yes."


@pytest.mark.parametrize(
    ("kind", "value", "shown", "words"),
    [
        ("checkbox", False, None, 'Signed says no. Tick the "Contract signed" field.'),
        ("checkbox", None, None, 'Signed is not answered. Tick the "Contract signed" field.'),
        ("yes_no", False, "checkbox", 'Signed says no. Tick the "Contract signed" field.'),
        ("yes_no", "No", "drop_down", 'Signed says no. Choose Yes in the "Contract signed" field.'),
        (
            "yes_no",
            None,
            None,
            'Signed is not answered. Tick the "Contract signed" field, or choose Yes in it.',
        ),
    ],
    ids=["unticked", "never ticked", "a checkbox", "a drop-down", "an unknown field"],
)
def test_a_no_says_where_to_say_yes(signing, read, kind, value, shown, words):
    assert read(signing(kind, value, shown).unmet) == words
