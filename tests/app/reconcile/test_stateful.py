"""
Any history: drags and edits; deliveries that come twice, late, in another order or never; crashes and faults.

In the end every ticket is where its history puts it, with exactly the comments and mails that its history
earns; see earned.py for how that is worked out.
"""

import os

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from app.comments import outbox
from app.reconcile import fight
from tests.app.reconcile.histories import Histories


@pytest.fixture
def machine(workspace, ready, monkeypatch):
    monkeypatch.setattr(outbox, "MANY_TICKETS", 1_000_000)  # bulk moves are tried in a test of their own
    monkeypatch.setattr(fight, "ROUNDS", 1_000_000)  # and so are fights
    return lambda: Histories(workspace, ready)


@pytest.mark.parametrize(
    "histories", [pytest.param(10, marks=pytest.mark.sample), pytest.param(50, marks=pytest.mark.slow)]
)
def test_every_ticket_ends_as_its_history_earns_whatever_goes_wrong(machine, histories):
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=histories,
            stateful_step_count=40,
            derandomize=os.environ.get("CI") == "true",
            deadline=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
