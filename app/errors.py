"""Exceptions that several packages raise and handle."""

from collections.abc import Iterable
from datetime import timedelta


class ForPeopleError(Exception):
    """An error of a command.  Its text tells a person what happened and what to do."""


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
    """
    Nothing is wrong, but the work should be done after a short `wait`: together with
    others, or knowing more.
    """

    def __init__(self, wait: timedelta, why: str = "better done together with others") -> None:
        super().__init__(why)
        self.wait = wait


class NotHeardYetError(LaterError):
    """A part of a ticket's way was not reported yet.  It may be reported in a moment."""


class OutdatedError(Exception):
    """The ticket has changed since the decision: look at it again."""
