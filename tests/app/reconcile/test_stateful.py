"""
Any history: drags and edits; deliveries that come twice, late, in another order or never; crashes and faults.

In the end every ticket is where its history puts it, with exactly the comments and mails that its history
earns; see earned.py for how that is worked out.
"""

import pytest

from tests.app.reconcile.histories import Histories
from tests.app.reconcile.playing import IS_CHAOS, play

pytestmark = pytest.mark.usefixtures("one_by_one", "quick")


@pytest.mark.parametrize(
    "histories",
    [
        pytest.param(10, marks=pytest.mark.sample),
        pytest.param(300 if IS_CHAOS else 15, marks=pytest.mark.slow),
    ],
)
def test_every_ticket_ends_as_its_history_earns_whatever_goes_wrong(workspace, ready, histories):
    play(lambda: Histories(workspace, ready), stories=histories, steps=40)
