"""Faults of Automations: they run late, as ClickUp's do."""

import fnmatch
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class AutomationRule(BaseModel):
    """
    What goes wrong with the Automations that match.

    Args:
        automation: The name of an Automation of the data file, or a pattern such as ``*``.
        count: For so many runs; until cleared when left out.
        delay_ms: Each runs so long after what set it off, and finds the task as it is then. ClickUp's were
            seen to need about ten seconds.
    """

    model_config = ConfigDict(extra="forbid")

    automation: str
    count: Annotated[int, Field(ge=1)] | None = None
    delay_ms: Annotated[int, Field(ge=0)] = 0

    @property
    def does_something(self) -> bool:
        """Whether anything goes wrong at all."""
        return self.delay_ms > 0

    def matches(self, *, automation: str) -> bool:
        """Whether an Automation is one of those meant."""
        return fnmatch.fnmatchcase(automation, self.automation)
