"""Whether pull requests are merged, according to GitHub or GitLab."""

from collections.abc import Sequence

from rules.decision import Outcome
from rules.gate.outcome import Result, met, unknown, unmet
from rules.ticket import MergeState, PullRequest, Unread
from rules.wording import clause, one_line


def check_merge(links: Sequence[PullRequest], *, field: str) -> Result:
    """
    What the states of a ticket's pull requests mean: all of them must be merged.

    If some are certainly not, those are named. ``field`` is the ClickUp field that holds the addresses.
    """
    results = [_check(link, field) for link in links]
    for outcome in (Outcome.UNMET, Outcome.UNKNOWN):
        if some := [result for result in results if result.outcome is outcome]:
            return _together(some)
    return _together(results)


def _together(results: Sequence[Result]) -> Result:
    """Results with the same outcome as one; what is to be done is said once."""
    observed = " ".join(result.observed for result in results)
    remedy = " ".join(dict.fromkeys(result.remedy for result in results))
    return Result(results[0].outcome, observed, remedy)


def _check(pull_request: PullRequest, field: str) -> Result:
    which = f"The pull request {one_line(pull_request.address)}"
    state = pull_request.state
    if isinstance(state, Unread):
        return unknown(f"{which} could not be checked: {clause(state.reason)}.")
    results = {
        MergeState.MERGED: met(f"{which} is merged."),
        MergeState.NOT_LOOKED_UP: unknown(f"{which} has not been checked yet."),
        MergeState.OPEN: unmet(f"{which} is not merged yet.", "Merge it."),
        MergeState.CLOSED: unmet(
            f"{which} was closed without being merged.",
            f'Put the address of the merged one into the "{field}" field.',
        ),
        MergeState.MOVED: unmet(
            f"{which} is in a repository that has moved.",
            f'Put its new address into the "{field}" field.',
        ),
        MergeState.NOT_FOUND: unmet(
            f"{which} does not exist, or the bot is not allowed to see it.",
            f'Correct the address in the "{field}" field. If it is right, ask an administrator '
            "to give the bot's token access to that repository.",
        ),
    }
    return results[state]
