"""What the state machines of this folder share."""

import logging
from contextlib import nullcontext
from dataclasses import replace

import pytest
import requests
import structlog

from app.comments import outbox
from app.reconcile import fight
from clickup_client import transport
from tests.app.reconcile.in_process import InProcess


@pytest.fixture
def one_by_one(monkeypatch):
    """No number of moves is a bulk move or a fight: those have their own tests."""
    monkeypatch.setattr(outbox, "MANY_TICKETS", 1_000_000)
    monkeypatch.setattr(fight, "ROUNDS", 1_000_000)


@pytest.fixture
def quick(workspace, sandbox, monkeypatch):
    """No sockets, no log, and one list to poll: ten times as many steps in the same time."""
    adapter = InProcess(sandbox.app)
    monkeypatch.setattr(requests.Session, "get_adapter", lambda *_any, **_how: adapter)
    monkeypatch.setattr(transport, "within", lambda _seconds: nullcontext())
    workspace.use(directory=replace(workspace.bot.directory, first_level_list=None, companies_list=None))
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    yield
    structlog.reset_defaults()
