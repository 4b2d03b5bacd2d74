"""Questions about tasks: what is gone, what is refused, how long a description may be, who made it."""

from app.probe.question import LACKING, Scratch
from app.probe.too_long import LENGTHS, filler, longest
from app.ticket.reference import read_reference
from app.workspace.answers import NotAsked, Seen
from clickup_client.errors import BadRequestError, ClickUpError, NotAuthorisedError, NotFoundError
from clickup_client.models import CLICKBOT, Task

#: Looks like an id of a task, and is none.
_NEVER_WAS = "zzzzzzzzz"
_NO_STATUS = "stagegate probe: no such status"


def unknown(scratch: Scratch) -> Seen | NotAsked:
    """What does ClickUp answer about a task that never existed?"""
    return _code_for(scratch, _NEVER_WAS)


def trashed(scratch: Scratch) -> Seen | NotAsked:
    """And one in the trash?"""
    task = scratch.make_task()
    scratch.client.delete_task(task.id)
    scratch.made.tasks.remove(task)
    return _code_for(scratch, task.id)


def hidden(scratch: Scratch) -> Seen | NotAsked:
    """And one that the token may not see?"""
    return _code_for(scratch, scratch.named.hidden_task)


def purged(scratch: Scratch) -> Seen | NotAsked:
    """And one that was deleted from the trash?"""
    return _code_for(scratch, scratch.named.purged_task)


def unknown_status(scratch: Scratch) -> Seen | NotAsked:
    """With which code does ClickUp refuse a status that the list does not have?"""
    try:
        scratch.client.update_task(scratch.task_id, status=_NO_STATUS)
    except BadRequestError as error:
        return Seen(value=code_of(error))
    return Seen(value="is_accepted")


def longest_description(scratch: Scratch) -> Seen | NotAsked:
    """How long may a description be?"""

    def kept(length: int) -> int:
        task = scratch.client.update_task(scratch.task_id, description=filler(length))
        return len(task.description.strip())

    return longest(kept, LENGTHS)


def form_creator(scratch: Scratch) -> Seen | NotAsked:
    """Who made the task of a Form?"""
    if scratch.named.form_task is None:
        return LACKING
    creator = _read(scratch, scratch.named.form_task).creator
    if creator is None:
        return Seen(value="nobody")
    if creator.id == CLICKBOT:
        return Seen(value="clickbot")
    return Seen(value="agent" if creator.id < 0 else "person")


def code_of(error: ClickUpError) -> str:
    """ClickUp's answer to what it refuses, such as `401 OAUTH_027`."""
    return " ".join(str(part) for part in (error.status, error.code) if part is not None)


def _code_for(scratch: Scratch, named: str | None) -> Seen | NotAsked:
    if named is None:
        return LACKING
    try:
        _read(scratch, named)
    except (NotFoundError, NotAuthorisedError, BadRequestError) as error:
        if isinstance(error, NotAuthorisedError) and error.token_is_bad:
            raise
        return Seen(value=code_of(error))
    return Seen(value="is_shown")


def _read(scratch: Scratch, named: str) -> Task:
    wanted = read_reference(named)
    return scratch.client.get_task(wanted.id, custom_in=scratch.workspace.id if wanted.is_custom else None)
