"""The ClickUp lists of a process: the section ``lists`` of a process file."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from rules.process.part import Name, Part


class ListName(Part):
    """
    A ClickUp list.

    Attributes:
        name: Its name.
        id: Its id, which stays the same when the list is renamed, and is needed if the name is not unique.
    """

    name: Name
    id: Name | None = None


def _short_form(value: Any) -> Any:
    """``Companies`` is short for ``{name: Companies}``."""
    return {"name": value} if isinstance(value, str) else value


ListNameOrText = Annotated[ListName, BeforeValidator(_short_form)]


class Lists(Part):
    """
    The lists that the process uses.

    Attributes:
        tickets: The list with the tickets.
        first_level: The list with the clients' own tickets, where tickets come from.
        companies: The list that the tickets' relationship field links to.
        shown_here: What happens to tickets of other lists that are shown in the list of tickets as well:
            ``tell`` says once in a comment that their moves are not checked, ``gate`` checks them too.
    """

    tickets: ListNameOrText
    first_level: ListNameOrText | None = Field(default=None, alias="first level")
    companies: ListNameOrText | None = None
    shown_here: Literal["tell", "gate"] = Field(default="tell", alias="shown here")
