"""A merged pull request: what the provider's answer means for closing a ticket as resolved."""

import pytest

from rules.decision import Verdict
from rules.gate.gate import decide
from rules.process.process import Process
from rules.ticket import MergeState, PullRequest, Unread, Unusable


@pytest.fixture
def closing(judged, address):
    """Judge the closing of a ticket whose pull request is in the given state."""

    def judge(state):
        return judged("Closed (Resolved)", {"Pull Request": PullRequest(address, state)})

    return judge


def test_a_merged_pull_request_is_accepted(closing, address):
    decision = closing(MergeState.MERGED)
    assert decision.verdict is Verdict.ALLOWED
    assert decision.findings[0].sentence == f"The pull request {address} is merged."


def test_an_open_pull_request_has_to_be_merged(closing, read):
    assert read(closing(MergeState.OPEN).unmet) == (
        "The pull request https://github.com/usheru/player/pull/7 is not merged yet. "
        "Merge it, then move the ticket again."
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
    assert reasons("Verifying", {"Pull Request": PullRequest(address, state)}) == ""


@pytest.fixture
def closing_by_word(ticket, move, read):
    """Judge a closing where a person says that it is merged, because the bot may not look."""

    def judge(kind, value):
        data = {"Pull Request": {"field": "Merged?", "type": kind}}
        mapping = {
            "process": "By word",
            "lists": {"tickets": "Tickets"},
            "data": data,
            "stages": [
                {"stage": "Verifying", "status": "verifying"},
                {
                    "stage": "Closed (Resolved)",
                    "status": "done",
                    "closed": "resolved",
                    "requires": [{"datum": "Pull Request", "is": "merged"}],
                },
            ],
        }
        by_word = Process.model_validate(mapping)
        decision = decide(by_word, ticket({"Pull Request": value}), move("Closed (Resolved)"))
        return read(decision.findings)

    return judge


def test_a_ticked_checkbox_may_stand_for_the_lookup(closing_by_word):
    assert closing_by_word("checkbox", value=True) == "Pull Request says that it is merged."


def test_an_unticked_checkbox_says_that_it_is_not_merged(closing_by_word):
    assert closing_by_word("checkbox", value=False) == (
        'Pull Request says no. Tick the "Merged?" field once the pull request is merged.'
    )


def test_a_checkbox_that_was_never_ticked_says_nothing(closing_by_word):
    assert closing_by_word("checkbox", value=None) == (
        'Pull Request is not answered. Tick the "Merged?" field once the pull request is merged.'
    )


def test_a_yes_in_a_drop_down_may_stand_for_the_lookup(closing_by_word):
    assert closing_by_word("yes_no", value="yes") == "Pull Request says that it is merged."


def test_a_no_in_a_drop_down_says_that_it_is_not_merged(closing_by_word):
    assert closing_by_word("yes_no", value="No") == (
        'Pull Request says no. Tick the "Merged?" field, or choose Yes in it, '
        "once the pull request is merged."
    )
