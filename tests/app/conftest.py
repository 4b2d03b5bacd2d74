"""A bot on a real database and a real sandbox over HTTP; only the clock and the drags are the test's."""

import json
from copy import deepcopy
from dataclasses import replace
from datetime import date
from functools import partial

import pytest
import requests
from sqlalchemy import insert

from app import pull_requests
from app.bot import Bot
from app.demo import WORKSPACE_FILE
from app.process import file as process_file
from app.pull_requests.late_answers import LateAnswers
from app.reconcile import poll
from app.store import tables
from app.web import inbox
from app.workspace.reader import Reader
from clickup_client.client import ClickUpClient
from clickup_client.sandbox.workspace.data_file import load_workspace_file
from tests.app.asking import answer
from tests.app.dates import Clock, let_pass, milliseconds
from tests.app.fresh_answers import FreshAnswers
from tests.app.parsed_once import parsed_once
from tests.app.people import BOT, MERGED, PEOPLE, Workspace
from tests.app.sandboxes import Sandboxes
from tests.app.templates import compiled_once

#: How long the bot of a test waits for a code host: no test is about how busy the machine is.
PATIENCE = 60
#: Tickets of the demo: one of each list.
NAMED = ("86c1va102", "86c1cs801")


@pytest.fixture(scope="session", autouse=True)
def templates():
    with compiled_once():
        yield


@pytest.fixture(scope="session", autouse=True)
def process_files():
    with parsed_once():
        yield


@pytest.fixture(scope="session")
def demo_data():
    """The demo's workspace with all its tickets, each of which every poll takes time for."""
    return load_workspace_file(WORKSPACE_FILE)


@pytest.fixture(scope="session")
def workspace_data(demo_data):
    """The demo's workspace with its companies and a few of its tickets: those that tests name."""
    data = deepcopy(demo_data)
    [space] = data["spaces"]
    space["tags"] = sorted(
        {tag for a_list in space["lists"] for task in a_list["tasks"] for tag in task.get("tags", ())}
    )
    for a_list in space["lists"]:
        if a_list["name"] != "Companies":
            a_list["tasks"] = [task for task in a_list["tasks"] if task["id"] in NAMED]
    return data


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(scope="session")
def shipped_process():
    return process_file.load_process(None)


@pytest.fixture
def process(shipped_process):
    """The process of the bot; modules replace it. It is frozen, so that one parse serves all tests."""
    return shipped_process


@pytest.fixture(scope="session")
def sandboxes():
    """`with sandboxes.fresh(workspace_data) as running`."""
    sandboxes = Sandboxes()
    yield sandboxes
    sandboxes.close()


@pytest.fixture(scope="session")
def fresh_answers():
    return FreshAnswers()


@pytest.fixture
def sandbox(sandboxes, workspace_data, clock):
    with sandboxes.fresh(workspace_data, now=clock) as running:
        yield running


@pytest.fixture
def bot(sandbox, workspace_data, fresh_answers, engine, clock, process):
    """It does not wait: a call is tried again at once, and a burst has arrived at once."""
    with (
        requests.Session() as session,
        ClickUpClient("pk_sandbox", api_url=f"{sandbox.url}/api", sleep=lambda _seconds: None) as client,
    ):
        found = fresh_answers.directory(client, workspace_data, process)
        yield Bot(
            engine=engine,
            client=client,
            reader=Reader(
                engine,
                client,
                found.tickets_list,
                found.bot_user_id,
                sleep=partial(let_pass, engine),
            ),
            process=process,
            directory=found,
            providers=tuple(
                replace(provider, answers=LateAnswers(PATIENCE))
                for provider in (
                    pull_requests.github(api_url=f"{sandbox.url}/github", token="gh"),
                    pull_requests.gitlab(api_url=f"{sandbox.url}/gitlab", token="gl", host="gitlab.com"),
                )
            ),
            session=session,
            now=clock,
        )


@pytest.fixture
def workspace(sandbox, workspace_data, fresh_answers, bot, clock):
    return Workspace(sandbox, bot, clock, fields=fresh_answers.fields(bot, workspace_data))


@pytest.fixture
def ready(workspace, workspace_data, fresh_answers, bot):
    """Make a ticket that carries everything any stage asks for, accepted in the stage of a status."""

    for company in fresh_answers.companies(bot, workspace_data):
        bot.named_as(company)
    rows = fresh_answers.company_rows(bot, workspace_data)
    with bot.engine.begin() as connection:  # at once: for most tests this is the longest part
        connection.execute(insert(tables.companies), [row | {"read_at": bot.now()} for row in rows])

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
        poll.adopt(workspace.bot, bot.client.get_task(task_id))
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
        return inbox.keep(inbox.Inbox(bot.engine), inbox.read(inbox.parse(json.dumps(body).encode())))

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
