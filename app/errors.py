"""What a job raises to be run again later, although nothing failed."""

from datetime import timedelta


class NotDecidedError(Exception):
    """Something that must be asked is away for now, so nothing was decided: the same again later."""


class LaterError(Exception):
    """Nothing is wrong; it is better done after a short `wait`, together with others."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__("better done together with others")
        self.wait = wait
