"""
Tags on tasks: in lower case, and made when a task gets one that its Space does not have.

Both were measured. Guests cannot make tags:
https://help.clickup.com/hc/en-us/articles/9858337000727-User-roles-and-permissions-FAQ
"""

from collections.abc import Iterable

from clickup_client.sandbox.memory.records import Task
from clickup_client.sandbox.refusal import no_right
from clickup_client.sandbox.state import Sandbox
from clickup_client.sandbox.workspace.people import User


def tags_of_space(sandbox: Sandbox, space_id: str) -> set[str]:
    """The tags that a Space has: those of the data file, those that were made, and those of its tasks."""
    changed = sandbox.memory.tags.get(space_id, {})
    names = {*(tag.lower() for tag in sandbox.directory.space(space_id).tags), *changed}
    own = {name for name in names if changed.get(name, True)}
    return own.union(*(task.tags for task in _tasks_in(sandbox, space_id)))


def make_tag(sandbox: Sandbox, space_id: str, name: str, user: User) -> None:
    """Give a Space a tag; raises :exc:`Refused` (401) for a guest."""
    if user.is_guest:
        raise no_right("Guests cannot create tags")
    sandbox.memory.tags.setdefault(space_id, {})[name.lower()] = True
    sandbox.touch()


def drop_tag(sandbox: Sandbox, space_id: str, name: str, user: User) -> None:
    """
    Remove a tag from a Space and its tasks. What webhooks tell of it is not known; here, nothing.

    Raises:
        Refused: 401, a guest asks.
    """
    if user.is_guest:
        raise no_right("Guests cannot delete tags")
    sandbox.memory.tags.setdefault(space_id, {})[name.lower()] = False
    for task in _tasks_in(sandbox, space_id):
        task.tags = without_tag(task, name)
    sandbox.touch()


def known_tags(sandbox: Sandbox, list_id: str, user: User, names: Iterable[str]) -> list[str]:
    """
    The tags that a task gets when ``user`` gives it these: new ones are made, or left out in silence.

    Raises:
        Refused: 401, a guest gave it a new one.
    """
    wanted = list(dict.fromkeys(name.lower() for name in names))
    known = tags_of_space(sandbox, _space_of(sandbox, list_id))
    if user.is_guest and not known.issuperset(wanted):
        raise no_right("Guests cannot create tags")
    created = sandbox.behaviours.unknown_tag_is_created
    return [name for name in wanted if created or name in known]


def without_tag(task: Task, name: str) -> list[str]:
    """The tags of a task without one, in whatever case it is named."""
    return [tag for tag in task.tags if tag.lower() != name.lower()]


def _tasks_in(sandbox: Sandbox, space_id: str) -> list[Task]:
    return [t for t in sandbox.memory.tasks.values() if _space_of(sandbox, t.list_id) == space_id]


def _space_of(sandbox: Sandbox, list_id: str) -> str:
    return sandbox.directory.places[list_id].space.id
