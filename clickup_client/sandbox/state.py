"""A running sandbox: its Workspace, what changed in it, and the lock that both are used under."""

import threading
from collections.abc import Callable
from datetime import datetime

from clickup_client.sandbox.deliveries.health import keep_health
from clickup_client.sandbox.deliveries.parcel import Answered, Outcome, Parcel, Target
from clickup_client.sandbox.deliveries.sender import Deliveries
from clickup_client.sandbox.faults.faults import Faults
from clickup_client.sandbox.later import Later
from clickup_client.sandbox.live.feed import Feed
from clickup_client.sandbox.live.guide import Guide, Plan
from clickup_client.sandbox.live.journal import Attempt, Journal
from clickup_client.sandbox.memory.ids import free_task_id
from clickup_client.sandbox.memory.planting import plant
from clickup_client.sandbox.memory.records import Comment, Memory, Task, Webhook
from clickup_client.sandbox.memory.storage import Storage
from clickup_client.sandbox.refusal import not_found, not_there
from clickup_client.sandbox.times import milliseconds
from clickup_client.sandbox.traffic.counters import Calls
from clickup_client.sandbox.traffic.rate_limits import RateLimits
from clickup_client.sandbox.workspace.definition import Workspace
from clickup_client.sandbox.workspace.directory import Directory
from clickup_client.sandbox.workspace.people import User


