"""A probe on a sandbox that has scratch lists; waiting takes no time."""

import copy
from dataclasses import replace

import pytest
import requests

from app.config.settings import Settings
from app.doctor.canary import Timer
from app.probe.calls import ProbeCalls
from app.probe.catalogue import QUESTIONS
from app.probe.place import scratch_on
from app.probe.question import Named
from app.probe.run import ask_all
from app.web import inbox
from clickup_client.client import ClickUpClient
from tests.app.probe.scratch_lists import OTHER, SCRATCH

CHECKBOXES = [{"name": name, "type": "checkbox"} for name in ("Probe", "Probe answer")]
GUEST = {"id": 54000091, "username": "Gus", "email": "gus@else.example", "role": "guest"}


@pytest.fixture(scope="session")
def workspace_data(workspace_data):
    """The demo's workspace with two scratch lists, an Automation for the probe, and a guest."""
    data = copy.deepcopy(workspace_data)
    data["users"].append(GUEST)
    data["spaces"][0]["lists"] += [
        {"id": SCRATCH, "name": "Scratch", "fields": [*CHECKBOXES, {"name": "Day", "type": "date"}]},
        {"id": OTHER, "name": "Other"},
    ]
    data["automations"].append(
        {"name": "Probe", "list": SCRATCH, "when_field": "Probe", "emails": {"true": None}}
        | {"then_set": {"Probe answer": True}}
    )
    return data


class Time:
    """Waiting takes no time; `meanwhile` is called instead."""

    def __init__(self):
        self.seconds = 0.0
        self.meanwhile = lambda: None

    def clock(self):
        return self.seconds

    def sleep(self, seconds):
        self.seconds += seconds
        self.meanwhile()


@pytest.fixture
def time():
    return Time()


@pytest.fixture
def behave(sandbox):
    """Give another answer to an open question."""

    def behave(**answers):
        url = f"{sandbox.url}/sandbox/behaviours"
        requests.post(url, json=answers, timeout=120).raise_for_status()

    return behave


class Probe:
    """A probe of the scratch list, as the command makes it."""

    def __init__(self, bot, engine, clock, time):
        self.bot, self.calls, self.said = bot, ProbeCalls(engine, "t"), []
        self._engine, self._now, self._timer = engine, clock, Timer(clock=time.clock, sleep=time.sleep)

    def count(self, sandbox):
        """Count the calls, and allow no more of them than the command does."""
        url, hooks = f"{sandbox.url}/api", self.calls.hooks
        client = ClickUpClient("pk_sandbox", api_url=url, sleep=lambda _seconds: None, **hooks)
        self.bot = replace(self.bot, client=client)

    def scratch(self, place=SCRATCH, *, other=None, **named):
        return scratch_on(
            self.bot,
            Settings(_env_file=None, public_url="http://127.0.0.1:9"),
            place,
            other=other,
            named=Named(**named),
            timer=self._timer,
            engine=self._engine,
        )

    def ask(self, *keys, **named):
        """Ask these questions, or all; the report."""
        report, left = self.ask_on(self.scratch(**named), *keys)
        assert left == []
        return report

    def ask_on(self, scratch, *keys):
        questions = [question for question in QUESTIONS if question.key in keys] or QUESTIONS
        return ask_all(scratch, self.calls, now=self._now, say=self.said.append, questions=questions)

    def answer(self, key, **named):
        """What was seen; None where that was not asked."""
        seen = self.ask(key, **named).seen.get(key)
        return None if seen is None else seen.value


@pytest.fixture
def probe(bot, engine, clock, time):
    return Probe(bot, engine, clock, time)


@pytest.fixture
def receiver(sandbox, engine, monkeypatch):
    """Deliveries of the sandbox reach our database."""

    def deliver(parcel, **_about):
        inbox.keep(inbox.Inbox(engine), inbox.read(inbox.parse(parcel.body)))

    monkeypatch.setattr(sandbox.sandbox, "deliver", deliver)


@pytest.fixture
def left(sandbox):
    """What stands in the scratch lists and the Space now."""

    def left():
        memory = sandbox.sandbox.memory
        tasks = [t.name for t in memory.tasks.values() if t.list_id in (SCRATCH, OTHER) and not t.deleted]
        tags = [name for tags in memory.tags.values() for name, is_there in tags.items() if is_there]
        used = [
            tag for task in memory.tasks.values() for tag in task.tags if tag.startswith("stagegate-probe")
        ]
        return [*tasks, *tags, *used, *memory.webhooks]

    return left
