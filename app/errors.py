"""Exceptions that mean the same wherever they are raised."""

from collections.abc import Iterable
from datetime import timedelta


class ForPeopleError(Exception):
    """Its text is for the person who called a command: it says what happened and what to do."""


class NotDecidedError(Exception):
    """
    A required service is down for now, so nothing was decided: run again later.

    Attributes:
        hosts: The code hosts that it waits for, by name.
    """

    def __init__(self, reason: str = "", *, hosts: Iterable[str] = ()) -> None:
        super().__init__(reason)
        self.hosts = tuple(sorted(hosts))


class LaterError(Exception):
    """Nothing is wrong; after a short `wait` the work can be done together with other work, or knows more."""

    def __init__(self, wait: timedelta, why: str = "better done together with others") -> None:
        super().__init__(why)
        self.wait = wait


class NotHeardYetError(LaterError):
    """A part of a ticket's way was not reported yet: it may be a moment later."""


class OutdatedError(Exception):
    """What was about to be done rests on what is no longer so: look at the ticket again."""
