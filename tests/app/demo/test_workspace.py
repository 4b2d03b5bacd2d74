"""The demo's data files are true to the process that the demo shows, also where no rule looks."""

import re
from collections import Counter
from datetime import UTC, datetime

import pytest

from app.process.file import load_process
from clickup_client.sandbox.application import create_sandbox
from clickup_client.sandbox.times import resolve_moment
from clickup_client.sandbox.workspace.definition import lists_of, read_workspace

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
STATUSES = [stage.status for stage in load_process(None).stages]
OPEN, CLOSED = STATUSES[:5], STATUSES[5:]

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
NOTICES = {
    "fixing": {"estimated", "rescheduled"},
    "verifying": {"estimated", "rescheduled"},
    "In Production": {"delivered"},
    "Closed (Unresolved)": {"closed"},
}
OWNERS = {
    "validating": ["Olivia Ops"],
    "replicating": ["Quentin QA"],
    "estimating": ["Paula PM"],
    "fixing": ["Theo Tech"],
    "verifying": ["Quentin QA"],
    "In Production": [],
    "Closed (Unresolved)": [],
}


@pytest.fixture(scope="module")
def state(workspace_data):
    app = create_sandbox(workspace_data, now=lambda: NOW)
    return app.test_client().get("/sandbox/state").get_json()


@pytest.fixture(scope="module")
def tickets(state):
    return [task for task in state["tasks"] if task["list"] == "Level 2 Support"]


@pytest.fixture(scope="module")
def in_status(tickets):
    return lambda *statuses: [ticket for ticket in tickets if ticket["status"] in statuses]


@pytest.fixture(scope="module")
def pull_request(state):
    """What the fake GitHub knows of a ticket's pull request."""

    def of(ticket):
        address = re.fullmatch(r"https://github.com/(.+)/pull/(\d+)", ticket["fields"]["Pull Request"])
        return state["pull_requests"][f"{address[1]}#{address[2]}"]

    return of


@pytest.fixture(scope="module")
def seeds(workspace_data):
    """All tickets as the files have them, those of the other Lists included."""
    spaces = read_workspace(workspace_data).spaces
    return [task for space in spaces for a_list in lists_of(space) for task in a_list.tasks]


def test_every_stage_has_a_dozen_tickets(tickets):
    assert Counter(ticket["status"] for ticket in tickets) == dict.fromkeys(STATUSES, 12)


def test_a_ticket_has_what_the_stages_up_to_its_own_ask_for(in_status):
    for number, status in enumerate(NEEDED):
        needed = set().union(*list(NEEDED.values())[: number + 1])
        for ticket in in_status(status):
            assert needed - ticket["fields"].keys() == set(), ticket["id"]


def test_a_ticket_is_its_stages_owners_and_a_closed_one_no_ones(tickets):
    for ticket in tickets:
        assert ticket["assignees"] == OWNERS[ticket["status"]], ticket["id"]


def test_from_fixing_on_there_is_a_priority_and_a_date_that_the_client_knows(in_status):
    for ticket in in_status("fixing", "verifying", "In Production"):
        assert ticket["priority"], ticket["id"]
        assert ticket["due_date"], ticket["id"]


def test_both_dates_agree(tickets):
    for ticket in tickets:
        assert ticket["due_date"] == ticket["fields"].get("Estimated Delivery Date"), ticket["id"]


def test_the_client_was_told_what_the_stage_tells(in_status):
    for status, kinds in NOTICES.items():
        told = [ticket["fields"] for ticket in in_status(status)]
        assert {fields["Client notice"] for fields in told} == kinds
        assert all(fields["Notice sent"] is True for fields in told)
        assert all(fields["Client notice text"] for fields in told)


def test_no_client_was_told_a_date_before_fixing(in_status):
    told = [
        t["id"] for t in in_status("validating", "replicating", "estimating") if "Notice sent" in t["fields"]
    ]

    assert told == ["86c1va111"]  # it was delivered once and opened again


def test_a_closed_ticket_says_why(in_status):
    assert all(ticket["fields"]["Resolution Notes"] for ticket in in_status(*CLOSED))


def test_some_tickets_of_the_first_stage_lack_what_the_next_one_wants(in_status):
    fields = [ticket["fields"].keys() for ticket in in_status("validating")]

    assert sum("Acceptance Criteria" not in each for each in fields) >= 6
    assert 2 <= sum("Category" not in each for each in fields) <= 4  # clients' forms


def test_tickets_that_came_back_say_why(in_status):
    back = [t["id"] for t in in_status(*STATUSES) if "De-escalation Reasons" in t["fields"]]

    assert back == ["86c1va105", "86c1va111", "86c1re210"]


def test_every_pull_request_is_in_the_fake_github(tickets, pull_request):
    having = [ticket for ticket in tickets if "Pull Request" in ticket["fields"]]

    assert {pull_request(ticket)["state"] for ticket in having} == {"open", "closed"}


