"""The sentences about people, lists and statuses that the process file names and ClickUp does not have."""

from typing import Literal

from clickup_client.comment import Comment, bold, line, text


def missing(kind: Literal["person", "group", "list"], name: str, role: str) -> str:
    """A person, group or list is missing; `role` is its use."""
    match kind:
        case "person":
            return f"{name} ({role}) is not in the workspace"
        case "group":
            return f'the group "{name}" ({role}) is not in the workspace'
        case "list":
            return f'the list "{name}" ({role}) cannot be found'


def status_gone(status: str, stage: str) -> str:
    """The list of tickets has no status for a stage."""
    return (
        f'the list of tickets has no status "{status}" for the stage {stage}: its tickets are not checked; '
        "run `stagegate setup`"
    )


def ungated(status: str, stage: str, asked: Comment) -> Comment:
    """The same, as a comment on a ticket of that stage; `asked` mentions people who can help, or is empty."""
    comment = text("The stage ") + bold(stage) + text(f' has the status "{status}" in the process file, ')
    comment += text("but the list no longer has a status of that name. Until the process file names the new ")
    comment += text("one, moves of these tickets are not checked. ")
    comment += asked + text(", please run ") if asked else text("Please run ")
    return comment + text("`stagegate setup`, or rename the status back.") + line()
