"""What such a page shows: made by the worker, since the web process loads neither rules nor the client."""

from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import TypeAdapter

from app.store.fill_pages import FillPage

#: How something is filled in: the control on the page.
Kind = Literal["line", "text", "address", "number", "choice", "several", "day", "company", "tasks"]

#: Where a blank is that is no custom field.
DUE_DATE, PRIORITY = "due_date", "priority"


@dataclass(frozen=True, slots=True, kw_only=True)
class Blank:
    """
    Something to fill in.

    Attributes:
        key: Its name in the form.
        label: What people call it in ClickUp.
        kind: The control.
        why: What was found, and `how` what to do about it, in sentences.
        choices: What can be chosen: the value and the words of each.
        value: What is there now, as the form has it.
        place: The due date, the priority, or the custom field as it was read.
    """

    key: str
    label: str
    kind: Kind
    why: str
    how: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    value: tuple[str, ...] = ()
    place: str | dict[str, Any] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """
    What a page shows.

    Attributes:
        name, url: Of the ticket.
        home, stage: The stages where it is and that it is to enter, as people call them.
        blanks: What is missing.
        there: What is there, by what people call it.
        others: Sentences about what cannot be filled in here.
    """

    name: str
    url: str
    home: str
    stage: str
    blanks: tuple[Blank, ...] = ()
    there: tuple[tuple[str, str], ...] = ()
    others: tuple[str, ...] = field(default=())


_KEPT = TypeAdapter(Page)


def as_kept(page: Page) -> dict[str, Any]:
    """A page in the database's form."""
    kept: dict[str, Any] = _KEPT.dump_python(page, mode="json")
    return kept


def shown_by(kept: FillPage) -> Page:
    """What a page of the database shows."""
    return _KEPT.validate_python(kept.shows)
