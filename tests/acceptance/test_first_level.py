"""A client's own ticket becomes one of the process, and hears what became of it."""

from datetime import date

from app.messages.comments import first_level
from tests.acceptance.conftest import wait_for
from tests.acceptance.people import CLIENTS

pytest_plugins = ["tests.acceptance.fixtures"]

DAY = date(2026, 12, 10)


def linked(clickup, ticket):
    """The ids of the tickets that one is linked to."""
    ends = (
        end for link in clickup.task(ticket)["linked_tasks"] for end in (link["task_id"], link["link_id"])
    )
    return [end for end in ends if end != ticket]


def test_an_elevated_ticket_goes_on_in_the_process_and_hears_of_it(clickup):
    ticket = clickup.create(
        "in progress",
        where=CLIENTS,
        name="Seat map is empty",
        fields={"Category": "Data Issues", "Company": ["86c1co901"], "Client email": "client@example.com"},
    )
    clickup.wait_until_quiet()  # a look at the creation that finds the drag knows no mover yet

    clickup.drag(ticket, "elevating")

    [text] = [comment["comment_text"] for comment in clickup.wait_for_comments(ticket, 1)]
    [new] = linked(clickup, ticket)
    assert linked(clickup, new) == [ticket]
    assert "Our engineers are looking into this, as " in text
    assert f"Seat map is empty ({new})." in text
    assert (clickup.status(new), clickup.field(new, "Category")) == ("validating", "Data Issues")
    assert clickup.field(new, "Client email") == "client@example.com"
    clickup.wait_until_accepted(new)

    clickup.set_due(new, DAY)
    wait_for(lambda: clickup.due(ticket) == DAY)
    clickup.fill(new, {"Resolution Notes": "The map was never drawn."})
    clickup.drag(new, "Closed (Unresolved)")
    wait_for(lambda: clickup.status(ticket) == "resolved")
    told = clickup.wait_for_comments(ticket, 2)[-1]["comment_text"]
    assert told.startswith(f"{first_level.NOT_CHANGED}\n\nWhat we found:\nThe map was never drawn.\n")


def test_a_ticket_of_another_category_is_back_with_the_reason(clickup):
    ticket = clickup.create("in progress", where=CLIENTS, name="Our cat", fields={"Category": "Question"})
    clickup.wait_until_quiet()  # a look at the creation that finds the drag does not know where it came from

    clickup.drag(ticket, "elevating")

    [text] = [comment["comment_text"] for comment in clickup.wait_for_comments(ticket, 1)]
    wait_for(lambda: clickup.status(ticket) == "in progress")
    assert text.startswith(f"{first_level.WITH_SUPPORT} Our engineers take on Bugs/Defects, ")
    assert linked(clickup, ticket) == []
