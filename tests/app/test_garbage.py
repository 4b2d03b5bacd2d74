"""What a process loads causes few collections, and what it has loaded is left out of them."""

import gc

import pytest

from app import garbage


@pytest.fixture(autouse=True)
def as_before():
    thresholds = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*thresholds)


def test_what_was_there_before_is_left_out():
    before = [[] for _ in range(1000)]

    garbage.freeze()

    assert gc.get_freeze_count() >= len(before)


def test_a_process_that_loads_something_looks_for_garbage_less_often():
    gc.set_threshold(700)

    garbage.look_seldom()

    assert gc.get_threshold()[0] == garbage.NEW_OBJECTS


def test_a_process_that_has_loaded_everything_looks_as_often_as_before():
    garbage.look_seldom()

    garbage.freeze()

    assert gc.get_threshold() == garbage.BY_ITSELF
