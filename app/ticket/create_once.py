"""
Creates a task in ClickUp exactly once, even after a crash.

    made = creating.create_once(bot, "elevation:86cx1k2ab:1", NewTask(list_id=..., name=...))

ClickUp's API has no idempotency keys, and an answer may be lost.  So each task has a key from the caller, a
row in the database before the call, and a reference as the first line of its description.  After an
interrupted attempt, the list is searched for that line before the next attempt.  It is the first line because
ClickUp silently cuts a description that is too long.  A description that is known to be too long is split.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Connection

from app.bot import Bot
from app.errors import LaterError
from app.messages.comments import too_long as words
from app.store import creations as store
from app.store import restored
from app.store.creations import Creation
from app.workspace.refusals import may_be_done
from clickup_client.comment import Comment
from clickup_client.errors import ClickUpError
from clickup_client.models import Task

log = structlog.get_logger()

#: The search starts this long before the interrupted attempt, because our clock may differ from ClickUp's.
MARGIN = timedelta(minutes=2)

#: This many characters of a description are reserved for the line with the reference.
_RESERVED = 80

#: After this time, another worker that creates the same task has finished.
WAIT = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTask:
    """
    A task to create; see :meth:`clickup_client.client.ClickUpClient.create_task`.

    `description` is plain text, or Markdown if `is_markdown`; `due_date` a moment as
    :meth:`app.bootstrap.Bot.moment_of` gives it; `custom_fields` maps field ids to what
    :func:`clickup_client.fields.write_value` returns.  Without `status` it gets the list's first status.
    `asked_at` is when the task was requested; it matters if a restored database has forgotten the task.
    """

    list_id: str
    name: str
    description: str = ""
    is_markdown: bool = False
    status: str | None = None
    priority: int | None = None
    due_date: datetime | None = None
    custom_fields: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    asked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """A created task: its id, the number people use (the custom id, if any), and its address."""

    task_id: str
    number: str
    url: str


def create_once(bot: Bot, key: str, wanted: NewTask) -> Made:
    """
    Create a task, or return the one that was created before for this `key`.

    Costs one call, or none if the task exists.  After an interrupted attempt it costs one more for each
    hundred tasks of the list that changed since.  Different values with the same key are ignored.  The new
    task is reported by a webhook or poll like any other, and is judged as one from outside.

    Raises:
        LaterError: Another worker is creating the same task now.
        ClickUpError: Call again later; with other values if it was a refusal
            (:func:`app.workspace.refusals.is_refusal`).
    """
    with store.alone(bot.engine, key) as is_alone:
        if not is_alone:
            raise LaterError(WAIT)
        with bot.engine.begin() as connection:
            begun = store.begin(connection, key, wanted.list_id)
            if begun.attempted_at is None and _may_be_forgotten(connection, wanted):
                begun = replace(begun, attempted_at=wanted.asked_at)
        if begun.state == "done":
            return _made(begun)
        task = _look_for(bot, begun) or _create(bot, begun, wanted)
        with bot.engine.begin() as connection:
            store.done(connection, key, task_id=task.id, number=task.custom_id or task.id, url=task.url)
    log.info("task created", action="create", task_id=task.id, list_id=begun.list_id, key=key)
    return Made(task.id, task.custom_id or task.id, task.url)


def _may_be_forgotten(connection: Connection, wanted: NewTask) -> bool:
    return wanted.asked_at is not None and restored.was_restored_since(connection, wanted.asked_at)


def rest(bot: Bot, wanted: NewTask) -> Comment | None:
    """
    Return a comment with the rest of a description that is too long; None if it fits, or if
    no one knows.
    """
    _said, left = _split(bot, wanted)
    return words.rest_of_description(left) if left else None


def find(bot: Bot, key: str) -> Made | None:
    """Return the task created for a `key`; None if there is none yet.  Reads only the database."""
    with bot.engine.begin() as connection:
        begun = store.find(connection, key)
    return _made(begun) if begun is not None and begun.state == "done" else None


def _made(begun: Creation) -> Made:
    return Made(begun.task_id or "", begun.number or "", begun.url or "")


def _look_for(bot: Bot, begun: Creation) -> Task | None:
    """Search the list for the task that an interrupted attempt may have created."""
    if begun.attempted_at is None:
        return None
    mark = reference_line(begun)
    for task in bot.client.each_task(begun.list_id, updated_after=begun.attempted_at - MARGIN):
        if mark in task.description:
            return task
    return None


def _create(bot: Bot, begun: Creation, wanted: NewTask) -> Task:
    with bot.engine.begin() as connection:
        store.attempt(connection, begun.key, bot.now())
    said, _left = _split(bot, wanted)
    text = "\n\n".join(filter(None, (reference_line(begun), said)))
    try:
        return bot.client.create_task(
            begun.list_id,
            name=wanted.name,
            status=wanted.status,
            description=None if wanted.is_markdown else text,
            markdown=text if wanted.is_markdown else None,
            priority=wanted.priority,
            due_date=wanted.due_date,
            custom_fields=wanted.custom_fields,
        )
    except ClickUpError as error:
        if not may_be_done(error):
            with bot.engine.begin() as connection:
                store.attempt(connection, begun.key, None)
        raise


def _split(bot: Bot, wanted: NewTask) -> tuple[str, str]:
    """Split a description into the part that ClickUp keeps, and the rest."""
    said, longest = wanted.description.strip(), bot.answers.longest_description
    if longest is None or len(said) <= longest - _RESERVED:
        return said, ""
    room = max(longest - _RESERVED - len(words.GOES_ON) - 2, 0)
    cut = max(said.rfind("\n", 0, room), said.rfind(" ", 0, room), 0) or room
    return f"{said[:cut].rstrip()}\n\n{words.GOES_ON}", said[cut:].strip()


def reference_line(begun: Creation) -> str:
    """The first line of the description, by which the task is recognised."""
    return f"Stagegate, reference {begun.reference}"
