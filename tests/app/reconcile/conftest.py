"""What the state machines of this folder share."""

import pytest

from app.comments import outbox
from app.reconcile import fight


@pytest.fixture
def one_by_one(monkeypatch):
    """No number of moves is a bulk move or a fight: those have tests of their own."""
    monkeypatch.setattr(outbox, "MANY_TICKETS", 1_000_000)
    monkeypatch.setattr(fight, "ROUNDS", 1_000_000)
