"""Tickets that ClickUp Forms make: judged like others, and sent on where their category is another one."""

from copy import deepcopy
from datetime import date
from unittest import mock

import pytest
import requests

from app.messages.comments import client_report as words
from app.messages.comments.gate import CAN_STAY
from app.store import key_values
from app.workspace.answers import Answers
from clickup_client.client import ClickUpClient
from clickup_client.errors import NotAuthorisedError
from tests.app.dates import milliseconds
from tests.app.faults import dying_at
from tests.app.people import LIST

FIRST_LEVEL = "901200000002"
SENT_ON = words.sent_on([]).plain()


@pytest.fixture(scope="module")
def workspace_data(workspace_data):
    """The workspace, whose tickets may have categories of the first level as well."""
    data = deepcopy(workspace_data)
    tickets = data["spaces"][0]["lists"][0]
    [category] = [field for field in tickets["fields"] if field["name"] == "Category"]
    category["options"] = [*category["options"], "Question", "Wish"]
    return data


@pytest.fixture
def submit(workspace):
    """Send a ClickUp Form, and hear of the ticket that it made."""

    def submit(category, *, via=None, **fields):
        chosen = {"Category": workspace.option("Category", category)} if category else {}
        values = [
            {"id": workspace.fields[name].id, "value": value} for name, value in (chosen | fields).items()
        ]
        body = {"name": "Made by a form", "status": "validating", "custom_fields": values}
        made = requests.post(f"{workspace.url}/sandbox/forms/{LIST}", json=body, timeout=120)
        assert made.ok, made.text
        workspace.tell_of_creation(made.json()["id"], "validating", by="form", via=via)
        return made.json()["id"]

    return submit


def home(workspace, ticket):
    return workspace.task(ticket)["list"]["id"]


def named(workspace, ticket, name):
    [field] = [field for field in workspace.task(ticket)["custom_fields"] if field["name"] == name]
    return field.get("value")


@pytest.fixture
def behave(workspace):
    def behave(**answers):
        requests.post(f"{workspace.url}/sandbox/behaviours", json=answers, timeout=120).raise_for_status()

    return behave


@pytest.mark.parametrize("creator", ["clickbot", "agent", "owner", "nobody"])
def test_the_ticket_of_a_form_is_sent_on_whoever_makes_it(workspace, submit, behave, creator):
    """Who makes the tickets of Forms was never recorded; that it was a Form is told by `via`."""
    behave(form_creator=creator)

    ticket = submit("Question", via="form")
    workspace.settle(ticket)

    assert home(workspace, ticket) == FIRST_LEVEL


@pytest.mark.parametrize("creator", ["agent", "nobody"])
def test_the_ticket_of_a_form_is_known_by_who_was_seen_to_make_those(workspace, submit, behave, creator):
    behave(form_creator=creator)
    workspace.use(answers=Answers(form_creator=creator))

    of_a_form, by_api = submit("Question"), submit("Question", via="api")
    for ticket in (of_a_form, by_api):
        workspace.settle(ticket)

    assert home(workspace, of_a_form) == FIRST_LEVEL
    assert home(workspace, by_api) != FIRST_LEVEL


def test_where_persons_make_the_tickets_of_forms_clickbots_are_not_sent_on(workspace, submit):
    workspace.use(answers=Answers(form_creator="person"))

    ticket = submit("Question")
    workspace.settle(ticket)

    assert home(workspace, ticket) != FIRST_LEVEL


@pytest.mark.parametrize(("creator", "via"), [("agent", "api"), ("clickbot", "automation")])
def test_what_an_agent_or_an_automation_made_is_not_of_a_form(workspace, submit, behave, creator, via):
    behave(form_creator=creator)

    ticket = submit("Question", via=via)
    workspace.settle(ticket)

    assert home(workspace, ticket) == LIST


def test_one_of_the_process_stays_and_gets_its_owner(workspace, submit):
    ticket = submit("Data Issues")

    workspace.settle(ticket)

    assert home(workspace, ticket) == LIST
    assert workspace.texts(ticket) == []
    assert [user["username"] for user in workspace.task(ticket)["assignees"]] == ["Olivia Ops"]


def test_one_without_a_category_stays_and_is_asked_for_it(workspace, submit):
    ticket = submit(None)

    workspace.settle(ticket)

    assert home(workspace, ticket) == LIST
    assert workspace.texts(ticket)[0].startswith(
        f"An Automation put this ticket into Validating. {CAN_STAY}\n"
    )


