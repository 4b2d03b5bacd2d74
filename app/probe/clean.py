"""Removes what a probe made in ClickUp, and names what it could not remove."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from app.messages.admin import probe as words
from app.probe.calls import OutOfCallsError
from app.probe.question import TASK_NAME, Scratch
from app.store import webhooks as stored_webhooks
from clickup_client.errors import ClickUpError, NotFoundError
from clickup_client.models import Task

T = TypeVar("T")

#: What is removed, in words, and how.
Step = tuple[str, Callable[[], None]]


def clean(scratch: Scratch) -> list[str]:
    """
    Remove everything that was made; what is left, each as a sentence.

    A second Ctrl-C ends it, and the rest is named.
    """
    left: list[str] = []
    steps = _steps(scratch)
    while steps:
        name, remove = steps[0]
        try:
            remove()
        except NotFoundError:  # someone was faster
            pass
        except (ClickUpError, OutOfCallsError) as error:
            left.append(words.not_removed(name, str(error)))
        except KeyboardInterrupt:
            return left + [words.not_removed(each, "") for each, _ in steps]
        steps.pop(0)
    return left


def is_ours(task: Task, bot_user_id: int) -> bool:
    """Whether a probe made a task."""
    return task.name == TASK_NAME and task.creator is not None and task.creator.id == bot_user_id


def _steps(scratch: Scratch) -> list[Step]:
    client, made, space_id = scratch.client, scratch.made, scratch.place.space_id or ""
    webhooks = dict.fromkeys([*made.webhooks, *_strays(scratch, _webhooks)])
    tasks = {task.id: task for task in (*scratch.leftovers, *made.tasks, *_strays(scratch, _tasks))}
    return [
        *((words.a_webhook(each), partial(_remove_webhook, scratch, each)) for each in webhooks),
        *((words.a_tag(each), partial(client.delete_space_tag, space_id, each)) for each in made.tags),
        *(
            (words.a_task(each.url or each.id), partial(client.delete_task, each.id))
            for each in tasks.values()
        ),
    ]


def _strays(scratch: Scratch, find: Callable[[Scratch], list[T]]) -> list[T]:
    """What a call made whose answer was lost; nothing where that cannot be asked."""
    try:
        return find(scratch)
    except (ClickUpError, OutOfCallsError, KeyboardInterrupt):
        return []


def _tasks(scratch: Scratch) -> list[Task]:
    places = [scratch.place, *filter(None, [scratch.named.other_list])]
    found = (task for place in places for task in scratch.client.get_tasks(place.id).tasks)
    return [task for task in found if is_ours(task, scratch.bot_user_id)]


def _webhooks(scratch: Scratch) -> list[str]:
    if scratch.named.other_list is None:  # none was asked for
        return []
    present = scratch.client.get_webhooks(scratch.workspace.id)
    return [each.id for each in present if each.list_id == scratch.place.id]


def _remove_webhook(scratch: Scratch, webhook_id: str) -> None:
    try:
        scratch.client.delete_webhook(webhook_id)
    finally:
        with scratch.engine.begin() as connection:
            stored_webhooks.remove(connection, webhook_id)
