"""The answers to a reference that names no ticket of the process."""

from rules.wording import quoted

HOW = "give its id, such as 86cx1k2ab, its custom id, such as SUP-17, or its address, which has /t/ in it"


def nothing() -> str:
    """No ticket was named."""
    return f"No ticket is named: {HOW}."


def no_ticket_address(text: str) -> str:
    """An address that leads to something else, such as a list or a view."""
    return f"{quoted(text)} is not the address of a ticket. Open the ticket and copy its address, or {HOW}."


def no_reference(text: str) -> str:
    """A text that is neither an id nor an address."""
    return f"{quoted(text)} does not name a ticket: {HOW}."


def unknown(text: str) -> str:
    """ClickUp does not show a task with that id."""
    return f"ClickUp has no task {text}, or the token may not see it."


def archived(name: str) -> str:
    """An archived ticket."""
    return f'"{name}" is archived. Stagegate looks after it again when someone unarchives it.'


def elsewhere(name: str, list_name: str | None, wanted: str) -> str:
    """A ticket of another list."""
    return f'"{name}" is in the list "{list_name}", not in "{wanted}".'


def subtask(name: str) -> str:
    """A subtask."""
    return f'"{name}" is a subtask; the process covers only whole tickets.'
