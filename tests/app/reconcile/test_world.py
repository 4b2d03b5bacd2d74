"""
What becomes of a ticket depends on the moves of people alone: not on when the bot looks, how long its calls
take, where it is killed, or in which order deliveries come.  See moves_alone.py for what is right.
"""

import pytest

from tests.app.reconcile.playing import IS_CHAOS, IS_CI, play
from tests.app.reconcile.world import World

pytestmark = pytest.mark.usefixtures("one_by_one", "quick")

STEPS = 30
#: Of each of the four parts, which may run beside each other: about 10,000 steps together, in CI 900.
STORIES = 250 if IS_CHAOS else 9 if IS_CI else 100
PARTS = ["first", "second", "third", "fourth"]


@pytest.mark.sample
def test_every_ticket_rests_where_its_people_moved_it_in_300_steps(workspace, ready, sandbox):
    play(lambda: World(workspace, ready, sandbox), stories=10, steps=STEPS)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(1, 5), ids=PARTS)
def test_every_ticket_rests_where_its_people_moved_it(workspace, ready, sandbox, part):
    play(lambda: World(workspace, ready, sandbox), stories=STORIES, steps=STEPS, part=part)
