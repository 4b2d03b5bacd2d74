"""The cards of a List's board."""

from collections import Counter
from dataclasses import dataclass

from clickup_client.sandbox.board.look import Look, tint
from clickup_client.sandbox.memory.records import Task
from clickup_client.sandbox.shapes.places import PRIORITIES, initials_of
from clickup_client.sandbox.state import Sandbox
from clickup_client.sandbox.workspace.people import Group, User


@dataclass(frozen=True, slots=True)
class Face:
    """A person or a Team of users."""

    name: str
    initials: str
    tint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """
    What the board shows of a ticket.

    ``rank`` is when it came into its status: the newest is the first of its column. ``hidden_from`` has the
    ids of those who may not see it, with a blank between.
    """

    id: str
    name: str
    status: str
    rank: int
    faces: tuple[Face, ...]
    due: str
    is_late: bool
    priority: str
    priority_tint: str
    tags: tuple[str, ...]
    comments: int
    subtask: bool
    archived: bool
    hidden_from: str


def cards_of(sandbox: Sandbox, list_id: str, look: Look) -> dict[str, Card]:
    """The tickets of a List by id, archived ones included. Call it with the sandbox's lock held."""
    comments = Counter(comment.task_id for comment in sandbox.memory.comments.values())
    outside = [user.id for user in sandbox.directory.users.values() if not user.sees_list(list_id)]
    return {
        task.id: _card(sandbox, task, look, comments[task.id], outside)
        for task in sandbox.memory.tasks.values()
        if task.list_id == list_id and not task.deleted
    }


def counts_of(sandbox: Sandbox) -> Counter[str]:
    """How many tickets each List has, without archived ones. Call it with the sandbox's lock held."""
    return Counter(
        task.list_id for task in sandbox.memory.tasks.values() if not task.deleted and not task.archived
    )


def face_of(someone: User | Group) -> Face:
    """How someone is shown in small."""
    if isinstance(someone, User):
        return Face(someone.username, initials_of(someone.username), tint(someone.color))
    return Face(someone.name, initials_of(someone.name), tint(None))


def _card(sandbox: Sandbox, task: Task, look: Look, comments: int, outside: list[int]) -> Card:
    directory = sandbox.directory
    name, colour = PRIORITIES[task.priority] if task.priority else ("", None)
    return Card(
        id=task.id,
        name=task.name,
        status=task.status,
        rank=task.visits[-1].since if task.visits else task.created,
        faces=(
            *(face_of(directory.user(each)) for each in task.assignees),
            *(face_of(directory.groups[each]) for each in task.groups),
        ),
        due=look.day(task.due_date),
        is_late=task.done is None and look.is_past(task.due_date),
        priority=name,
        priority_tint=tint(colour),
        tags=tuple(task.tags),
        comments=comments,
        subtask=task.parent is not None,
        archived=task.archived,
        hidden_from=" ".join(map(str, sorted({*task.hidden_from, *outside}))),
    )
