"""
The address to which ClickUp delivers.  Pure.

ClickUp refuses a second webhook like an existing one (OAUTH_171), and does not document what makes two alike;
people report that it is the address and the place.  So a webhook that replaces another one has a different
address, with a parameter that the receiver ignores.
"""

from urllib.parse import parse_qs, urlsplit

#: The path of the receiver under the public address.
PATH = "/webhooks/clickup"
#: The receiver's answer, with 403, to everything that is not correctly signed.
REFUSAL = "no webhook of this bot signed this body"

_TURN = "rotation"


def address(public_url: str, turn: int = 0) -> str:
    """The address of a list's first webhook, or of the webhook after `turn` rotations."""
    return f"{public_url}{PATH}" + (f"?{_TURN}={turn}" if turn else "")


def turn_of(endpoint: str) -> int:
    """The rotation that an address belongs to; 0 for the first, and for addresses that are not ours."""
    turn = parse_qs(urlsplit(endpoint).query).get(_TURN, ["0"])[0]
    return int(turn) if turn.isdecimal() else 0


def is_at(endpoint: str, public_url: str) -> bool:
    """Whether the address leads to our receiver, in any rotation."""
    return endpoint.partition("?")[0] == address(public_url)
