"""GitHub is away: no one else waits, and what waits for it is judged when it is back."""

from dataclasses import replace

import pytest
import requests

from app.errors import NotDecidedError
from app.pull_requests.few_places import FewPlaces
from tests.app.faults import fault


class Seconds:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def seconds(workspace):
    """The clock by which GitHub is left alone after a failure."""
    seconds = Seconds()
    first, *others = workspace.bot.providers
    workspace.use(providers=(replace(first, places=FewPlaces(clock=seconds)), *others))
    return seconds


@pytest.mark.parametrize(
    "body",
    [None, {"message": "You have exceeded a secondary rate limit. Please wait a few minutes."}],
    ids=["away", "secondary rate limit"],
)
def test_a_move_is_judged_when_it_is_back(workspace, ready, seconds, body):
    ticket = ready("verifying")
    fault(workspace, path="/github/*", status=503 if body is None else 403, body=body)
    workspace.drag(ticket, "in production", by="qa")
    for _ in range(3):
        with pytest.raises(NotDecidedError) as caught:
            workspace.settle(ticket)
        assert caught.value.hosts == ("GitHub",)
        seconds.now += 60
    assert workspace.comments(ticket) == []
    assert workspace.status(ticket) == "In Production"

    requests.delete(f"{workspace.url}/sandbox/faults", timeout=120).raise_for_status()
    workspace.settle(ticket)

    assert workspace.status(ticket) == "In Production"
    assert workspace.texts(ticket) == []


@pytest.mark.usefixtures("seconds")
def test_a_move_that_fails_for_another_reason_is_put_back_meanwhile(workspace, ready):
    ticket = ready("verifying", **{"Resolution Notes": None})
    fault(workspace, path="/github/*", status=503)
    workspace.drag(ticket, "in production", by="qa")

    workspace.settle(ticket)

    assert workspace.status(ticket) == "verifying"
