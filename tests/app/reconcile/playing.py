"""Plays a state machine for as many stories as a run has time for."""

import os

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

#: `make chaos` plays many times as many, and others each time.
IS_CHAOS = os.environ.get("STAGEGATE_CHAOS") == "true"


def play(machine, *, stories, steps, in_chaos):
    """The same stories each time in CI, and others each time elsewhere; `in_chaos` is their number there."""
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=in_chaos if IS_CHAOS else stories,
            stateful_step_count=steps,
            derandomize=os.environ.get("CI") == "true" and not IS_CHAOS,
            deadline=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
