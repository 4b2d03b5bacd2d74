"""What the data file of a sandbox may say: people, lists, fields, tickets, Automations, repositories."""

from typing import Annotated, Any, Literal, Self
from uuid import NAMESPACE_URL, uuid5

from pydantic import AfterValidator, Field, ValidationError, model_validator

from clickup_client.sandbox.behaviours import Behaviours
from clickup_client.sandbox.workspace.people import App, Group, User
from clickup_client.sandbox.workspace.plans import plan_named
from clickup_client.sandbox.workspace.task_seeds import Entry, Moment, TaskSeed

FieldType = Literal[
    "text", "short_text", "url", "email", "phone", "number", "currency", "date", "checkbox", "drop_down",
    "labels", "users", "tasks", "list_relationship", "emoji", "location", "manual_progress", "button",
]  # fmt: skip

TEXT_TYPES = frozenset({"text", "short_text", "url", "email", "phone"})
NUMBER_TYPES = frozenset({"number", "currency"})
TASK_TYPES = frozenset({"tasks", "list_relationship"})


class WorkspaceFileError(ValueError):
    """The data file cannot be used; the text says what is wrong and where."""


def stable_id(*parts: str) -> str:
    """A UUID that is the same for the same parts at every start."""
    return str(uuid5(NAMESPACE_URL, "/".join(("clickup-sandbox", *parts))))


PlanName = Annotated[str, AfterValidator(lambda name: plan_named(name).name)]


class Status(Entry):
    """A status of a List."""

    status: str
    type: Literal["open", "custom", "done", "closed"] = "custom"
    color: str = "#87909e"


class Option(Entry):
    """A choice of a drop-down or a label."""

    name: str
    id: str = ""
    color: str | None = None


class FieldDefinition(Entry):
    """A custom field of a List."""

    name: str
    type: FieldType
    id: str = ""
    options: tuple[Option, ...] = ()
    list: str | None = None  # the List that a list_relationship leads to, by id
    required: bool | None = False  # null was recorded, too
    type_config: dict[str, Any] = Field(default_factory=dict)


class TaskList(Entry):
    """A List with its statuses (those of its Space when it has none), custom fields and tickets."""

    id: str
    name: str
    statuses: tuple[Status, ...] = ()
    fields: tuple[FieldDefinition, ...] = ()
    tasks: tuple[TaskSeed, ...] = ()
    content: str = ""

    @model_validator(mode="before")
    @classmethod
    def _give_ids(cls, data: Any) -> Any:
        """Fields and options without an id get one that stays the same from start to start."""
        if not isinstance(data, dict):
            return data
        fields = [dict(field) for field in data.get("fields", ())]
        for field in fields:
            field.setdefault("id", stable_id(str(data.get("id")), str(field.get("name"))))
            options = [dict(o) if isinstance(o, dict) else {"name": o} for o in field.get("options", ())]
            for option in options:
                option.setdefault("id", stable_id(field["id"], str(option.get("name"))))
            field["options"] = options
        return {**data, "fields": fields}


class Folder(Entry):
    """A Folder and its Lists."""

    id: str
    name: str
    lists: tuple[TaskList, ...] = ()


class Space(Entry):
    """A Space: Folders, and Lists outside of any. Its statuses are those of each List without its own."""

    id: str
    name: str
    statuses: tuple[Status, ...] = (
        Status(status="to do", type="open"),
        Status(status="complete", type="closed"),
    )
    folders: tuple[Folder, ...] = ()
    lists: tuple[TaskList, ...] = ()
    tags: tuple[str, ...] = ()


class Email(Entry):
    """A mail of an Automation; ``{task_name}`` and the like are replaced."""

    to_field: str
    subject: str
    body: str


class Automation(Entry):
    """
    When ``when_field`` changes to a value: mail the text kept for that value, then set another field.

    With null instead of a text, no mail is sent.
    """

    name: str
    list: str
    when_field: str
    emails: dict[str, Email | None]
    then_set: dict[str, Any] = Field(default_factory=dict)


class PullRequestSeed(Entry):
    """
    A pull request (or merge request) of the fake GitHub and GitLab.

    ``merged`` is when it was merged, or ``true`` for just now.
    """

    number: int
    state: Literal["open", "closed"] = "open"
    merged: bool | Moment = False
    title: str = ""


class Repository(Entry):
    """A repository of the fake GitHub and GitLab, ``owner/name``."""

    name: str
    pulls: tuple[PullRequestSeed, ...] = ()


class Workspace(Entry):
    """The whole data file."""

    id: str = Field(pattern=r"^\d+$")  # webhooks show it as a number
    name: str
    plan: PlanName = "Business"
    users: tuple[User, ...] = Field(min_length=1)
    groups: tuple[Group, ...] = ()
    apps: tuple[App, ...] = ()
    spaces: tuple[Space, ...] = Field(min_length=1)
    automations: tuple[Automation, ...] = ()
    automations_enabled: bool = True
    repositories: tuple[Repository, ...] = ()
    code_token: str | None = None  # when set, the fake GitHub and GitLab require it
    behaviours: Behaviours = Behaviours()

    @model_validator(mode="after")
    def _cross_check(self) -> Self:
        lists = [a_list for space in self.spaces for a_list in lists_of(space)]
        tasks = [task.id for a_list in lists for task in a_list.tasks]
        _refuse_duplicates("user id", [str(user.id) for user in self.users])
        _refuse_duplicates("token", [user.token for user in self.users if user.token])
        _refuse_duplicates("list id", [a_list.id for a_list in lists])
        _refuse_duplicates("task id", tasks)
        addresses = {user.email for user in self.users}
        for group in self.groups:
            if unknown := set(group.members) - addresses:
                raise ValueError(
                    f"group {group.name!r}: no user has the address {', '.join(sorted(unknown))}"
                )
        return self


def lists_of(space: Space) -> tuple[TaskList, ...]:
    """All Lists of a Space, those in Folders included."""
    return (*space.lists, *(a_list for folder in space.folders for a_list in folder.lists))


def _refuse_duplicates(what: str, values: list[str]) -> None:
    twice = sorted({value for value in values if values.count(value) > 1})
    if twice:
        raise ValueError(f"{what} used twice: {', '.join(twice)}")


def read_workspace(data: dict[str, Any]) -> Workspace:
    """
    Check a data file's content.

    Raises:
        WorkspaceFileError: One line for each thing that is wrong.
    """
    try:
        return Workspace.model_validate(data)
    except ValidationError as error:
        found = error.errors()
        # A list that has a faulty entry is called too short as well: that says nothing new.
        places = [each["loc"] for each in found if each["type"] != "too_short"]
        raise WorkspaceFileError(
            "\n".join(
                f"{'.'.join(map(str, each['loc'])) or 'workspace'}: {each['msg']}"
                for each in found
                if each["type"] != "too_short"
                or not any(p[: len(each["loc"])] == each["loc"] for p in places)
            )
        ) from error
