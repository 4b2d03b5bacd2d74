"""A service that hangs or fails takes few threads, and is left alone for a while."""

import threading

import pytest

from app.pull_requests.few_places import (
    CROWDED_SECONDS,
    LONGEST_REST_SECONDS,
    PATIENCE_SECONDS,
    FewPlaces,
    NoPlaceError,
)


class Seconds:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def seconds():
    return Seconds()


@pytest.fixture
def places(seconds):
    return FewPlaces(2, clock=seconds)


def refused(places):
    """When to try again, of what has no place."""
    with pytest.raises(NoPlaceError) as caught, places.taken():
        pass
    return caught.value.seconds


def test_while_the_places_hang_no_one_else_waits_for_one(places, seconds):
    with places.taken(), places.taken():
        seconds.now += PATIENCE_SECONDS
        assert refused(places) == CROWDED_SECONDS
        assert places.seconds_until_free() == CROWDED_SECONDS

    with places.taken():
        assert places.seconds_until_free() == 0


def test_what_can_wait_asks_no_service_that_hangs(places, seconds):
    with places.taken():
        seconds.now += PATIENCE_SECONDS + 0.1
        assert places.seconds_until_free() == CROWDED_SECONDS
        with places.taken():
            pass


def test_a_request_waits_for_one_that_has_only_begun(places):
    begun, end = threading.Event(), threading.Event()

    def hold():
        with places.taken():
            begun.set()
            end.wait(60)

    holding = threading.Thread(target=hold)
    holding.start()
    begun.wait(60)
    with places.taken():
        threading.Timer(0.02, end.set).start()
        with places.taken():
            holding.join(60)
            assert not holding.is_alive()


def test_each_failure_makes_the_rest_longer_up_to_its_end(places, seconds):
    rests = []
    for _ in range(8):
        places.failed()
        rests.append(refused(places))
        seconds.now += rests[-1]

    assert rests == [1, 2, 4, 8, 16, 30, 30, 30]
    assert max(rests) == LONGEST_REST_SECONDS


def test_after_the_rest_one_request_tries(places, seconds):
    places.failed()
    seconds.now += 1
    with places.taken():
        assert refused(places) == CROWDED_SECONDS
        places.answered()
        with places.taken():
            pass


def test_after_an_answer_failures_are_forgotten(places):
    for _ in range(5):
        places.failed()
    places.answered()
    assert places.seconds_until_free() == 0

    places.failed()
    assert places.seconds_until_free() == 1


def test_failures_without_end_do_not_overflow(places):
    for _ in range(3000):
        places.failed()

    assert places.seconds_until_free() == LONGEST_REST_SECONDS
