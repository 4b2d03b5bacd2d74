"""Faults of webhook deliveries: late, doubled, behind later ones, or missing."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from clickup_client.sandbox.deliveries.parcel import Parcel


class DeliveryRule(BaseModel):
    """
    What goes wrong with the deliveries that match.

    Every change is two deliveries: its own event, and ``taskUpdated``.

    Args:
        event: ``taskStatusUpdated``, or ``*`` for every event.
        task: Only what is told about this task.
        count: For so many deliveries; until cleared when left out.
        lose: They are never made.
        copies: Each is made so often in all.
        delay_ms: Each is made so much later; each further copy so much later than the one before.
        behind: Each is made after so many later ones to the same webhook have ended.
    """

    model_config = ConfigDict(extra="forbid")

    event: str
    task: str | None = None
    count: Annotated[int, Field(ge=1)] | None = None
    lose: bool = False
    copies: Annotated[int, Field(ge=1)] = 1
    delay_ms: Annotated[int, Field(ge=0)] = 0
    behind: Annotated[int, Field(ge=0)] = 0

    @property
    def does_something(self) -> bool:
        """Whether anything goes wrong at all."""
        return self.lose or self.copies > 1 or bool(self.delay_ms or self.behind)

    def matches(self, *, event: str, task_id: str) -> bool:
        """Whether a delivery is one of those meant."""
        return self.event in ("*", event) and self.task in (None, task_id)

    def parcels(self, parcel: Parcel) -> list[Parcel]:
        """What is sent instead of one delivery."""
        if self.lose:
            return []
        return [parcel.later(self.delay_ms / 1000 * number) for number in range(1, self.copies + 1)]


class Held:
    """The deliveries that wait until later ones have overtaken them."""

    def __init__(self) -> None:
        self._held: list[tuple[int, Parcel]] = []

    def __len__(self) -> int:
        return len(self._held)

    def hold(self, parcel: Parcel, *, behind: int) -> None:
        """Keep a delivery until ``behind`` others of its webhook have gone out."""
        self._held.append((behind, parcel))

    def overtaken_by(self, parcel: Parcel) -> Parcel:
        """The delivery that goes out now, with those behind it that have waited long enough."""
        waiting: list[tuple[int, Parcel]] = []
        freed: list[Parcel] = []
        for left, held in self._held:
            passed = left - (held.webhook_id == parcel.webhook_id)
            if passed:
                waiting.append((passed, held))
            else:
                freed.append(held)
        self._held = waiting
        return parcel.followed_by(*freed)

    def release(self) -> list[Parcel]:
        """All that waits, in its order."""
        released = [parcel for _, parcel in self._held]
        self._held = []
        return released