def test_in_verifying_some_pull_requests_are_merged_and_some_are_not(in_status, pull_request):
    merged = Counter(pull_request(ticket)["merged_at"] is not None for ticket in in_status("verifying"))

    assert min(merged[True], merged[False]) >= 3


def test_what_is_in_production_was_merged_before(in_status, pull_request):
    for ticket in in_status("In Production"):
        merged_at = pull_request(ticket)["merged_at"]
        assert merged_at is not None, ticket["id"]
        assert merged_at <= datetime.fromisoformat(ticket["updated"]).timestamp() * 1000, ticket["id"]


def test_no_two_tickets_have_one_pull_request(tickets):
    addresses = Counter(ticket["fields"].get("Pull Request") for ticket in tickets)

    assert [address for address, count in addresses.items() if address and count > 1] == []


def test_a_ticket_and_the_client_support_ticket_it_came_from_fit_together(tickets, state):
    first_level = {task["id"]: task for task in state["tasks"] if task["list"] == "Client Support"}
    pairs = [(t, first_level[other]) for t in tickets for other in t["linked"] if other in first_level]

    assert len(pairs) >= 20
    for ticket, origin in pairs:
        where = f"{ticket['id']} and {origin['id']}"
        assert origin["status"] == ("waiting on level 2" if ticket["status"] in OPEN else "resolved"), where
        assert origin["due_date"] == ticket["due_date"], where
        for name in ("Category", "Company", "Client email"):
            assert origin["fields"][name] == ticket["fields"][name], where


def test_every_client_support_ticket_that_waits_or_is_done_has_its_level_2_ticket(tickets, state):
    known = {other for ticket in tickets for other in ticket["linked"]}

    alone = [
        task["status"]
        for task in state["tasks"]
        if task["list"] == "Client Support" and task["id"] not in known
    ]
    assert sorted(alone) == ["in progress", "in progress", "in progress", "open"]


def test_every_ticket_has_one_of_twelve_companies_and_an_address_there(tickets, state):
    sites = {c["name"]: c["fields"]["Website"] for c in state["tasks"] if c["list"] == "Companies"}

    assert len(sites) == 12
    assert {ticket["fields"]["Company"][0] for ticket in tickets} == sites.keys()
    for ticket in tickets:
        domain = ticket["fields"]["Client email"].partition("@")[2]
        assert sites[ticket["fields"]["Company"][0]] == f"https://{domain}", ticket["id"]


def test_companies_have_all_four_tiers(state):
    tiers = Counter(c["fields"]["Company Tier"] for c in state["tasks"] if c["list"] == "Companies")

    assert tiers.keys() == {"Platinum", "Gold", "Silver", "Bronze"}
    assert min(tiers.values()) >= 2


def test_all_categories_severities_and_priorities_occur(tickets):
    process = load_process(None)

    assert {ticket["fields"].get("Category") for ticket in tickets} == {None, *process.categories}
    assert {ticket["fields"].get("Severity") for ticket in tickets} == {
        None, "Critical", "Major", "Minor", "Trivial",
    }  # fmt: skip
    assert {ticket["priority"] for ticket in tickets} == {None, "urgent", "high", "normal", "low"}


@pytest.mark.parametrize(
    "what", ["Acceptance Criteria", "Steps to Reproduce the Issue", "Resolution Notes", "Client notice text"]
)
def test_nothing_that_people_wrote_is_there_twice(tickets, what):
    texts = Counter(ticket["fields"].get(what) for ticket in tickets)

    assert [text for text, count in texts.items() if text and count > 1] == []


def test_no_two_tickets_have_one_name_or_one_description(seeds):
    assert len({seed.name for seed in seeds}) == len(seeds)
    descriptions = [seed.description for seed in seeds if seed.description]
    assert len(set(descriptions)) == len(descriptions)


def test_things_happened_one_after_the_other(seeds):
    for seed in seeds:
        created = resolve_moment(seed.created, NOW)
        since = resolve_moment(seed.in_status_since or seed.created, NOW)
        comments = [resolve_moment(comment.at, NOW) for comment in seed.comments]
        assert created <= since <= NOW, seed.id
        assert comments == sorted(comments), seed.id
        assert all(created <= at <= NOW for at in comments), seed.id


def test_everybody_has_a_token(state):
    assert {user["token"]: user["email"].partition("@")[0] for user in state["users"]} == {
        "pk_sandbox": "bot",
        "pk_ops": "ops",
        "pk_qa": "qa",
        "pk_pm": "pm",
        "pk_tech": "tech",
        "pk_admin": "admin",
    }


def test_every_notice_has_a_mail_and_a_tick(state, workspace_data):
    (automation,) = workspace_data["automations"]
    notice = next(field for field in state["lists"][0]["fields"] if field["name"] == "Client notice")

    assert list(automation["emails"]) == list(notice["options"])
    assert automation["then_set"] == {"Notice sent": True}