def test_another_category_goes_to_the_first_level_with_all_that_it_holds(workspace, submit):
    ticket = submit(
        "Question",
        **{
            "Company": {"add": ["86c1co903"]},
            "Client email": "client@example.com",
            "Client Target Date": milliseconds(date(2026, 12, 24)),
            "Severity": workspace.option("Severity", "Minor"),
            "Ops Can Reproduce the Issue": True,
        },
    )

    workspace.settle(ticket)

    assert home(workspace, ticket) == FIRST_LEVEL
    assert workspace.status(ticket) == "open"
    assert named(workspace, ticket, "Client email") == "client@example.com"
    assert [company["name"] for company in named(workspace, ticket, "Company")] == ["Kino Terminus"]
    assert named(workspace, ticket, "Category") == 4  # Question
    [said] = workspace.texts(ticket)
    assert said.startswith(f"{SENT_ON}\nIt also says:\n")
    assert {line for line in said.splitlines() if ": " in line} == {
        "Severity: Minor",
        "Ops Can Reproduce the Issue: Yes",
        "Client Target Date: 2026-12-24",
    }


def test_a_category_that_the_first_level_does_not_have_is_said(workspace, submit):
    ticket = submit("Wish")

    workspace.settle(ticket)

    assert home(workspace, ticket) == FIRST_LEVEL
    assert "Category: Wish\n" in workspace.texts(ticket)[0]


def test_a_form_that_fills_the_category_in_a_moment_later_is_understood(workspace, submit):
    ticket = submit(None)
    workspace.settle(ticket)
    workspace.set_field(ticket, "Category", workspace.option("Category", "Question"))
    with workspace.bot.engine.begin() as connection:  # as if ClickBot had done it
        connection.exec_driver_sql("DELETE FROM deliveries WHERE handled_at IS NULL")
    field = {"id": workspace.fields["Category"].id}
    workspace.tell(ticket, "custom_field", by="form", after="q", custom_field=field)

    workspace.settle(ticket)

    assert home(workspace, ticket) == FIRST_LEVEL


def test_what_a_person_makes_or_changes_is_for_the_gate(workspace, submit):
    by_hand = workspace.create("validating", fields={"Category": workspace.option("Category", "Question")})
    workspace.tell_of_creation(by_hand, "validating")
    workspace.settle(by_hand)
    by_form = submit("Data Issues")
    workspace.settle(by_form)
    workspace.set_field(by_form, "Category", workspace.option("Category", "Question"))
    workspace.settle(by_form)

    assert [home(workspace, ticket) for ticket in (by_hand, by_form)] == [LIST, LIST]


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(
    ("place", "name"),
    [(key_values, "put"), (ClickUpClient, "move_task"), (ClickUpClient, "set_field"), (key_values, "forget")],
)
def test_whenever_it_is_cut_off_it_arrives_with_everything_and_one_comment(
    workspace, submit, place, name, when
):
    ticket = submit("Question", **{"Client email": "client@example.com"})
    with dying_at(place, name, when), pytest.raises(KeyboardInterrupt):
        workspace.settle(ticket)

    workspace.settle(ticket)
    workspace.tell(ticket, "name", after="Another name")
    workspace.settle(ticket)

    assert home(workspace, ticket) == FIRST_LEVEL
    assert named(workspace, ticket, "Client email") == "client@example.com"
    assert [text.partition("Stagegate, ")[0] for text in workspace.texts(ticket)] == [SENT_ON]


def test_where_clickup_does_not_let_it_go_it_stays_and_is_asked(workspace, submit):
    ticket = submit("Question")
    refusal = NotAuthorisedError("no access", method="PUT", path="/v3", status=403, code="ACCESS_1")

    with mock.patch.object(ClickUpClient, "move_task", side_effect=refusal):
        workspace.settle(ticket)

    assert home(workspace, ticket) == LIST
    assert "Category" in workspace.texts(ticket)[0]


def test_in_shadow_mode_it_stays(workspace, submit):
    workspace.change_process(mode="shadow")
    ticket = submit("Question")

    workspace.settle(ticket)

    assert home(workspace, ticket) == LIST
    assert workspace.texts(ticket) == []
