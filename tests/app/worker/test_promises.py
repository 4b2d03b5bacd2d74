"""What is promised about outages, as the sums of the shipped settings: no part may grow beyond its sum."""

from datetime import timedelta

from app.pull_requests import few_places
from app.store import engine
from app.web import health
from app.worker import rescue, retry
from app.worker.run import POLL_SECONDS


def test_the_ticket_of_a_killed_worker_waits_at_most_20_seconds():
    """The worker is silent for a while, then looks lost twice, and a living one fetches the job."""
    assert rescue.SILENCE_SECONDS + 2 * rescue.LOOK_SECONDS + POLL_SECONDS <= 20


def test_a_frozen_worker_keeps_a_row_at_most_20_seconds():
    assert engine.IDLE_IN_TRANSACTION_SECONDS <= 20


def test_no_living_worker_counts_as_killed_for_two_late_heartbeats():
    assert 3 * rescue.HEARTBEAT_SECONDS < rescue.SILENCE_SECONDS


def test_without_a_worker_readyz_warns_within_a_minute():
    assert rescue.HEARTBEAT_SECONDS < health.LONGEST_SILENCE.total_seconds() <= 60
    assert timedelta(minutes=1) >= health.LONGEST_WAIT


def test_readyz_tells_of_a_silent_worker_before_it_is_forgotten():
    assert health.LONGEST_SILENCE.total_seconds() < rescue.FORGET_SECONDS


def test_three_minutes_after_a_code_host_is_back_its_tickets_are_judged():
    """Whatever waits longer, the ticket or the code host's rest, and then for a place and for the worker."""
    of_a_ticket = (retry.LONGEST_WAIT * 1.1).total_seconds()
    of_the_host = max(few_places.LONGEST_REST_SECONDS, few_places.LONGEST_WISH_SECONDS)
    then = few_places.CROWDED_SECONDS + POLL_SECONDS

    assert max(of_a_ticket, of_the_host) + then <= 180
