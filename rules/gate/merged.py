"""Whether a pull request is merged, according to GitHub or GitLab."""

from rules.gate.outcome import Look, met, unknown, unmet
from rules.ticket import MergeState, PullRequest, Unread
from rules.wording import clause, one_line


def look_at_merge(pull_request: PullRequest, *, field: str) -> Look:
    """What the state of a pull request means. ``field`` is the ClickUp field that holds its address."""
    which = f"The pull request {one_line(pull_request.address)}"
    state = pull_request.state
    if isinstance(state, Unread):
        return unknown(f"{which} could not be checked: {clause(state.reason)}.")
    looks = {
        MergeState.MERGED: met(f"{which} is merged."),
        MergeState.NOT_LOOKED_UP: unknown(f"{which} has not been checked yet."),
        MergeState.OPEN: unmet(f"{which} is not merged yet.", "Merge it, then move the ticket again."),
        MergeState.CLOSED: unmet(
            f"{which} was closed without being merged.",
            f'Put the address of the merged one into the "{field}" field.',
        ),
        MergeState.NOT_FOUND: unmet(
            f"{which} does not exist, or the bot is not allowed to see it.",
            f'Correct the address in the "{field}" field. If it is right, ask an administrator '
            "to give the bot's token access to that repository.",
        ),
    }
    return looks[state]
