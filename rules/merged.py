"""Whether a pull request is merged, as far as GitHub or GitLab was asked."""

from rules.look import Look, met, unknown, unmet
from rules.ticket import MergeState, PullRequest, Unread
from rules.wording import clause, one_line


def look_at_merge(pull_request: PullRequest, *, field: str) -> Look:
    """What the state of a pull request means. ``field`` is the ClickUp field that holds its address."""
    which = f"The pull request {one_line(pull_request.address)}"
    match pull_request.state:
        case MergeState.MERGED:
            return met(f"{which} is merged.")
        case MergeState.OPEN:
            return unmet(f"{which} is not merged yet.", "Merge it, then move the ticket again.")
        case MergeState.CLOSED:
            return unmet(
                f"{which} was closed without being merged.",
                f'Put the address of the one that was merged into the "{field}" field.',
            )
        case MergeState.NOT_FOUND:
            return unmet(
                f"{which} does not exist, or the bot is not allowed to see it.",
                f'Correct the address in the "{field}" field; if it is right, ask an administrator '
                "to give the bot's token access to that repository.",
            )
        case MergeState.NOT_LOOKED_UP:
            return unknown(f"{which} has not been looked up yet.")
        case Unread(reason=reason):
            return unknown(f"{which} could not be looked up: {clause(reason)}.")
