"""What changes while a sandbox runs, and is saved: tickets, comments, webhooks, mails, pull requests."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Visit(_Record):
    """A stay in a status; ``since`` in milliseconds."""

    status: str
    since: int


class Link(_Record):
    """A link as one of its two tasks sees it; ``task_id`` is the other one."""

    task_id: str
    at: int
    user: int


class Attachment(_Record):
    """What is kept of a file that was attached; its bytes are not."""

    id: str
    title: str
    mimetype: str
    size: int
    at: int
    user: int


class Task(_Record):
    """
    A ticket.

    Times in milliseconds; ``values`` by field id, as :mod:`.changes.field_input` stores them; ``markdown``
    what the plain ``description`` was made of; ``deleted`` while it is in the trash; ``hidden_from`` has the
    users who may not see it, as when its List is private; ``locations`` the Lists besides its home that it is
    shown in.
    """

    id: str
    name: str
    list_id: str
    status: str
    creator: int | None
    created: int
    updated: int
    custom_id: str | None = None
    description: str = ""
    markdown: str | None = None
    closed: int | None = None
    done: int | None = None
    priority: int | None = None
    due_date: int | None = None
    due_date_time: bool = False
    start_date: int | None = None
    start_date_time: bool = False
    time_estimate: int | None = None
    points: float | None = None
    assignees: list[int] = Field(default_factory=list)
    groups: list[str] = Field(default_factory=list)
    watchers: list[int] = Field(default_factory=list)
    tags: list[str] = Field(default_factory=list)
    parent: str | None = None
    locations: list[str] = Field(default_factory=list)
    archived: bool = False
    deleted: bool = False
    hidden_from: list[int] = Field(default_factory=list)
    values: dict[str, Any] = Field(default_factory=dict)
    links: list[Link] = Field(default_factory=list)
    visits: list[Visit] = Field(default_factory=list)
    attachments: list[Attachment] = Field(default_factory=list)


class Comment(_Record):
    """A comment or, with ``parent``, a reply. ``runs`` is the rich text as ClickUp gives it back."""

    id: str
    task_id: str
    user: int
    at: int
    runs: list[dict[str, Any]]
    parent: str | None = None
    resolved: bool = False
    assignee: int | None = None
    group_assignee: str | None = None
    assigned_by: int | None = None


class Webhook(_Record):
    """A registered webhook."""

    id: str
    user: int
    endpoint: str
    events: list[str]
    secret: str
    task_id: str | None = None
    list_id: str | None = None
    folder_id: str | None = None
    space_id: str | None = None
    status: Literal["active", "failing", "suspended"] = "active"
    fail_count: int = 0


class SentEmail(_Record):
    """A mail that an Automation would have sent."""

    id: int
    at: int
    automation: str
    task_id: str
    trigger: str
    to: str
    subject: str
    body: str


class PullRequest(_Record):
    """A pull request of the fake GitHub."""

    state: Literal["open", "closed"] = "open"
    merged_at: int | None = None
    title: str = ""


class Grant(_Record):
    """
    What a person let an OAuth app do, by its code or its token.

    ``workspace``: whether they chose the Workspace, too. ``used``: the code was exchanged.
    """

    client_id: str
    user: int
    workspace: bool = True
    used: bool = False


class MadeList(_Record):
    """A List that was made since the start, outside of the Folders of its Space."""

    id: str
    name: str
    space_id: str


class Memory(_Record):
    """
    Everything that is saved. ``pulls`` by ``owner/name#number``; ``tags`` by Space: those that were made
    (true) or removed (false) since the start; ``codes`` and ``grants``, by token, of people who signed in
    with an OAuth app.
    """

    workspace_id: str
    next_number: int = 1
    tasks: dict[str, Task] = Field(default_factory=dict)
    comments: dict[str, Comment] = Field(default_factory=dict)
    webhooks: dict[str, Webhook] = Field(default_factory=dict)
    emails: list[SentEmail] = Field(default_factory=list)
    pulls: dict[str, PullRequest] = Field(default_factory=dict)
    tags: dict[str, dict[str, bool]] = Field(default_factory=dict)
    lists: list[MadeList] = Field(default_factory=list)
    codes: dict[str, Grant] = Field(default_factory=dict)
    grants: dict[str, Grant] = Field(default_factory=dict)
    automations_enabled: bool = True
