"""Faults of requests: what a test or a person wants to go wrong, and where."""

import fnmatch
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from clickup_client.sandbox.faults.odd_records import Oddity


class FaultRule(BaseModel):
    """
    What goes wrong for the requests that match.

    Args:
        path: ``/api/v2/task/*`` or ``/api/v2/task/{task_id}``: compared with the path and with its template.
        method: ``PUT``; every method when left out.
        token: Only requests with this token.
        count: For so many requests; until cleared when left out.
        status: Answer with this status ...
        body: ... and this JSON, ClickUp's error shape when left out ...
        text: ... or this text as HTML, as something between us and ClickUp does; status 200 when left out ...
        headers: ... and these headers on top.
        drop: Close the connection without an answer.
        after: Carry the request out first, then fail: the answer is lost, the change is not.
        latency_ms: Wait so long before anything else.
        answer_latency_ms: Wait so long between carrying the request out and answering.
        trickle_ms: Send the answer byte by byte, with so long a wait before each.
        ignore: Drop these keys of the body in silence, such as ``assignees``: 200, but not done.
        odd: Spoil the tasks of the answer in these ways ...
        task: ... but only this task, by its id.
    """

    model_config = ConfigDict(extra="forbid")

    path: str = "*"
    method: str | None = None
    token: str | None = None
    count: Annotated[int, Field(ge=1)] | None = None
    status: Annotated[int, Field(ge=100, le=599)] | None = None
    body: Any = None
    text: str | None = None
    headers: dict[str, str] = Field(default_factory=dict)
    drop: bool = False
    after: bool = False
    latency_ms: Annotated[int, Field(ge=0)] = 0
    answer_latency_ms: Annotated[int, Field(ge=0)] = 0
    trickle_ms: Annotated[int, Field(ge=0)] = 0
    ignore: tuple[str, ...] = ()
    odd: tuple[Oddity, ...] = ()
    task: str | None = None

    @property
    def fails(self) -> bool:
        """Whether the request gets another answer than ClickUp's, or none."""
        return self.drop or self.status is not None or self.text is not None

    @property
    def does_something(self) -> bool:
        """Whether anything goes wrong at all."""
        waits = self.latency_ms or self.answer_latency_ms or self.trickle_ms
        return bool(self.fails or waits or self.ignore or self.odd)

    def matches(self, *, method: str, path: str, template: str, token: str) -> bool:
        """Whether a request is one of those meant."""
        if self.method is not None and self.method.upper() != method:
            return False
        if self.token is not None and self.token != token:
            return False
        return self.path == template or fnmatch.fnmatchcase(path, self.path)
