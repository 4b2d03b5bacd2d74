"""How the calls that ClickUp allows a minute are used while more waits than they suffice for."""

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clickup import BOT_TOKEN

if TYPE_CHECKING:
    from machine import Machine

#: ClickUp counts by the minute.
_WINDOW_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """The calls used in each whole minute, as ClickUp counts; `refused` of all `calls` were answered 429."""

    limit: int
    used: list[int]
    refused: int
    calls: int

    @property
    def use(self) -> float:
        """The share of what was allowed."""
        return sum(self.used) / (self.limit * len(self.used))


def allowance(machine: "Machine", tickets: list[str], *, limit: int, minutes: int) -> Allowance:
    """Move more tickets, to be put back, than the calls suffice for, and watch how these are used."""
    clickup = machine.clickup
    clickup.call("POST", "/sandbox/rate-limit", body={"limit": limit, "token": BOT_TOKEN})
    # In the minute that runs more calls were made than are allowed from now on.
    machine.wait_for(lambda: _window(machine) is None, every=1.0)
    [(calls, refused)] = machine.sql("SELECT calls, refused FROM api_budget")
    for ticket in tickets:
        clickup.drag(ticket, "fixing", by="ops")
    left: dict[int, int] = {}
    give_up_at = time.monotonic() + (minutes + 3) * _WINDOW_SECONDS
    while len(left) < minutes + 1:  # the beginning of the next one tells that a minute is over
        if time.monotonic() > give_up_at:
            raise TimeoutError(f"only {len(left)} minutes of calls were seen")
        if (window := _window(machine)) is not None:
            left[window["resets_at"]] = window["remaining"]
        time.sleep(0.25)
    [(calls_now, refused_now)] = machine.sql("SELECT calls, refused FROM api_budget")
    return Allowance(
        limit=limit,
        used=[limit - left[end] for end in sorted(left)[:-1]],
        refused=refused_now - refused,
        calls=calls_now - calls,
    )


def _window(machine: "Machine") -> dict[str, int] | None:
    """The minute that runs now."""
    windows: dict[str, dict[str, int]] = machine.clickup.state("rate_limit")["by_token"]
    return windows.get(BOT_TOKEN)
