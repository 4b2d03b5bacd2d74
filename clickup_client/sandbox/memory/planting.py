"""The data file's tickets, comments and pull requests as the records of a fresh sandbox."""

from datetime import datetime
from typing import Any

from clickup_client.sandbox.memory.records import Comment, Link, Memory, PullRequest, Task, Visit
from clickup_client.sandbox.times import day_in, milliseconds, resolve_day, resolve_moment
from clickup_client.sandbox.workspace.definition import (
    TASK_TYPES,
    TEXT_TYPES,
    FieldDefinition,
    PullRequestSeed,
    Repository,
    WorkspaceFileError,
)
from clickup_client.sandbox.workspace.directory import Directory
from clickup_client.sandbox.workspace.people import User
from clickup_client.sandbox.workspace.task_seeds import TaskSeed


def plant(directory: Directory, now: datetime) -> Memory:
    """
    Build the first memory of a sandbox. Relative dates count from ``now``.

    Raises:
        WorkspaceFileError: A ticket names a status, field, choice, person or ticket that is not there.
    """
    workspace = directory.workspace
    memory = Memory(workspace_id=workspace.id, automations_enabled=workspace.automations_enabled)
    seeds = [(place.list.id, seed) for place in directory.places.values() for seed in place.list.tasks]
    for list_id, seed in seeds:
        try:
            memory.tasks[seed.id] = _task(directory, list_id, seed, now)
            _plant_comments(directory, memory, seed, now)
        except (ValueError, KeyError) as error:
            raise WorkspaceFileError(f"task {seed.id}: {error}") from error
    for _, seed in seeds:
        for other in seed.linked:
            if other not in memory.tasks:
                raise WorkspaceFileError(f"task {seed.id}: linked to {other}, which is not in the file")
            _link(memory.tasks[seed.id], memory.tasks[other])
    for repository in workspace.repositories:
        for pull in repository.pulls:
            memory.pulls[f"{repository.name}#{pull.number}"] = _pull(repository, pull, now)
    return memory


def _task(directory: Directory, list_id: str, seed: TaskSeed, now: datetime) -> Task:
    status = directory.status(list_id, seed.status)
    if status is None:
        raise ValueError(f"the list has no status {seed.status!r}")
    creator = directory.user_by_email(seed.creator) if seed.creator else directory.workspace.users[0]
    created = milliseconds(resolve_moment(seed.created, now))
    since = milliseconds(resolve_moment(seed.in_status_since or seed.created, now))
    finished = since if status.type in ("done", "closed") else None
    return Task(
        id=seed.id,
        name=seed.name,
        custom_id=seed.custom_id,
        list_id=list_id,
        status=status.status,
        description=seed.description,
        creator=creator.id,
        created=created,
        updated=since,
        done=finished,
        closed=finished if status.type == "closed" else None,
        priority=seed.priority,
        due_date=_day(seed.due, now, creator) if seed.due else None,
        assignees=[directory.user_by_email(email).id for email in seed.assignees],
        watchers=[directory.user_by_email(email).id for email in seed.watchers],
        tags=list(seed.tags),
        parent=seed.parent,
        values={
            field.id: value
            for field, value in (
                _value(directory, list_id, *pair, now, creator) for pair in seed.fields.items()
            )
            if value is not None
        },
        visits=[Visit(status=status.status, since=since)],
    )


def _day(text: str, now: datetime, setter: User) -> int:
    return day_in(resolve_day(text, now, setter.time_zone), setter.time_zone)


def _value(
    directory: Directory, list_id: str, name: str, value: Any, now: datetime, setter: User
) -> tuple[FieldDefinition, Any]:
    """A field of the list and the stored form of what the file says for it."""
    field = directory.field_named(list_id, name)
    if field is None:
        known = ", ".join(each.name for each in directory.fields(list_id))
        raise ValueError(f"the list has no field {name!r}; there are {known}")
    stored = value
    if field.type == "drop_down":
        stored = _option(field, value)
    elif field.type == "labels":
        stored = [_option(field, each) for each in value]
    elif field.type == "date":
        stored = _day(str(value), now, setter)
    elif field.type == "users":
        stored = [directory.user_by_email(each).id for each in value]
    elif field.type in TASK_TYPES:
        stored = [str(each) for each in value]
    elif field.type in TEXT_TYPES:
        stored = str(value)
    return field, stored


def _option(field: FieldDefinition, name: Any) -> str:
    for option in field.options:
        if option.name == name:
            return option.id
    choices = ", ".join(option.name for option in field.options)
    raise ValueError(f"{field.name} has no choice {name!r}; there are {choices}")


def _plant_comments(directory: Directory, memory: Memory, seed: TaskSeed, now: datetime) -> None:
    for comment in seed.comments:
        comment_id = str(90_110_000_000_000 + memory.next_number)
        memory.next_number += 1
        memory.comments[comment_id] = Comment(
            id=comment_id,
            task_id=seed.id,
            user=directory.user_by_email(comment.by).id,
            at=milliseconds(resolve_moment(comment.at, now)),
            runs=[{"text": comment.text}],
        )


def _pull(repository: Repository, seed: PullRequestSeed, now: datetime) -> PullRequest:
    if seed.merged is False:
        return PullRequest(state=seed.state, title=seed.title)
    try:
        merged = now if seed.merged is True else resolve_moment(seed.merged, now)
    except ValueError as error:
        raise WorkspaceFileError(f"pull request {repository.name}#{seed.number}: {error}") from error
    return PullRequest(state="closed", merged_at=milliseconds(merged), title=seed.title)


def _link(task: Task, other: Task) -> None:
    for one, another in ((task, other), (other, task)):
        if all(link.task_id != another.id for link in one.links):
            one.links.append(Link(task_id=another.id, at=task.created, user=task.creator))
