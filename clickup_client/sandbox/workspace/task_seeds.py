"""Tickets in the data file of a sandbox."""

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


class Entry(BaseModel):
    """Something in a data file: read only, and nothing unknown in it."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, coerce_numbers_to_str=True)


def _day_as_text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value  # YAML reads 2026-01-31 as a date


#: ``+5d``, ``-2h``, ``today``, ``now`` or an ISO date; relative ones count from the sandbox's first start.
Moment = Annotated[str, BeforeValidator(_day_as_text)]


class CommentSeed(Entry):
    """A comment of the data file."""

    by: str
    text: str
    at: Moment = "now"


class TaskSeed(Entry):
    """
    A ticket as it is when the sandbox starts.

    ``fields`` by the field's name, choices by name, people by e-mail address (or ``ClickBot``), tasks by id.
    """

    id: str
    name: str
    status: str
    description: str = ""
    custom_id: str | None = None
    priority: int | None = Field(default=None, ge=1, le=4)
    due: Moment | None = None
    created: Moment = "now"
    in_status_since: Moment | None = None
    creator: str | None = None
    assignees: tuple[str, ...] = ()
    watchers: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    parent: str | None = None
    linked: tuple[str, ...] = ()
    fields: dict[str, Any] = Field(default_factory=dict)
    comments: tuple[CommentSeed, ...] = ()
