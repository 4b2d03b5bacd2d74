"""When a delivery is tried again and given up, without a sandbox around it."""

import threading
import time

import pytest

from clickup_client.sandbox.deliveries.parcel import Outcome, Parcel, Target
from clickup_client.sandbox.deliveries.sender import REPEAT_DELAYS_SECONDS, TIMEOUT_SECONDS, Deliveries


@pytest.fixture
def outcomes():
    return []


@pytest.fixture
def deliver(receiver, outcomes):
    """Start deliveries to the receiver; everything is closed at the end."""
    started = []

    def deliver(**options):
        deliveries = Deliveries(
            target=lambda _webhook_id: Target(receiver.url, "secret"),
            report=lambda webhook_id, outcome: outcomes.append((webhook_id, outcome)),
            **options,
        )
        started.append(deliveries)
        return deliveries

    yield deliver
    for each in started:
        each.close()


def test_clickups_own_figures_are_the_default():
    assert TIMEOUT_SECONDS == 7.0
    assert len(REPEAT_DELAYS_SECONDS) + 1 == 5


def test_a_receiver_that_is_too_slow_has_failed(deliver, receiver, outcomes):
    release = threading.Event()
    take = receiver.take

    def too_slow(body, headers):
        status = take(body, headers)
        release.wait(10)
        return status

    receiver.take = too_slow
    deliveries = deliver(repeat_delays_seconds=(), timeout_seconds=0.05)

    deliveries.send(Parcel("w", b"{}"))

    assert deliveries.wait_until_idle(10)
    release.set()
    assert outcomes == [("w", Outcome.LOST)]


def test_a_slow_receiver_does_not_hold_up_other_events(deliver, receiver):
    release = threading.Event()
    take = receiver.take

    def first_is_slow(body, headers):
        status = take(body, headers)
        if body == b'{"first": true}':
            release.wait(10)
        return status

    receiver.take = first_is_slow
    deliveries = deliver()

    deliveries.send(Parcel("w", b'{"first": true}'))
    receiver.wait_for(1)
    deliveries.send(Parcel("w", b'{"second": true}'))

    assert receiver.wait_for(2)[1] == {"second": True}
    release.set()


def test_closing_forgets_what_waits_for_its_next_try(deliver, receiver, outcomes):
    receiver.answers[:] = [500]
    deliveries = deliver(repeat_delays_seconds=(3600.0,))
    deliveries.send(Parcel("w", b"{}"))
    receiver.wait_for(1)

    began = time.monotonic()
    deliveries.close()

    assert time.monotonic() - began < 30
    assert (outcomes, deliveries.unfinished()) == ([], 0)


def test_nothing_is_sent_after_closing(deliver, receiver):
    deliveries = deliver()
    deliveries.close()

    deliveries.send(Parcel("w", b"{}"))

    assert deliveries.unfinished() == 0
    assert receiver.bodies == []


def test_an_event_for_a_webhook_that_is_gone_is_dropped(receiver, outcomes):
    deliveries = Deliveries(target=lambda _webhook_id: None, report=lambda *outcome: outcomes.append(outcome))

    deliveries.send(Parcel("w", b"{}"))

    assert deliveries.wait_until_idle(10)
    deliveries.close()
    assert (receiver.bodies, outcomes) == ([], [])
