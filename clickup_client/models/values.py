"""What values of every kind have in common: null for nothing, blanks that no one sees."""

from typing import Annotated, Any

from pydantic import BeforeValidator


def or_empty(value: Any) -> Any:
    """A list where ClickUp sends null."""
    return () if value is None else value


def text_or_empty(value: Any) -> Any:
    """A text where ClickUp sends null."""
    return "" if value is None else value


def one_line(value: Any) -> Any:
    """A text without blanks at its ends, and with one between its words."""
    return " ".join(value.split()) if isinstance(value, str) else text_or_empty(value)


Text = Annotated[str, BeforeValidator(text_or_empty)]


#: The name of something that is written by its id. ClickUp was seen to keep blanks at its end, which people
#: do not see.
Name = Annotated[str, BeforeValidator(one_line)]
