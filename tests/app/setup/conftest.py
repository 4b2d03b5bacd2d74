"""A workspace that can be changed before it is set up."""

import copy

import pytest
import structlog

from app.config.settings import Settings
from app.demo import WORKSPACE_FILE
from app.setup.plan import Flags
from app.setup.run import set_up
from app.setup.wishes import Wishes
from clickup_client.sandbox.workspace.data_file import load_workspace_file
from tests.app.faults import fault


@pytest.fixture(autouse=True)
def logs():
    with structlog.testing.capture_logs() as logs:
        yield logs


@pytest.fixture(scope="session")
def demo_workspace():
    return load_workspace_file(WORKSPACE_FILE)


class Workspace:
    """The demo's workspace without tickets, to be changed by a test."""

    def __init__(self, data):
        self.data = copy.deepcopy(data)
        for each in self.data["spaces"][0]["lists"]:
            each["tasks"] = []
        self.data["automations"] = []
        self.data["spaces"][0]["tags"] = ["waiting for client"]

    def list(self, name):
        return next(each for each in self.data["spaces"][0]["lists"] if each["name"] == name)

    @property
    def fields(self):
        return self.list("Level 2 Support")["fields"]

    def field(self, name):
        return next(each for each in self.fields if each["name"] == name)

    def status(self, name):
        return next(each for each in self.list("Level 2 Support")["statuses"] if each["status"] == name)


@pytest.fixture
def workspace(demo_workspace):
    return Workspace(demo_workspace)


@pytest.fixture
def process_file(tmp_path):
    return tmp_path / "process.yaml"


@pytest.fixture
def setup(workspace, database_url, process_file, sandboxes, tmp_path):
    """Set up and return what was said; `chooser` and `flags` as given, and other settings."""

    def run(chooser, *, settings=None, faults=(), **wishes):
        said = []
        with sandboxes.fresh(workspace.data) as sandbox:
            for each in faults:
                fault(sandbox, **each)
            chosen = {
                "clickup_token": "pk_sandbox",
                "database_url": database_url,
                "public_url": "https://bot.example.com",
                "process": process_file,
            } | (settings or {})
            given = Settings(_env_file=None, clickup_api_url=f"{sandbox.url}/api", **chosen)
            flags = Flags(**wishes.pop("flags", {}))
            set_up(
                given,
                Wishes(file=process_file, flags=flags, env_file=tmp_path / ".env", **wishes),
                chooser,
                said.append,
            )
            said_hooks.extend(sandbox.sandbox.memory.webhooks.values())
            run.calls = sandbox.sandbox.calls.snapshot()["total"]
            run.made = [each.name for each in sandbox.sandbox.memory.lists]
            run.tags = sandbox.sandbox.memory.tags
        return said

    said_hooks = []
    run.webhooks = said_hooks
    return run
