"""What a process has loaded is left out of collections."""

import gc

import pytest

from app import garbage


@pytest.fixture(autouse=True)
def thaw():
    yield
    gc.unfreeze()


def test_what_was_there_before_is_left_out():
    before = [[] for _ in range(1000)]

    garbage.freeze()

    assert gc.get_freeze_count() >= len(before)
