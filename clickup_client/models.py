"""
ClickUp's answers as frozen values. Only keys that are used are kept; unknown keys are ignored.

Ids are strings even where ClickUp sends numbers, except those of users. Times are aware UTC.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from pydantic import (
    AliasChoices,
    AliasPath,
    BeforeValidator,
    Field,
    SecretStr,
    model_validator,
)

from clickup_client.records import Answer, Whole
from clickup_client.times import ClickUpTime

#: ClickUp's priorities cannot be renamed. Source: https://developer.clickup.com/reference/createtask
PRIORITIES = {1: "urgent", 2: "high", 3: "normal", 4: "low"}


#: The user that acts for Automations, and usually for Forms. AI agents have other negative ids.
CLICKBOT = -1

#: The role of guests among the members of a Workspace; the reference does not document roles.
GUEST = 4


def _or_empty(value: Any) -> Any:
    return () if value is None else value


def _text_or_empty(value: Any) -> Any:
    return "" if value is None else value


def _one_line(value: Any) -> Any:
    return " ".join(value.split()) if isinstance(value, str) else _text_or_empty(value)


def _priority_number(value: Any) -> Any:
    """ClickUp asks for a number and answers with an object; its ``id`` is the number, as a string."""
    if not isinstance(value, dict):
        return value
    if value.get("id") is not None:
        return value["id"]
    return {name: number for number, name in PRIORITIES.items()}.get(value.get("priority", ""), value)


def _name_of_status(value: Any) -> Any:
    return value.get("status") if isinstance(value, dict) else value


def _users_inside(value: Any) -> Any:
    """Workspaces wrap each member: ``{"user": {...}}``."""
    if not isinstance(value, list):
        return _or_empty(value)
    return [item.get("user", item) if isinstance(item, dict) else item for item in value]


def _names(value: Any) -> Any:
    """Tags on a task are objects with colours; only their names are used."""
    if not isinstance(value, list):
        return _or_empty(value)
    names = (item.get("name") if isinstance(item, dict) else item for item in value)
    return tuple(name for name in names if isinstance(name, str))


def _ids(value: Any) -> Any:
    """Of places only their ids are used."""
    if not isinstance(value, list):
        return _or_empty(value)
    return tuple(str(item["id"]) if isinstance(item, dict) and "id" in item else item for item in value)


def _events(value: Any) -> Any:
    return (value,) if isinstance(value, str) else _or_empty(value)


_Text = Annotated[str, BeforeValidator(_text_or_empty)]

#: The name of something that is written by its id. ClickUp was seen to keep blanks at its end, which people
#: do not see.
_Name = Annotated[str, BeforeValidator(_one_line)]


class User(Answer):
    """
    A person, or ClickBot (id -1), who acts for Automations and Forms.

    ``timezone`` is an IANA name; ClickUp tells it only of the user whose token it is (``GET /user``).
    """

    id: int
    username: str | None = None
    email: str | None = None
    role: int | None = None
    role_key: str | None = None
    timezone: str | None = None

    @property
    def is_guest(self) -> bool:
        """Whether they see only what was shared with them, if ClickUp sent their role."""
        return self.role == GUEST or self.role_key == "guest"


class Group(Whole):
    """A Team of users (ClickUp's API says *group*)."""

    id: str
    name: _Name = ""
    members: Annotated[tuple[User, ...], BeforeValidator(_or_empty)] = ()


class Workspace(Whole):
    """A Workspace (ClickUp's API says *team*)."""

    id: str
    name: _Name = ""
    members: Annotated[tuple[User, ...], BeforeValidator(_users_inside)] = ()


class Status(Answer):
    """
    One status of a List.

    ``type`` is ``open``, ``custom``, ``done`` or ``closed``. Match statuses by name or id, never by
    type; the same name has another id in another List.
    """

    status: str
    id: str | None = None
    type: str | None = None
    orderindex: int | float | None = None
    color: str | None = None


class Space(Whole):
    """A Space of a Workspace."""

    id: str
    name: _Name = ""
    statuses: Annotated[tuple[Status, ...], BeforeValidator(_or_empty)] = ()


class List(Whole):
    """
    A List, the home of tasks.

    ``statuses`` are complete only if the List was requested by its id; answers about many Lists leave them
    out. ``deleted``: ClickUp was recorded to answer for a List in the trash as for any other.
    """

    id: str
    name: _Name = ""
    statuses: Annotated[tuple[Status, ...], BeforeValidator(_or_empty)] = ()
    folder_id: str | None = Field(None, validation_alias=AliasChoices("folder_id", AliasPath("folder", "id")))
    space_id: str | None = Field(None, validation_alias=AliasChoices("space_id", AliasPath("space", "id")))
    folder_name: str | None = Field(
        None, validation_alias=AliasChoices("folder_name", AliasPath("folder", "name"))
    )
    space_name: str | None = Field(
        None, validation_alias=AliasChoices("space_name", AliasPath("space", "name"))
    )
    archived: bool | None = None
    deleted: bool = False


class Folder(Whole):
    """A Folder of a Space, with its Lists."""

    id: str
    name: _Name = ""
    lists: Annotated[tuple[List, ...], BeforeValidator(_or_empty)] = ()


class Option(Answer):
    """A choice of a drop-down (ClickUp calls its text ``name``) or a labels field (``label``)."""

    id: str
    name: _Name = Field("", validation_alias=AliasChoices("name", "label"))
    orderindex: int | float | None = None


class CustomField(Answer):
    """
    A custom field: its definition, and on a task also its value as ClickUp sent it.

    Attributes:
        type: ClickUp's name of the type, such as ``"drop_down"``; :mod:`clickup_client.fields` knows them.
        options: The choices of a drop-down or labels field, in ClickUp's order.
        config: The whole ``type_config``.
        value: The raw value; :func:`clickup_client.fields.read` understands it.
        has_value: ``False`` if it was never filled: ClickUp then sends no ``value``, or null.
    """

    id: str
    name: _Name = ""
    type: str
    options: tuple[Option, ...] = ()
    config: dict[str, Any] = Field(default_factory=dict)
    value: Any = None
    has_value: bool = False

    @model_validator(mode="before")
    @classmethod
    def _take_apart(cls, data: Any) -> Any:
        """ClickUp keeps the choices inside ``type_config``; a program may pass them directly."""
        if not isinstance(data, dict):
            return data
        taken: dict[str, Any] = {"has_value": data.get("value") is not None} | data
        config = data.get("type_config")
        if isinstance(config, dict):
            taken |= {"config": config, "options": _options(config.get("options"))}
        return taken


def _options(value: Any) -> list[Any]:
    """A choice without an id is none that a value could name."""
    offered = value if isinstance(value, list) else []
    return [each for each in offered if isinstance(each, dict) and each.get("id") is not None]


class TaskRef(Answer):
    """A task in a relationship field; without a ``name`` if the token may not see it."""

    id: str
    name: str | None = None
    deleted: bool = False


class SpaceTag(Answer):
    """A tag that tasks of a Space can have."""

    name: _Text = ""


class LinkedTask(Answer):
    """A task link. ClickUp does not promise which end it names first; see :attr:`Task.linked_task_ids`."""

    task_id: str
    link_id: str | None = None


class Attachment(Answer):
    """A file on a task. ``size`` in bytes; ``None`` where ClickUp leaves it out, as right after uploading."""

    id: str
    title: _Text = ""
    size: int | None = None
    url: _Text = ""


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
    name: _Text = ""
    description: _Text = ""
    markdown: str | None = Field(None, validation_alias=AliasChoices("markdown", "markdown_description"))
    url: _Text = ""
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
    assignees: Annotated[tuple[User, ...], BeforeValidator(_or_empty)] = ()
    group_assignees: Annotated[tuple[Group, ...], BeforeValidator(_or_empty)] = ()
    tags: Annotated[tuple[str, ...], BeforeValidator(_names)] = ()
    custom_fields: Annotated[tuple[CustomField, ...], BeforeValidator(_or_empty)] = ()
    linked_tasks: Annotated[tuple[LinkedTask, ...], BeforeValidator(_or_empty)] = ()
    attachments: Annotated[tuple[Attachment, ...], BeforeValidator(_or_empty)] = ()
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
        name = _one_line(name_or_id)
        by_name = (field for field in fields if field.name == name)
        folded = name.casefold()
        by_folded_name = (field for field in fields if field.name.casefold() == folded)
        return next(by_id, None) or next(by_name, None) or next(by_folded_name, None)


class WebhookHealth(Answer):
    """``status`` is ``active``, ``failing`` or, from a ``fail_count`` of 100 on, ``suspended``."""

    status: str = "active"
    fail_count: int = 0


class Webhook(Answer):
    """A webhook. Its ``secret`` signs the deliveries; it is hidden from ``repr``."""

    id: str
    endpoint: _Text = ""
    events: Annotated[tuple[str, ...], BeforeValidator(_events)] = ()
    team_id: str | None = None
    space_id: str | None = None
    folder_id: str | None = None
    list_id: str | None = None
    task_id: str | None = None
    user_id: int | None = Field(None, validation_alias=AliasChoices("user_id", "userid"))
    health: WebhookHealth = WebhookHealth()
    secret: SecretStr | None = None


class PostedComment(Answer):
    """
    A comment as it stands on a task. ``user`` is ``None`` where its author no longer exists.

    ``runs`` is its rich text, of whatever ClickUp puts there.
    """

    id: str
    text: _Text = Field("", validation_alias=AliasChoices("text", "comment_text"))
    runs: Annotated[tuple[Any, ...], BeforeValidator(_or_empty)] = Field(
        (), validation_alias=AliasChoices("runs", "comment")
    )
    user: User | None = None
    date: ClickUpTime = None
    resolved: Annotated[bool, BeforeValidator(bool)] = False
    assignee: User | None = None


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

    tasks: Annotated[tuple[Task, ...], BeforeValidator(_or_empty)] = ()
    last_page: bool = True
    odd: tuple[OddTask, ...] = ()


class Budget(Answer):
    """What is left of the token's requests: ``remaining`` of ``limit`` until ``resets_at`` (aware UTC)."""

    limit: int
    remaining: int
    resets_at: datetime
