"""A bot on a real database and a real sandbox over HTTP; only the clock and the drags are the test's."""

import itertools
import json
from datetime import UTC, date, datetime, time, timedelta

import pytest
import requests

from app import pull_requests
from app.bot import Bot
from app.demo import WORKSPACE_FILE
from app.notices import send as send_notices
from app.process import file as process_file
from app.reconcile import poll
from app.reconcile import ticket as reconcile_ticket
from app.store import deliveries
from app.ticket import companies
from app.web import inbox
from app.workspace import directory
from app.workspace.reader import Reader
from clickup_client.client import ClickUpClient
from clickup_client.sandbox.in_thread import running_sandbox
from clickup_client.sandbox.workspace.data_file import load_workspace_file
from tests.app.asking import answer

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PEOPLE = {"ops": 54000002, "qa": 54000003, "pm": 54000004, "tech": 54000005}
BOT = 54000001
LIST = "901200000001"


MERGED = "https://github.com/usheru/website/pull/1032"
OPEN = "https://github.com/usheru/showtimes/pull/418"


def milliseconds(day):
    return int(datetime.combine(day, time(4), UTC).timestamp() * 1000)


class Clock:
    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now

    def forward(self, **how):
        self.now += timedelta(**how)


class Workspace:
    """What people do in ClickUp, and what they then see there."""

    def __init__(self, url, bot, clock):
        self.url, self.bot, self.clock = url, bot, clock
        self.fields = {f.name: f for f in bot.client.get_list_fields(LIST)}
        self._numbers = itertools.count(1)

    def api(self, method, path, *, by="ops", ok=True, **body):
        answer = requests.request(
            method,
            f"{self.url}/api/v2{path}",
            headers={"Authorization": f"pk_{by}"},
            json=body or None,
            timeout=5,
        )
        assert answer.ok or not ok, answer.text
        return answer.json() if answer.content else None

    def task(self, task_id):
        return self.api("GET", f"/task/{task_id}", by="admin")

    def status(self, task_id):
        return self.task(task_id)["status"]["status"]

    def field(self, task_id, name):
        return self.bot.client.get_task(task_id).field(name)

    def comments(self, task_id, *, by=BOT):
        found = self.api("GET", f"/task/{task_id}/comment", by="admin")["comments"]
        return [comment for comment in found if comment["user"]["id"] == by]

    def texts(self, task_id):
        """What the bot said on a ticket, oldest first."""
        return [comment["comment_text"] for comment in reversed(self.comments(task_id))]

    def emails(self):
        return requests.get(f"{self.url}/sandbox/emails", timeout=5).json()["emails"]

    def calls(self):
        return requests.get(f"{self.url}/sandbox/state", timeout=5).json()["calls"]["by_token"]["pk_sandbox"]

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

    def tell_of_creation(self, task_id, status, *, by="ops"):
        self.tell(task_id, "status", by=by, before={"status": None}, after={"status": status})

    def tell(self, task_id, field, *, by="ops", **item):
        """Keep a delivery as the receiver does."""
        number = next(self._numbers)
        user = {"id": PEOPLE.get(by, BOT if by == "bot" else -1), "username": by.title()}
        date = str(int(self.clock.now.timestamp() * 1000) + number)
        history = {"id": str(number), "field": field, "date": date, "user": user, **item}
        body = {"event": "taskUpdated", "webhook_id": "w", "task_id": task_id, "history_items": [history]}
        with self.bot.engine.begin() as connection:
            deliveries.receive(
                connection,
                key=f"w:{number}",
                webhook_id="w",
                event="taskUpdated",
                task_id=task_id,
                body=json.dumps(body).encode(),
                mover_id=user["id"] if field == "status" and item["before"]["status"] else None,
            )

    def settle(self, task_id):
        """Let the bot do what is due for a ticket now; the calls it took."""
        before = self.calls()["total"]
        reconcile_ticket.reconcile_ticket(self.bot, task_id)
        return self.calls()["total"] - before

    def settle_notices(self, task_id):
        return send_notices.work_notices(self.bot, task_id)

    def move(self, task_id, status, *, by="ops"):
        """Drag and let the bot judge; the calls it took."""
        self.drag(task_id, status, by=by)
        return self.settle(task_id)


