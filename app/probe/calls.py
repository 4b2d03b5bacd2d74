"""Keeps a probe to its number of calls, and enough of them for cleaning up."""

from sqlalchemy import Engine

from app.workspace.call_budget import CallBudget

#: All calls of a probe together.
MOST_CALLS = 60
#: Those of them that nothing but cleaning up may use.
FOR_CLEANING_UP = 10


class OutOfCallsError(Exception):
    """The calls of the probe are used up."""


class ProbeCalls(CallBudget):
    """The shared budget, of which a probe takes only so much; `spent` counts its calls."""

    def __init__(self, engine: Engine, name: str) -> None:
        super().__init__(engine, name)
        self.spent = 0
        self.kept_back = FOR_CLEANING_UP

    def before_send(self, method: str, path: str) -> None:
        """
        Take a call.

        Raises:
            OutOfCallsError: The probe has none left.
            RateLimitedError: The remaining calls are reserved for more urgent work.
        """
        if self.spent + self.kept_back >= MOST_CALLS:
            raise OutOfCallsError
        super().before_send(method, path)
        self.spent += 1
