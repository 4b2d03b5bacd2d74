"""What a worker says of people and lists that the process file names and ClickUp does not have."""

from typing import Literal


def missing(kind: Literal["person", "group", "list"], name: str, role: str) -> str:
    """One of them; `role` is what it is for."""
    match kind:
        case "person":
            return f"{name} ({role}) is not in the workspace"
        case "group":
            return f'the group "{name}" ({role}) is not in the workspace'
        case "list":
            return f'the list "{name}" ({role}) cannot be found'
