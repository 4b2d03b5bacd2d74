"""Each race of people with the bot ends rightly, however its steps, calls and deliveries fall."""

from random import Random, SystemRandom

import pytest

from tests.app.reconcile.playing import IS_CHAOS
from tests.app.reconcile.racing import RACES, Racing

pytestmark = pytest.mark.usefixtures("one_by_one", "quick")

INTERLEAVINGS = 200 if IS_CHAOS else 3


@pytest.mark.parametrize("race", RACES.values(), ids=RACES)
def test_it_ends_rightly_in_any_interleaving(workspace, ready, sandbox, race):
    first = SystemRandom().randrange(1_000_000) if IS_CHAOS else 0
    for seed in range(first, first + INTERLEAVINGS):
        try:
            Racing(workspace, ready, sandbox).run(race, Random(seed))  # noqa: S311 - it only has to be played again
        except AssertionError as error:
            error.add_note(f"seed {seed}")
            raise