class Sandbox:
    """
    Everything a request needs. Use ``lock`` around every read and write of ``memory``.

    Args:
        workspace: The data file's content.
        memory: What was saved before; ``None`` plants the data file's tickets.
        rate_limit: Requests a minute for each token.
        now: The clock.
        storage: Where changes are saved; ``None`` keeps them in memory only.
        repeat_delays_seconds: Waits between the tries of a webhook event.
        on_reset: Called after a reset, without the lock.
    """

    def __init__(
        self,
        workspace: Workspace,
        *,
        memory: Memory | None,
        rate_limit: int,
        now: Callable[[], datetime],
        storage: Storage | None,
        repeat_delays_seconds: tuple[float, ...],
        on_reset: Callable[[], None] | None = None,
    ) -> None:
        self.lock = threading.RLock()
        self.now = now
        self.directory = Directory(workspace)
        self.memory = memory or plant(self.directory, now())
        for made in self.memory.lists:
            self.directory.add_list(made.id, made.name, made.space_id)
        self.calls = Calls()
        self.limits = RateLimits(rate_limit, now=now)
        self.faults = Faults()
        self.behaviours = workspace.behaviours
        self.later = Later(self.lock)
        self.feed = Feed()
        self.journal = Journal(self.feed.changed)
        self.guide = Guide()
        self.storage = storage
        self._on_reset = on_reset
        self.deliveries = Deliveries(
            target=self._delivery_target,
            report=self._note_delivery,
            answered=self._note_attempt,
            repeat_delays_seconds=repeat_delays_seconds,
        )
        if storage:
            storage.start(self._dump)

    @property
    def workspace(self) -> Workspace:
        """The data file's content."""
        return self.directory.workspace

    def task(self, task_id: str, *, seen_by: User | None = None) -> Task:
        """
        A task that is there.

        Args:
            task_id: Its id.
            seen_by: Who asks; ``None`` sees everything.

        Raises:
            Refused: As the behaviours say: 404 for a task in the trash, 401 for one that never existed, was
                purged, or is hidden from who asks.
        """
        task = self.memory.tasks.get(task_id)
        if task is None:
            raise not_there(self.behaviours.unknown_task_answers)
        if seen_by is not None and not self.is_visible(task, seen_by):
            raise not_there(self.behaviours.hidden_task_answers)
        if task.deleted:
            raise not_there(self.behaviours.trashed_task_answers)
        return task

    def is_visible(self, task: Task, user: User) -> bool:
        """Whether someone may see a task: in its List, or in another one that it is shown in."""
        seen = any(user.sees_list(each) for each in (task.list_id, *task.locations))
        return seen and user.id not in task.hidden_from

    def task_by_custom_id(self, custom_id: str, *, seen_by: User | None = None) -> Task:
        """A task by its custom id; raises :exc:`Refused` as :meth:`task` does."""
        for task in self.memory.tasks.values():
            if task.custom_id == custom_id:
                return self.task(task.id, seen_by=seen_by)
        raise not_there(self.behaviours.unknown_task_answers)

    def zone_of_dates(self, user: User) -> str:
        """The time zone in which a date without a time becomes 04:00 when ``user`` sets it."""
        if self.behaviours.dates_snapped_in_zone_of == "caller":
            return user.time_zone
        return self.directory.owner().time_zone

    def deliver(self, parcel: Parcel, *, event: str, task_id: str) -> None:
        """Send a webhook delivery on its way, unless a fault has other plans. Does not wait."""
        for each in self.faults.send(parcel, event=event, task_id=task_id):
            self.deliveries.send(each)

    def automation_delay_seconds(self, automation: str) -> float:
        """How long after a change an Automation runs: what a fault says, else the behaviour."""
        fault = self.faults.automation_delay_seconds(automation)
        return self.behaviours.automations_after_ms / 1000 if fault is None else fault

    def clear_faults(self) -> None:
        """Nothing goes wrong any more; deliveries that were held back are made."""
        for parcel in self.faults.clear():
            self.deliveries.send(parcel)

    def comment(self, comment_id: str) -> Comment:
        """A comment; raises :exc:`Refused` (404) when there is none."""
        try:
            return self.memory.comments[comment_id]
        except KeyError:
            raise not_found("Comment not found", "COMMENT_013") from None

    def webhook(self, webhook_id: str) -> Webhook:
        """A webhook; raises :exc:`Refused` (404) when there is none."""
        try:
            return self.memory.webhooks[webhook_id]
        except KeyError:
            raise not_found("Webhook not found", "WEBHOOK_013") from None

    def programs(self) -> set[int]:
        """The ids of those users who are programs: they have webhooks."""
        return {webhook.user for webhook in self.memory.webhooks.values()}

    def guide_now(self) -> tuple[Plan | None, list[bool]]:
        """What the board suggests to try, and which of it is done."""
        self.guide.tick_off(self.journal.happenings(), self.programs())
        return self.guide.plan, self.guide.done()

    def now_ms(self) -> int:
        """The clock in ClickUp's milliseconds."""
        return milliseconds(self.now())

    def next_number(self) -> int:
        """A number that was not given out before, also not before a restart."""
        number = self.memory.next_number
        self.memory.next_number += 1
        return number

    def new_history_id(self) -> str:
        """Nineteen digits, as in ClickUp."""
        return str(4_100_000_000_000_000_000 + self.next_number())

    def new_comment_id(self) -> str:
        """Fourteen digits, growing."""
        return str(90_110_000_000_000 + self.next_number())

    def new_list_id(self) -> str:
        """Twelve digits, growing."""
        return str(901_290_000_000 + self.next_number())

    def new_task_id(self) -> str:
        """Nine signs that start like those of ClickUp's newer tasks."""
        return free_task_id(self.memory.tasks)

    def touch(self) -> None:
        """Say that ``memory`` changed, so that it is saved and shown soon."""
        self.feed.changed()
        if self.storage:
            self.storage.touch()

    def reset(self) -> None:
        """
        Back to the data file.

        Webhooks stay, and are active again, so that a running bot keeps hearing; but not of what was before.
        """
        with self.lock:
            self.faults.clear()
            self.later.drop()
            self.deliveries.drop_waiting()
            webhooks = self.memory.webhooks
            self.directory = Directory(self.workspace)
            self.behaviours = self.workspace.behaviours
            next_number = self.memory.next_number
            self.memory = plant(self.directory, self.now())
            self.memory.next_number = max(next_number, self.memory.next_number)
            for webhook in webhooks.values():
                webhook.status, webhook.fail_count = "active", 0
            self.memory.webhooks = webhooks
            self.journal.clear()
            self.guide.begin(self.guide.plan, after=self.journal.number)
            self.touch()
        if self._on_reset is not None:
            self._on_reset()
        self.calls.clear()
        self.limits.clear()

    def close(self) -> None:
        """Stop delivering and save a last time. Waits for the threads."""
        self.feed.close()
        self.later.drop()
        if self.storage:
            self.storage.close()  # first: a receiver that hangs must not cost what people did
        self.deliveries.close()

    def _dump(self) -> bytes:
        with self.lock:
            return self.memory.model_dump_json(exclude_defaults=True).encode()

    def _delivery_target(self, webhook_id: str) -> Target | None:
        """Where a webhook's events go now; ``None`` when it was removed or suspended meanwhile."""
        with self.lock:
            webhook = self.memory.webhooks.get(webhook_id)
            if webhook is None or webhook.status == "suspended":
                return None
            return Target(endpoint=webhook.endpoint, secret=webhook.secret)

    def _note_attempt(self, parcel: Parcel, answered: Answered) -> None:
        """Remember a try of a delivery for those who look on."""
        self.journal.note_attempt(Attempt(at=self.now_ms(), body=parcel.body, answered=answered))

    def _note_delivery(self, webhook_id: str, outcome: Outcome) -> None:
        """Keep a webhook's health as ClickUp does."""
        with self.lock:
            webhook = self.memory.webhooks.get(webhook_id)
            if webhook is None or webhook.status == "suspended":
                return
            if keep_health(webhook, outcome):
                self.touch()
