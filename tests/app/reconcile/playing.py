"""Plays a state machine for as many stories as a test has time for."""

import os

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test


def play(machine, *, stories, steps):
    """The same stories each time in CI, and others each time elsewhere."""
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=stories,
            stateful_step_count=steps,
            derandomize=os.environ.get("CI") == "true",
            deadline=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
