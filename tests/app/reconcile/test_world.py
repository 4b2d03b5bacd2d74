"""
What becomes of a ticket depends on the moves of people alone: not on when the bot looks, how long its calls
take, where it is killed, or in which order deliveries come.  See moves_alone.py for what is right.
"""

import os

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from app.comments import outbox
from app.reconcile import fight
from tests.app.reconcile.world import World


@pytest.fixture
def machine(workspace, ready, monkeypatch):
    monkeypatch.setattr(outbox, "MANY_TICKETS", 1_000_000)  # bulk moves and fights have tests of their own
    monkeypatch.setattr(fight, "ROUNDS", 1_000_000)
    return lambda: World(workspace, ready)


@pytest.mark.parametrize(
    "stories",
    [pytest.param(15, marks=pytest.mark.sample), pytest.param(40, marks=pytest.mark.slow)],
)
def test_every_ticket_rests_where_its_people_moved_it(machine, stories):
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=stories,
            stateful_step_count=20,
            derandomize=os.environ.get("CI") == "true",
            deadline=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
