"""A guide on the board: things to try, ticked off as they happen."""

from collections.abc import Collection, Iterable
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from clickup_client.sandbox.live.journal import Happening
from clickup_client.sandbox.live.told import told


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Sign(_Part):
    """
    A change of a ticket's history.

    Args:
        task: Of which ticket, by its id.
        fields: One of these fields of history, such as ``status`` or ``custom_field``.
        to: The new value in words, in whatever case; any when left out.
        by: A person, or a program (someone whose webhooks there are); anybody when left out.
    """

    task: str
    fields: tuple[str, ...] = Field(min_length=1)
    to: str | None = None
    by: Literal["person", "program"] | None = None

    def fits(self, what: dict[str, Any], *, by_program: bool) -> bool:
        """Whether ``what`` happened is this; see :func:`.told.told`."""
        return (
            what["task"] == self.task
            and what["field"] in self.fields
            and (self.to is None or self.to.casefold() == (what["after"] or "").casefold())
            and (self.by is None or (self.by == "program") == by_program)
        )


class Step(_Part):
    """Something to try: done when its signs were seen in this order. ``task`` is the ticket to try it on."""

    title: str
    text: str
    task: str | None = None
    done_when: tuple[Sign, ...] = Field(min_length=1)


class Plan(_Part):
    """All that a guide says."""

    title: str
    end: str
    steps: tuple[Step, ...] = Field(min_length=1)


class Guide:
    """Where a person is in a plan. Use it with the sandbox's lock held."""

    def __init__(self) -> None:
        self.plan: Plan | None = None
        self._seen: list[int] = []
        self._number = 0

    def begin(self, plan: Plan | None, *, after: int) -> None:
        """Start from the first step, with what happens ``after`` this number of the journal."""
        self.plan = plan
        self._seen = [0 for _ in plan.steps] if plan else []
        self._number = after

    def tick_off(self, happenings: Iterable[Happening], programs: Collection[int]) -> None:
        """Tick off what has happened since the last time."""
        if self.plan is None:
            return
        for each in happenings:
            if each.number > self._number:
                self._number = each.number
                what = told(each)
                for place, step in enumerate(self.plan.steps):
                    left = step.done_when[self._seen[place] :]
                    if left and left[0].fits(what, by_program=what["by"] in programs):
                        self._seen[place] += 1

    def done(self) -> list[bool]:
        """For each step whether it is done."""
        if self.plan is None:
            return []
        return [seen == len(step.done_when) for seen, step in zip(self._seen, self.plan.steps, strict=True)]
