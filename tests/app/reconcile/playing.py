"""Plays a state machine: the same stories each time, and others each time in `make chaos`."""

import os

from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import run_state_machine_as_test

IS_CHAOS = os.environ.get("STAGEGATE_CHAOS") == "true"
#: What CI looks for is what a change breaks: for that a tenth of the stories is enough.
IS_CI = os.environ.get("CI") == "true"


def play(machine, *, stories, steps, part=0):
    """Each part plays other stories than the other parts do."""
    factory = machine if IS_CHAOS else seed(part)(machine)
    run_state_machine_as_test(
        factory,
        settings=settings(
            max_examples=stories,
            stateful_step_count=steps,
            database=None,
            deadline=None,
            print_blob=True,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
