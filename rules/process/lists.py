"""The ClickUp lists of a process: the section ``lists`` of a process file."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from rules.process.part import Name, Part


class ListName(Part):
    """
    A ClickUp list.

    Attributes:
        name: Its name.
        id: Its id, which stays when somebody renames it, and tells it apart where a name is not unique.
    """

    name: Name
    id: Name | None = None


def _short_form(value: Any) -> Any:
    """``Companies`` is short for ``{name: Companies}``."""
    return {"name": value} if isinstance(value, str) else value


ListNameOrText = Annotated[ListName, BeforeValidator(_short_form)]


class Lists(Part):
    """
    The lists the process lives in.

    Attributes:
        tickets: Holds the tickets.
        first_level: Holds those of the clients, which tickets come from.
        companies: What the tickets' relationship field links.
    """

    tickets: ListNameOrText
    first_level: ListNameOrText | None = Field(default=None, alias="first level")
    companies: ListNameOrText | None = None
