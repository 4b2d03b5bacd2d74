"""The content of a page.  The worker makes it, because the web process loads neither rules nor the client."""

from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import TypeAdapter

from app.store.fill_pages import FillPage

#: The control on the page.
Kind = Literal["line", "text", "address", "number", "choice", "several", "day", "company", "tasks"]

#: The place of a blank that is no custom field.
DUE_DATE, PRIORITY = "due_date", "priority"


@dataclass(frozen=True, slots=True, kw_only=True)
class Blank:
    """
    Something to fill in.

    Attributes:
        key: Its name in the form.
        label: Its name in ClickUp.
        kind: The control.
        why: A sentence that says what is missing.
        how: What to write; empty where the control says it.
        is_empty: Nothing is there, which the page need not say.
        choices: The value and the text of each choice.
        value: The present value, in the form of the control.
        place: The due date, the priority, or the custom field as it was read.
    """

    key: str
    label: str
    kind: Kind
    why: str
    how: str = ""
    is_empty: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    value: tuple[str, ...] = ()
    place: str | dict[str, Any] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """
    The content of a page.

    Attributes:
        name, url: The name and the address of the ticket.
        home, stage: The stage of the ticket and the stage to enter, by their labels.
        blanks: What is missing.
        there: The data that are there, by their names in ClickUp.
        others: Sentences about data that cannot be filled in here.
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
    """Convert a page to the form that is stored."""
    kept: dict[str, Any] = _KEPT.dump_python(page, mode="json")
    return kept


def shown_by(kept: FillPage) -> Page:
    """Read a page from the form that is stored."""
    return _KEPT.validate_python(kept.shows)
