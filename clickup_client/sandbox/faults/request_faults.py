"""Faults on demand: what a test or a person wants to go wrong, and where."""

import fnmatch
import threading
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field


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
        headers: ... and these headers on top.
        drop: Close the connection without an answer.
        latency_ms: Wait so long before anything else.
        after: Carry the request out first, then fail: the answer is lost, the change is not.
    """

    model_config = ConfigDict(extra="forbid")

    path: str = "*"
    method: str | None = None
    token: str | None = None
    count: Annotated[int, Field(ge=1)] | None = None
    status: Annotated[int, Field(ge=100, le=599)] | None = None
    body: Any = None
    headers: dict[str, str] = Field(default_factory=dict)
    drop: bool = False
    latency_ms: Annotated[int, Field(ge=0)] = 0
    after: bool = False

    @property
    def fails(self) -> bool:
        """Whether it does more than wait."""
        return self.drop or self.status is not None

    def matches(self, *, method: str, path: str, template: str, token: str) -> bool:
        """Whether a request is one of those meant."""
        if self.method is not None and self.method.upper() != method:
            return False
        if self.token is not None and self.token != token:
            return False
        return self.path == template or fnmatch.fnmatchcase(path, self.path)


class Faults:
    """The rules in force, in the order in which they came."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rules: list[FaultRule] = []

    def add(self, rule: FaultRule) -> None:
        """Put a rule in force, behind the others."""
        with self._lock:
            self._rules.append(rule)

    def clear(self) -> None:
        """Drop every rule."""
        with self._lock:
            self._rules.clear()

    def take(self, *, method: str, path: str, template: str, token: str) -> FaultRule | None:
        """The first rule that matches; one of its ``count`` is used up."""
        with self._lock:
            for rule in self._rules:
                if rule.matches(method=method, path=path, template=template, token=token):
                    if rule.count is not None:
                        rule.count -= 1
                        if rule.count == 0:
                            self._rules.remove(rule)
                    return rule
            return None

    def snapshot(self) -> list[dict[str, Any]]:
        """The rules in force; ``count`` is what is left."""
        with self._lock:
            return [rule.model_dump(exclude_defaults=True) for rule in self._rules]
