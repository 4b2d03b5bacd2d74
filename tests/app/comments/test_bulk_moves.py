"""Many tickets moved at once by one person: each is judged, and the person is mentioned once."""

import pytest

from app.messages.comments.bulk import OTHERS_SAY_WHY
from app.messages.comments.commands import hint
from app.process.file import load_process
from tests.app.faults import crash_at

HINT = hint(load_process(None)).plain()


@pytest.fixture
def tickets(ready):
    return [ready("validating", Severity=None) for _ in range(3)] + [ready("validating")]


def mentions(workspace, ticket):
    runs = [run for comment in workspace.comments(ticket) for run in comment["comment"]]
    return [run["user"]["id"] for run in runs if run.get("type") == "tag"]


def drag_all(workspace, tickets):
    for ticket in tickets:
        workspace.drag(ticket, "replicating")


def settle_all(workspace, tickets, clock):
    """Judge each, and once more after the time that the first comment waits for the others."""
    for ticket in tickets:
        workspace.settle(ticket)
    clock.forward(seconds=3)
    for ticket in tickets:
        workspace.settle(ticket)


def test_each_ticket_is_judged_by_itself_and_has_one_comment(workspace, tickets, clock):
    drag_all(workspace, tickets)
    settle_all(workspace, tickets, clock)

    assert [workspace.status(ticket) for ticket in tickets] == ["validating"] * 3 + ["replicating"]
    assert [len(workspace.comments(ticket)) for ticket in tickets] == [1, 1, 1, 0]


def test_the_person_is_mentioned_once_for_all_of_them(workspace, tickets, clock):
    for ticket, name in zip(tickets, ("One", "Ticket 10", "Ticket 9"), strict=False):
        workspace.api("PUT", f"/task/{ticket}", by="admin", name=name)
    drag_all(workspace, tickets)
    settle_all(workspace, tickets, clock)

    assert [mentions(workspace, ticket) for ticket in tickets] == [[54000002], [], [], []]
    [comment] = workspace.comments(tickets[0])
    assert comment["comment_text"].endswith(
        f"move the ticket to Replicating again.\n{HINT}"
        "\n"
        "You moved several tickets at once, and I moved 3 of them back. "
        f"{OTHERS_SAY_WHY}\n"
        "Ticket 9\nTicket 10\n"
        "Stagegate, reference 1"
    )
    assert f"{workspace.url}/t/{tickets[2]}" in str(comment["comment"])


def test_an_edit_of_one_of_them_mentions_no_one_again(workspace, tickets, clock):
    drag_all(workspace, tickets)
    settle_all(workspace, tickets, clock)
    for ticket in tickets[:2]:
        workspace.set_field(ticket, "Target URL", None)
        workspace.settle(ticket)

    assert [mentions(workspace, ticket) for ticket in tickets[:2]] == [[54000002], []]
    assert "Target URL is empty." in workspace.texts(tickets[1])[0]
    assert "You moved several tickets at once" in workspace.texts(tickets[0])[0]


def test_the_first_comment_waits_for_further_tickets(workspace, tickets, clock):
    drag_all(workspace, tickets)
    workspace.settle(tickets[0])
    clock.forward(seconds=2)
    workspace.settle(tickets[1])
    clock.forward(seconds=2)
    workspace.settle(tickets[0])

    assert workspace.comments(tickets[0]) == []


def test_a_second_bulk_move_is_summarised_again(workspace, tickets, clock):
    for _ in range(2):
        drag_all(workspace, tickets[:3])
        for ticket in tickets[:3]:
            workspace.settle(ticket)
        clock.forward(seconds=3)
        workspace.settle(tickets[0])
        for ticket in tickets[:3]:
            workspace.set_field(ticket, "Issue Workaround", None)
            workspace.set_field(ticket, "Target URL", None)

    assert mentions(workspace, tickets[0]) == [54000002, 54000002]


def test_two_tickets_are_mentioned_each(workspace, tickets):
    drag_all(workspace, tickets[:2])
    for ticket in tickets[:2]:
        workspace.settle(ticket)

    assert [mentions(workspace, ticket) for ticket in tickets[:2]] == [[54000002], [54000002]]


def test_tickets_moved_one_after_the_other_are_mentioned_each(workspace, tickets):
    for ticket in tickets[:3]:
        workspace.move(ticket, "replicating")

    assert [mentions(workspace, ticket) for ticket in tickets[:3]] == [[54000002]] * 3


def test_a_comment_that_was_begun_alone_stays_alone_after_a_crash(workspace, ready, tickets, clock):
    alone = ready("validating", Severity=None)
    workspace.drag(alone, "replicating")
    crash_at(workspace, alone, "comments.done")
    said = workspace.texts(alone)

    drag_all(workspace, tickets[:3])
    settle_all(workspace, [alone, *tickets[:3]], clock)

    assert workspace.texts(alone) == said
    assert [mentions(workspace, ticket) for ticket in tickets[:3]] == [[54000002], [], []]
