"""A question to ClickUp, and the scratch list on which it is asked."""

from collections.abc import Callable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from app.doctor.canary import Timer
from app.workspace.answers import NotAsked, Seen
from clickup_client.client import ClickUpClient
from clickup_client.models import CustomField, List, Task, Workspace

#: People who look at the list during the probe see this name.
TASK_NAME = "Stagegate probe: asks ClickUp how it behaves, deletes itself within minutes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """
    What the administrator names for questions that cannot be asked without.

    Attributes:
        other_list: Another scratch list, from which a task is shown in the first one.
        form_task: A task that a Form made.
        hidden_task: A task that the bot's user may not see.
        purged_task: A task that was deleted from the trash.
    """

    other_list: List | None = None
    form_task: str | None = None
    hidden_task: str | None = None
    purged_task: str | None = None


@dataclass(slots=True)
class Made:
    """What the probe made in ClickUp, so that all of it can be removed: ids, and the name of a tag."""

    tasks: list[Task] = field(default_factory=list)
    webhooks: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Scratch:
    """
    Everything that a question needs.

    `task` is the probe's own task; `home` and `account` are the time zones of the people and of the bot's
    account, `leftovers` what an interrupted probe left in the list.
    """

    client: ClickUpClient
    engine: Engine
    workspace: Workspace
    bot_user_id: int
    place: List
    fields: tuple[CustomField, ...]
    home: ZoneInfo
    account: ZoneInfo | None
    public_url: str | None
    timer: Timer
    named: Named = field(default_factory=Named)
    leftovers: tuple[Task, ...] = ()
    made: Made = field(default_factory=Made)
    task_id: str = ""
    comment_id: str | None = None

    def make_task(self, list_id: str | None = None) -> Task:
        """Make a task that is removed at the end."""
        task = self.client.create_task(list_id or self.place.id, name=TASK_NAME)
        self.made.tasks.append(task)
        return task

    def field_named(self, name: str, kind: str) -> CustomField | None:
        """A field of the list with that name and type."""
        return next((f for f in self.fields if f.name.casefold() == name and f.type == kind), None)


Ask = Callable[[Scratch], Seen | NotAsked]


@dataclass(frozen=True, slots=True)
class Question:
    """
    One question.

    Attributes:
        key: Its name in the report and in :data:`app.messages.admin.probe.WORDS`.
        ask: Asks it.  May raise ClickUpError: then it counts as refused.
        expected: The answers that were recorded or documented; none where no one knows.
    """

    key: str
    ask: Ask
    expected: frozenset[str] = frozenset()

    def differs(self, seen: Seen) -> bool:
        """Whether an answer is not what was expected."""
        return bool(self.expected) and seen.value not in self.expected


LACKING = NotAsked(reason="lacking")