@pytest.fixture(scope="session")
def workspace_data():
    return load_workspace_file(WORKSPACE_FILE)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def process():
    return process_file.load_process(None)


@pytest.fixture
def sandbox(workspace_data, clock):
    with running_sandbox(workspace_data, rate_limit=100_000, now=clock) as running:
        yield running


@pytest.fixture
def bot(sandbox, engine, clock, process):
    with requests.Session() as session, ClickUpClient("pk_sandbox", api_url=f"{sandbox.url}/api") as client:
        found = directory.look_up(client, process)
        yield Bot(
            engine=engine,
            client=client,
            reader=Reader(engine, client, found.tickets_list, found.bot_user_id),
            process=process,
            directory=found,
            providers=(
                pull_requests.github(api_url=f"{sandbox.url}/github", token="gh"),
                pull_requests.gitlab(api_url=f"{sandbox.url}/gitlab", token="gl", host="gitlab.com"),
            ),
            session=session,
            now=clock,
        )


@pytest.fixture
def workspace(sandbox, bot, clock):
    return Workspace(sandbox.url, bot, clock)


@pytest.fixture
def ready(workspace, bot):
    """Make a ticket that carries everything any stage asks for, accepted in the stage of a status."""

    for company in bot.client.each_task(bot.directory.companies_list):
        companies.remember(bot, company)

    def make(status, *, due=date(2026, 12, 3), assignees=(), linked=None, **changes):
        values = {
            "Category": workspace.option("Category", "Data Issues"),
            "Acceptance Criteria": "The checkout works.",
            "Target URL": "https://shop.example/checkout",
            "Severity": workspace.option("Severity", "Major"),
            "Steps to Reproduce the Issue": "Press the button.",
            "Ops Can Reproduce the Issue": False,
            "Issue affects other clients": workspace.option("Issue affects other clients", "No"),
            "Client Target Date": milliseconds(date(2026, 12, 24)),
            "Company": {"add": ["86c1co901"]},
            "Issue Workaround": "None.",
            "Estimated Delivery Date": None if due is None else milliseconds(due),
            "Pull Request": MERGED,
            "Resolution Notes": "A rounding error was removed.",
            "Client email": "client@example.com",
        } | changes
        filled = {name: value for name, value in values.items() if value is not None}
        more = {} if due is None else {"due_date": milliseconds(due), "due_date_time": False}
        task_id = workspace.create(
            status, fields=filled, priority=2, name="Checkout fails", assignees=list(assignees), **more
        )
        if linked:
            bot.client.link_tasks(task_id, linked)
        poll._adopt(bot, bot.client.get_task(task_id))
        return task_id

    return make


@pytest.fixture
def say(workspace, bot):
    """Comment on a ticket as a person of the workspace, and let the receiver hear of it; what it kept."""

    def say(ticket, words, *, by="ops", event="taskCommentPosted", **told):
        posted = workspace.api("POST", f"/task/{ticket}/comment", by=by, comment_text=words)
        item = {
            "id": posted["hist_id"],
            "field": "comment",
            "date": str(posted["date"]),
            "user": {"id": PEOPLE.get(by, BOT), "username": by.title()},
            "after": posted["id"],
            "comment": {"id": posted["id"], "text_content": f"{words}\n"},
        } | told
        body = {"event": event, "webhook_id": "w", "task_id": ticket, "history_items": [item]}
        with bot.engine.begin() as connection:
            return inbox.keep(connection, inbox.read(json.dumps(body).encode(), "w"))

    return say


@pytest.fixture
def ask(workspace, say):
    """Comment, let the bot handle it; its answer, or None."""

    def ask(ticket, words, **how):
        before = len(workspace.comments(ticket))
        say(ticket, words, **how)
        answer(workspace, ticket)
        after = workspace.comments(ticket)
        assert len(after) - before in (0, 1)
        return after[0] if len(after) > before else None

    return ask
