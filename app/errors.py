"""Exceptions that a job raises to run again later, although nothing failed."""

from datetime import timedelta


class NotDecidedError(Exception):
    """A required service is down for now, so nothing was decided: run again later."""


class LaterError(Exception):
    """Nothing is wrong; after a short `wait` the work can be done together with other work."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__("better done together with others")
        self.wait = wait
