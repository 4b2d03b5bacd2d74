"""
The address that ClickUp delivers to.  Pure.

ClickUp refuses a second webhook like one that exists (OAUTH_171), and does not say what makes two alike; what
people report is the address and the place.  So a webhook that is to replace another one differs in its
address, by a parameter that the receiver does not look at.
"""

from urllib.parse import parse_qs, urlsplit

#: The path of the receiver under the public address.
PATH = "/webhooks/clickup"
#: What the receiver answers, with 403, to whatever is not signed as it should be.
REFUSAL = "no webhook of this bot signed this body"

_TURN = "rotation"


def address(public_url: str, turn: int = 0) -> str:
    """The address of a list's first webhook, or of the one after so many rotations."""
    return f"{public_url}{PATH}" + (f"?{_TURN}={turn}" if turn else "")


def turn_of(endpoint: str) -> int:
    """Which rotation an address is of; 0 for the first, and for one that is none of ours."""
    turn = parse_qs(urlsplit(endpoint).query).get(_TURN, ["0"])[0]
    return int(turn) if turn.isdecimal() else 0


def is_at(endpoint: str, public_url: str) -> bool:
    """Whether it leads to our receiver, whichever rotation it is of."""
    return endpoint.partition("?")[0] == address(public_url)
