"""The people of the sandbox's workspace, and what they do and see there."""

import itertools
import json
from contextlib import suppress
from dataclasses import replace
from http import HTTPStatus

from app.errors import NotHeardYetError
from app.notices import send as send_notices
from app.reconcile import ticket as reconcile_ticket
from app.store.receive import Arrival, receive
from tests.app.dates import milliseconds

BOT, OPS, QA, PM, TECH = 54000001, 54000002, 54000003, 54000004, 54000005
PEOPLE = {"ops": OPS, "qa": QA, "pm": PM, "tech": TECH}
#: The list of tickets.
LIST = "901200000001"
#: Addresses of pull requests.
MERGED = "https://github.com/usheru/website/pull/1032"
OPEN = "https://github.com/usheru/showtimes/pull/418"


class Workspace:
    """What people do in ClickUp, and what they then see there."""

    def __init__(self, running, bot, clock, *, fields):
        """`running`: a sandbox; `fields`: those of its list of tickets."""
        self.url, self.bot, self.clock = running.url, bot, clock
        self.fields = {field.name: field for field in fields}
        self._running = running
        self._client = running.app.test_client(use_cookies=False)
        self._numbers = itertools.count(1)

    def use(self, **parts):
        """Give the bot another process, directory or whatever else it has."""
        self.bot = replace(self.bot, **parts)

    def change_process(self, **update):
        """Change top-level parts of the process, such as `mode`."""
        self.use(process=self.bot.process.model_copy(update=update))

    def change_stage(self, name, /, **update):
        """Change one stage of the process."""
        stages = self.bot.process.stages
        self.change_process(
            stages=tuple(stage.model_copy(update=update) if stage.name == name else stage for stage in stages)
        )

    def assignees(self, task_id):
        return {user["id"] for user in self.task(task_id)["assignees"]}

    def api(self, method, path, /, *, by="ops", ok=True, **body):
        headers = {"Authorization": f"pk_{by}"}
        return self._call(method, f"/api/v2{path}", headers=headers, json=body or None, ok=ok)

    def sandbox(self, method, path, /, **body):
        """Look at the sandbox itself, or change it, below `/sandbox/`."""
        return self._call(method, f"/sandbox/{path}", json=body or None)

    def _call(self, method, path, *, ok=True, **options):
        """Not over the network as the bot does: that takes three times as long."""
        answer = self._client.open(path, base_url=self.url, method=method, **options)
        assert answer.status_code < HTTPStatus.BAD_REQUEST or not ok, answer.text
        return answer.json if answer.data else None

    def task(self, task_id):
        return self.api("GET", f"/task/{task_id}", by="admin")

    def status(self, task_id):
        return self.task(task_id)["status"]["status"]

    def field(self, task_id, name):
        return self.bot.client.get_task(task_id).field(name)

    def comments(self, task_id, *, by=BOT):
        """What someone said, newest first. ClickUp leaves `resolved` out where no one is assigned."""
        found = self.api("GET", f"/task/{task_id}/comment", by="admin")["comments"]
        return [{"resolved": False, **comment} for comment in found if comment["user"]["id"] == by]

    def texts(self, task_id):
        """What the bot said on a ticket, oldest first."""
        return [comment["comment_text"] for comment in reversed(self.comments(task_id))]

    def emails(self):
        return self.sandbox("GET", "emails")["emails"]

    def calls(self):
        """The bot's so far, as the page of the sandbox's state has them: that page takes long."""
        made = self._running.sandbox.calls.snapshot()["by_token"]
        return made.get("pk_sandbox", {"total": 0, "by_call": {}})

    def create(self, status, *, by="ops", fields=None, **more):
        values = [{"id": self.fields[name].id, "value": value} for name, value in (fields or {}).items()]
        body = {"name": "A ticket", "status": status, "custom_fields": values, **more}
        return self.api("POST", f"/list/{LIST}/task", by=by, **body)["id"]

    def option(self, name, option):
        return next(o.id for o in self.fields[name].options if o.name == option)

    def set_field(self, task_id, name, value, *, by="ops"):
        self.api("POST", f"/task/{task_id}/field/{self.fields[name].id}", by=by, value=value)
        self.tell(task_id, "custom_field", by=by, after=value, custom_field={"id": self.fields[name].id})

    def clear_field(self, task_id, name, *, by="ops"):
        self.api("DELETE", f"/task/{task_id}/field/{self.fields[name].id}", by=by)
        self.tell(task_id, "custom_field", by=by, after=None, custom_field={"id": self.fields[name].id})

    def set_due(self, task_id, day, *, by="pm"):
        self.set_due_silently(task_id, day, by=by)
        moment = None if day is None else milliseconds(day)
        self.tell(task_id, "due_date", by=by, after=None if moment is None else str(moment))

    def set_due_silently(self, task_id, day, *, by="pm", **more):
        """Set the due date, and what else goes with it, without a word of ClickUp's."""
        moment = None if day is None else milliseconds(day)
        self.api("PUT", f"/task/{task_id}", by=by, due_date=moment, due_date_time=False, **more)

    def drag(self, task_id, status, *, by="ops"):
        """Move a ticket as a person does; ClickUp tells of it."""
        before = self.status(task_id)
        self.api("PUT", f"/task/{task_id}", by=by, status=status)
        self.tell_of_move(task_id, before, status, by=by)

    def tell_of_move(self, task_id, before, after, *, by="ops"):
        self.tell(task_id, "status", by=by, before={"status": before}, after={"status": after})

    def tell_of_creation(self, task_id, status, *, by="ops", via=None):
        self.tell(task_id, "status", by=by, before={"status": None}, after={"status": status})
        if via is not None:
            self.tell(task_id, "task_creation", by=by, data={"via": via})

    def tell(self, task_id, field, *, by="ops", **item):
        """Keep a delivery as the receiver does."""
        number = next(self._numbers)
        user = {"id": PEOPLE.get(by, BOT if by == "bot" else -1), "username": by.title()}
        date = str(int(self.clock.now.timestamp() * 1000) + number)
        history = {"id": str(number), "field": field, "date": date, "user": user, **item}
        body = {"event": "taskUpdated", "webhook_id": "w", "task_id": task_id, "history_items": [history]}
        with self.bot.engine.begin() as connection:
            receive(
                connection,
                Arrival(
                    key=f"w:{number}",
                    webhook_id="w",
                    event="taskUpdated",
                    task_id=task_id,
                    body=json.dumps(body).encode(),
                    mover_id=user["id"] if field == "status" and item["before"]["status"] else None,
                ),
            )

    def settle(self, task_id):
        """Let the bot do what is due for a ticket now; the calls it took."""
        before = self.calls()["total"]
        with suppress(NotHeardYetError):
            reconcile_ticket.reconcile_ticket(self.bot, task_id)
            return self.calls()["total"] - before
        reconcile_ticket.reconcile_ticket(self.bot, task_id)  # as the worker does, a moment later
        return self.calls()["total"] - before

    def settle_notices(self, task_id):
        return send_notices.work_notices(self.bot, task_id)

    def move(self, task_id, status, *, by="ops"):
        """Drag and let the bot judge; the calls it took."""
        self.drag(task_id, status, by=by)
        return self.settle(task_id)
