"""A webhook delivery, where it goes, and how its tries went."""

from dataclasses import dataclass, replace
from enum import Enum


class Outcome(Enum):
    """How an event ended."""

    ACCEPTED = "accepted"
    LOST = "lost"  # every try failed
    GONE = "gone"  # the receiver answered 401 or 410


@dataclass(frozen=True, slots=True)
class Target:
    """Where to deliver."""

    endpoint: str
    secret: str


@dataclass(frozen=True, slots=True)
class Answered:
    """
    How one try went.

    Args:
        endpoint: Where it was sent.
        status: The status of the answer; ``None`` when there was none in time.
        seconds: How long it took.
        tries: Which try it was, from 1.
    """

    endpoint: str
    status: int | None
    seconds: float
    tries: int


@dataclass(frozen=True, slots=True)
class Parcel:
    """
    One delivery.

    Args:
        webhook_id: To whom.
        body: The JSON.
        after_seconds: How long it waits before its first try.
        followers: Deliveries that are made when this one has ended.
    """

    webhook_id: str
    body: bytes
    after_seconds: float = 0.0
    followers: tuple["Parcel", ...] = ()

    def later(self, seconds: float) -> "Parcel":
        """The same, so much later."""
        return replace(self, after_seconds=self.after_seconds + seconds)

    def followed_by(self, *others: "Parcel") -> "Parcel":
        """The same, with others behind it."""
        return replace(self, followers=(*self.followers, *others))
