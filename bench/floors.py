"""
What Stagegate is compared with, measured in the same run: scripts that do only what has to be done.

They keep nothing and judge nothing.  No bot and no receiver in Python is quicker.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clickup import LANES, REFUSAL, ClickUp, dealt
from speed import Verdicts, verdicts

if TYPE_CHECKING:
    from load import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Floors:
    """
    Attributes:
        verdicts: Of a script that reads a ticket, puts it back and comments, as soon as it is dragged.
        acknowledged: By bare Flask under gunicorn, which checks the signature, as fast as it goes.
        calls: Calls a second that threads make which write to one ticket after the other.
    """

    verdicts: list[Verdicts]
    acknowledged: "list[Outcome]"
    calls: float


def put_back(clickup: ClickUp, tickets: list[str], *, rounds: int, drags: int) -> list[Verdicts]:
    """Verdicts of a bare script.  No webhook may lead to a bot yet."""

    def answer(ticket: str) -> None:
        clickup.call("GET", f"/api/v2/task/{ticket}", by="sandbox")
        clickup.call("PUT", f"/api/v2/task/{ticket}", by="sandbox", body={"status": "replicating"})
        said = {"comment_text": f"Moved, {REFUSAL}."}
        clickup.call("POST", f"/api/v2/task/{ticket}/comment", by="sandbox", body=said)

    mine = tickets[:drags]
    for ticket in mine:
        clickup.drag(ticket, "replicating", by="ops")
    measured = [verdicts(clickup, mine, number=drags, pause=0.0, answer=answer) for _ in range(rounds)]
    for ticket in mine:
        clickup.drag(ticket, "validating", by="ops")
    return measured


def calls(clickup: ClickUp, tickets: list[str]) -> float:
    """Calls a second by as many threads as people, each of which writes to one ticket after the other."""

    def write(mine: list[str]) -> None:
        for ticket in mine:
            clickup.call("PUT", f"/api/v2/task/{ticket}", by="sandbox", body={"status": "validating"})

    began = time.perf_counter()
    with ThreadPoolExecutor(LANES) as pool:
        list(pool.map(write, dealt(tickets)))
    return len(tickets) / (time.perf_counter() - began)
