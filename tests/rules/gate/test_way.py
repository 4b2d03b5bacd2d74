"""The stages that a step may have passed of which no one told."""

import pytest

from app.process.file import load_process
from rules.gate.way import in_between

PROCESS = load_process(None)
OPEN = ("Validating", "Replicating", "Estimating", "Fixing", "Verifying")


@pytest.mark.parametrize(
    ("start", "end", "passed"),
    [
        pytest.param("Validating", "Replicating", (), id="the next one"),
        pytest.param("Validating", "Fixing", OPEN[1:3], id="forward"),
        pytest.param("Verifying", "Validating", (), id="back"),
        pytest.param("Replicating", "Closed (Resolved)", OPEN[2:], id="to its end"),
        pytest.param("Estimating", "Closed (Unresolved)", (), id="closed from any open stage"),
        pytest.param("Closed (Resolved)", "Estimating", OPEN[:2], id="reopened, and on"),
        pytest.param("Closed (Resolved)", "Closed (Unresolved)", OPEN[:1], id="reopened and closed"),
        pytest.param("Fixing", "Fixing", (), id="nowhere"),
        pytest.param("Testing", "Fixing", (), id="from a stage that there is not"),
    ],
)
def test_it_is_the_shortest_way_in_order(start, end, passed):
    assert in_between(PROCESS, start, end) == passed


def test_where_there_is_no_way_in_order_nothing_is_passed():
    moves = PROCESS.moves.model_copy(update={"backward": "never", "reopen_to": ("Fixing",)})

    assert in_between(PROCESS.model_copy(update={"moves": moves}), "Fixing", "Replicating") == ()
