"""
What becomes of a ticket depends on the moves of people alone: not on when the bot looks, how long its calls
take, where it is killed, or in which order deliveries come.  See moves_alone.py for what is right.
"""

import pytest

from tests.app.reconcile.playing import play
from tests.app.reconcile.world import World

pytestmark = pytest.mark.usefixtures("one_by_one", "quick")


@pytest.mark.parametrize(
    "stories", [pytest.param(15, marks=pytest.mark.sample), pytest.param(30, marks=pytest.mark.slow)]
)
def test_every_ticket_rests_where_its_people_moved_it(workspace, ready, sandbox, stories):
    play(lambda: World(workspace, ready, sandbox), stories=stories, steps=30, in_chaos=1000)
