"""A first-level ticket that moves here itself, where the process file wants that."""

import pytest

from app.store import first_level, tickets
from tests.app.faults import crash_at
from tests.app.people import LIST

pytest_plugins = ["tests.app.first_level_tickets"]


@pytest.fixture
def moving(set_elevation):
    """Let tickets move instead of being copied."""
    set_elevation(by="move")


def held(workspace, ticket, name):
    return next(
        field.get("value") for field in workspace.task(ticket)["custom_fields"] if field["name"] == name
    )


def assert_arrived(workspace, ticket, bot):
    assert workspace.task(ticket)["list"]["id"] == LIST
    assert workspace.status(ticket) == "validating"
    assert held(workspace, ticket, "Category") == 3
    assert [company["id"] for company in held(workspace, ticket, "Company")] == ["86c1co901"]
    assert held(workspace, ticket, "Client email") == "client@example.com"
    assert workspace.texts(ticket) == [
        (
            "@Olivia Ops elevated this ticket, so it moved from Client Support to Level 2 Support.\n"
            "Stagegate, reference 1"
        )
    ]
    with bot.engine.connect() as connection:
        assert first_level.get(connection, ticket) is None


@pytest.mark.usefixtures("moving")
def test_the_ticket_itself_moves_with_the_fields_that_are_mapped(workspace, client_ticket, made, bot):
    ticket = client_ticket()

    workspace.move(ticket, "elevating")

    assert [task["id"] for task in made()] == [ticket]
    assert_arrived(workspace, ticket, bot)


@pytest.mark.usefixtures("moving")
def test_it_is_then_accepted_as_one_from_outside(workspace, client_ticket, bot):
    ticket = client_ticket()
    workspace.move(ticket, "elevating")
    workspace.tell(ticket, "section_moved", by="bot", before={"id": "901200000002"}, after={"id": LIST})

    assert workspace.settle(ticket) == 2

    with bot.engine.connect() as connection:
        assert tickets.get(connection, ticket).stage == "Validating"
    assert [user["username"] for user in workspace.task(ticket)["assignees"]] == ["Olivia Ops"]
    assert len(workspace.texts(ticket)) == 1


@pytest.mark.usefixtures("moving")
def test_with_another_category_it_is_put_back(workspace, client_ticket):
    ticket = client_ticket("Question")

    workspace.move(ticket, "elevating")

    assert workspace.task(ticket)["list"]["id"] == "901200000002"
    assert workspace.status(ticket) == "in progress"


@pytest.mark.usefixtures("moving")
@pytest.mark.parametrize("where", ["move_task", "set_field", "relocations.done", "deliveries.mark_handled"])
def test_wherever_a_crash_falls_it_arrives_whole(workspace, client_ticket, bot, where):
    ticket = client_ticket()
    workspace.drag(ticket, "elevating")
    crash_at(workspace, ticket, where)

    workspace.settle(ticket)
    workspace.settle(ticket)

    assert_arrived(workspace, ticket, bot)


def test_fields_that_are_not_there_or_do_not_fit_are_named(workspace, client_ticket, set_elevation):
    set_elevation(by="move", copies={"Severity": "Client email", "Target URL": "Nowhere", "Kind": "Company"})
    ticket = client_ticket()

    workspace.move(ticket, "elevating")

    assert workspace.texts(ticket)[0].startswith(
        "@Olivia Ops elevated this ticket, so it moved from Client Support to Level 2 Support.\n"
        "I could not copy Kind, Severity and Target URL. Please fill them in.\n"
    )
