"""First-level tickets for tests: pytest fixtures of the modules that are about them."""

import pytest

from app.reconcile import poll
from tests.app.people import LIST

CLIENTS = "901200000002"


@pytest.fixture
def client_ticket(workspace, bot):
    """Make a first-level ticket that the bot has seen."""
    fields = {field.name: field for field in bot.client.get_list_fields(CLIENTS)}

    def make(category="Data Issues", *, status="in progress", seen=True, **more):
        values = {"Company": {"add": ["86c1co901"]}, "Client email": "client@example.com"}
        if category is not None:
            values["Category"] = option(fields, category)
        body = {
            "name": "Checkout fails",
            "description": "Since Monday.",
            "status": status,
            "custom_fields": [{"id": fields[name].id, "value": value} for name, value in values.items()],
        }
        ticket = workspace.api("POST", f"/list/{CLIENTS}/task", **body | more)["id"]
        if seen:
            poll.adopt_first_level(workspace.bot, workspace.bot.client.get_task(ticket))
        return ticket

    return make


@pytest.fixture
def categorise(workspace, bot):
    """Choose another category on a first-level ticket."""
    fields = {field.name: field for field in bot.client.get_list_fields(CLIENTS)}

    def choose(ticket, category):
        value = option(fields, category)
        workspace.api("POST", f"/task/{ticket}/field/{fields['Category'].id}", value=value)

    return choose


@pytest.fixture
def made(workspace):
    """The tickets of the process called "Checkout fails", newest first."""

    def made():
        found = workspace.api("GET", f"/list/{LIST}/task?include_closed=true", by="admin")["tasks"]
        return [task for task in found if task["name"] == "Checkout fails"]

    return made


@pytest.fixture
def set_elevation(workspace):
    """Change the section `elevation` of the process."""

    def change(**update):
        workspace.change_process(elevation=workspace.bot.process.elevation.model_copy(update=update))

    return change


def option(fields, name):
    return next(option.id for option in fields["Category"].options if option.name == name)
