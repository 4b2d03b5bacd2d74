"""The clock of a stage, of a bot whose first stage allows a minute."""

import pytest

from tests.acceptance.conftest import process_with, wait_for
from tests.acceptance.installation import Installation

pytestmark = pytest.mark.slow

#: Clocks are looked at every minute.
PATIENCE_SECONDS = 240


@pytest.fixture(scope="module")
def hasty(folder):
    own = folder / "clocks"
    own.mkdir()
    changes = {
        "hours: Mon-Fri 09:00-17:00": "hours: Mon-Sun 00:00-24:00",
        "sla: 1 day                  #": "sla: 1 minute               #",
        "at risk: 75 %": "at risk: 1 %",
        "after: 20 seconds": "after: 2 hours",
    }
    with Installation(own, process_with(own, changes)) as clickup:
        yield clickup


def tags(clickup, ticket):
    return {tag["name"] for tag in clickup.task(ticket)["tags"]}


def said(clickup, ticket):
    return [comment["comment_text"] for comment in clickup.comments(ticket)]


def test_an_owner_is_told_about_a_late_ticket_once_and_about_one_that_waits_for_its_client_never(hasty):
    late, waiting = (hasty.ready("validating", due=None) for _ in range(2))
    hasty.api("POST", f"/task/{waiting}/tag/waiting%20for%20client")

    wait_for(lambda: "sla: breached" in tags(hasty, late), PATIENCE_SECONDS, every=0.5)

    hasty.wait_until_quiet("clock")
    [breach] = [text for text in said(hasty, late) if text.startswith("@Olivia Ops, this ticket is late: ")]
    assert "it has been in Validating for 1 min of working time. The process allows 1 min." in breach
    assert [text for text in said(hasty, waiting) if " late" in text] == []
    assert "sla: breached" not in tags(hasty, waiting)
