"""The demo's data file: believable, and true to the process that the demo shows."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from clickup_client.sandbox.application import create_sandbox

FILE = Path(__file__).parents[3] / "app" / "demo" / "workspace.yaml"

#: What process.md asks for, stage by stage; a ticket further on has what the stages before it asked for.
NEEDED = {
    "validating": set(),
    "replicating": {
        "Category", "Acceptance Criteria", "Target URL", "Severity", "Steps to Reproduce the Issue",
        "Ops Can Reproduce the Issue", "Issue affects other clients", "Client Target Date", "Company",
    },
    "estimating": {"Issue Workaround"},
    "fixing": {"Estimated Delivery Date"},
    "verifying": {"Pull Request"},
    "In Production": {"Resolution Notes"},
}  # fmt: skip


@pytest.fixture(scope="module")
def state():
    workspace = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    app = create_sandbox(workspace, now=lambda: datetime(2026, 3, 10, 12, tzinfo=UTC))
    return app.test_client().get("/sandbox/state").get_json()


@pytest.fixture(scope="module")
def tickets(state):
    return [task for task in state["tasks"] if task["list"] == "Level 2 Support"]


def test_every_stage_has_tickets(tickets):
    statuses = [ticket["status"] for ticket in tickets]

    assert {status: statuses.count(status) for status in dict.fromkeys(statuses)} == {
        "validating": 2,
        "replicating": 2,
        "estimating": 2,
        "fixing": 2,
        "verifying": 2,
        "In Production": 1,
        "Closed (Unresolved)": 1,
    }


def test_a_ticket_has_what_the_stages_up_to_its_own_ask_for(tickets):
    for ticket in tickets:
        if ticket["status"] in NEEDED:
            stages = list(NEEDED)[: list(NEEDED).index(ticket["status"]) + 1]
            needed = set().union(*(NEEDED[stage] for stage in stages))
            assert needed - ticket["fields"].keys() == set(), ticket["name"]


def test_a_closed_ticket_says_why(tickets):
    closed = next(ticket for ticket in tickets if ticket["status"] == "Closed (Unresolved)")

    assert closed["fields"]["Resolution Notes"]


def test_from_fixing_on_there_is_a_priority_and_a_date_and_both_dates_agree(tickets):
    late = [ticket for ticket in tickets if ticket["status"] in ("fixing", "verifying", "In Production")]

    assert len(late) == 5
    for ticket in late:
        assert ticket["priority"] is not None
        assert ticket["due_date"] == ticket["fields"]["Estimated Delivery Date"]
        assert ticket["fields"]["Notice sent"] is True


def test_some_tickets_lack_something_so_that_a_move_can_fail(tickets):
    validating = [ticket["fields"].keys() for ticket in tickets if ticket["status"] == "validating"]

    assert all("Acceptance Criteria" not in fields for fields in validating)
    assert any("Category" not in fields for fields in validating)


def test_every_pull_request_is_in_the_fake_github(tickets, state):
    addresses = [ticket["fields"].get("Pull Request") for ticket in tickets]
    parts = [re.fullmatch(r"https://github.com/(.+)/pull/(\d+)", address) for address in addresses if address]

    pulls = [state["pull_requests"][f"{part[1]}#{part[2]}"] for part in parts]

    assert {pull["merged_at"] is None for pull in pulls} == {True, False}


def test_of_those_in_verifying_one_is_merged_and_one_is_not(tickets, state):
    merged = {
        state["pull_requests"][ticket["fields"]["Pull Request"][19:].replace("/pull/", "#")]["merged_at"]
        is not None
        for ticket in tickets
        if ticket["status"] == "verifying"
    }

    assert merged == {True, False}


def test_level_2_tickets_know_the_client_support_ticket_they_came_from(tickets, state):
    first_level = {task["id"] for task in state["tasks"] if task["list"] == "Client Support"}

    linked = [ticket for ticket in tickets if first_level.intersection(ticket["linked"])]

    assert len(linked) >= 5


def test_five_companies_have_tiers(state):
    companies = [task for task in state["tasks"] if task["list"] == "Companies"]

    assert len(companies) == 5
    assert {company["fields"]["Company Tier"] for company in companies} == {
        "Platinum",
        "Gold",
        "Silver",
        "Bronze",
    }


def test_everybody_has_a_token(state):
    assert {user["token"]: user["email"].partition("@")[0] for user in state["users"]} == {
        "pk_sandbox": "bot",
        "pk_ops": "ops",
        "pk_qa": "qa",
        "pk_pm": "pm",
        "pk_tech": "tech",
        "pk_admin": "admin",
    }


def test_every_notice_has_a_mail_and_a_tick(state):
    workspace = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    (automation,) = workspace["automations"]
    notice = next(field for field in state["lists"][0]["fields"] if field["name"] == "Client notice")

    assert list(automation["emails"]) == list(notice["options"])
    assert automation["then_set"] == {"Notice sent": True}
