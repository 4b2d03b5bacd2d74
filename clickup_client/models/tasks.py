"""Tasks, with the links, files and comments on them."""

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AliasChoices, AliasPath, BeforeValidator, Field

from clickup_client.models.custom_fields import CustomField
from clickup_client.models.people import Group, User
from clickup_client.models.values import Text, one_line, or_empty
from clickup_client.records import Answer, Whole
from clickup_client.times import ClickUpTime

#: ClickUp's priorities cannot be renamed. Source: https://developer.clickup.com/reference/createtask
PRIORITIES = {1: "urgent", 2: "high", 3: "normal", 4: "low"}


def _priority_number(value: Any) -> Any:
    """ClickUp asks for a number and answers with an object; its ``id`` is the number, as a string."""
    if not isinstance(value, dict):
        return value
    if value.get("id") is not None:
        return value["id"]
    return {name: number for number, name in PRIORITIES.items()}.get(value.get("priority", ""), value)


def _name_of_status(value: Any) -> Any:
    return value.get("status") if isinstance(value, dict) else value


def _names(value: Any) -> Any:
    """Tags on a task are objects with colours; only their names are used."""
    if not isinstance(value, list):
        return or_empty(value)
    names = (item.get("name") if isinstance(item, dict) else item for item in value)
    return tuple(name for name in names if isinstance(name, str))


def _ids(value: Any) -> Any:
    """Of places only their ids are used."""
    if not isinstance(value, list):
        return or_empty(value)
    return tuple(str(item["id"]) if isinstance(item, dict) and "id" in item else item for item in value)


class LinkedTask(Answer):
    """A task link. ClickUp does not promise which end it names first; see :attr:`Task.linked_task_ids`."""

    task_id: str
    link_id: str | None = None


class Attachment(Answer):
    """A file on a task. ``size`` in bytes; ``None`` where ClickUp leaves it out, as right after uploading."""

    id: str
    title: Text = ""
    size: int | None = None
    url: Text = ""


class PostedComment(Answer):
    """
    A comment as it stands on a task. ``user`` is ``None`` where its author no longer exists.

    ``runs`` is its rich text, of whatever ClickUp puts there.
    """

    id: str
    text: Text = Field("", validation_alias=AliasChoices("text", "comment_text"))
    runs: Annotated[tuple[Any, ...], BeforeValidator(or_empty)] = Field(
        (), validation_alias=AliasChoices("runs", "comment")
    )
    user: User | None = None
    date: ClickUpTime = None
    resolved: Annotated[bool, BeforeValidator(bool)] = False
    assignee: User | None = None


class Task(Whole):
    """
    A task.

    Attributes:
        description: As plain text.
        markdown: The description as Markdown, with links and pictures; ``None`` where ClickUp did not send
            it, as in pages.
        status: The status's name, as ClickUp spells it in answers (it likes to lower-case them).
        status_id: The status's id on the task's List; ``None`` where ClickUp leaves it out.
        priority: 1 urgent, 2 high, 3 normal, 4 low; ``None`` when it has none.
        due_date: Clamped if ``datetime`` cannot hold the year. A date without a time of day is still a
            moment, 04:00 in the time zone of the person who set it: compare such dates as days in the
            workspace's time zone.
        due_date_has_time: Whether a time of day was given; ``False`` also where ClickUp leaves it out.
        other_list_ids: The Lists besides its home that it is shown in (*tasks in multiple Lists*).
        parent: The id of the task that this one is a subtask of.
        tags: The names of its tags, which ClickUp stores in lower case.
        attachments: Its files; only for a task that was requested by its id.
        left_out: What could not be read, such as an assignee who is null.
    """

    spared = frozenset({"creator", "date_created", "date_updated", "date_closed"})

    id: str
    custom_id: str | None = None
    name: Text = ""
    description: Text = ""
    markdown: str | None = Field(None, validation_alias=AliasChoices("markdown", "markdown_description"))
    url: Text = ""
    status: Annotated[str, BeforeValidator(_name_of_status)]
    status_id: str | None = Field(None, validation_alias=AliasChoices("status_id", AliasPath("status", "id")))
    list_id: str = Field(validation_alias=AliasChoices("list_id", AliasPath("list", "id")))
    list_name: str | None = Field(None, validation_alias=AliasChoices("list_name", AliasPath("list", "name")))
    folder_id: str | None = Field(None, validation_alias=AliasChoices("folder_id", AliasPath("folder", "id")))
    space_id: str | None = Field(None, validation_alias=AliasChoices("space_id", AliasPath("space", "id")))
    other_list_ids: Annotated[tuple[str, ...], BeforeValidator(_ids)] = Field(
        (), validation_alias=AliasChoices("other_list_ids", "locations")
    )
    parent: str | None = None
    archived: Annotated[bool, BeforeValidator(bool)] = False
    priority: Annotated[Annotated[int, Field(ge=1, le=4)] | None, BeforeValidator(_priority_number)] = None
    due_date: ClickUpTime = None
    due_date_has_time: Annotated[bool, BeforeValidator(bool)] = Field(
        default=False, validation_alias=AliasChoices("due_date_has_time", "due_date_time")
    )
    assignees: Annotated[tuple[User, ...], BeforeValidator(or_empty)] = ()
    group_assignees: Annotated[tuple[Group, ...], BeforeValidator(or_empty)] = ()
    tags: Annotated[tuple[str, ...], BeforeValidator(_names)] = ()
    custom_fields: Annotated[tuple[CustomField, ...], BeforeValidator(or_empty)] = ()
    linked_tasks: Annotated[tuple[LinkedTask, ...], BeforeValidator(or_empty)] = ()
    attachments: Annotated[tuple[Attachment, ...], BeforeValidator(or_empty)] = ()
    date_created: ClickUpTime = None
    date_updated: ClickUpTime = None
    date_closed: ClickUpTime = None
    creator: User | None = None

    @property
    def linked_task_ids(self) -> tuple[str, ...]:
        """The ids of the tasks at the other ends of this task's links."""
        ends = (end for link in self.linked_tasks for end in (link.task_id, link.link_id))
        return tuple(dict.fromkeys(end for end in ends if end is not None and end != self.id))

    def field(self, name_or_id: str) -> CustomField | None:
        """Return the custom field with that id, else that name, else that name in another case."""
        fields = self.custom_fields
        by_id = (field for field in fields if field.id == name_or_id)
        name = one_line(name_or_id)
        by_name = (field for field in fields if field.name == name)
        folded = name.casefold()
        by_folded_name = (field for field in fields if field.name.casefold() == folded)
        return next(by_id, None) or next(by_name, None) or next(by_folded_name, None)


@dataclass(frozen=True, slots=True)
class OddTask:
    """A task that could not be read: its id and name where ClickUp sent them, and what is wrong with it."""

    id: str | None
    name: str
    complaint: str


class TaskPage(Answer):
    """
    Up to 100 tasks of a List; ``last_page`` says that there are no more.

    Each is read on its own: those that cannot be read are ``odd``.
    """

    tasks: Annotated[tuple[Task, ...], BeforeValidator(or_empty)] = ()
    last_page: bool = True
    odd: tuple[OddTask, ...] = ()
