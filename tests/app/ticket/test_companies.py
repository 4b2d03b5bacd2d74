"""Company Tier through the relationship: what is remembered, what is read again, and what people are told."""

import pytest
import requests

from app.messages.comments.gate import ALL_THERE
from app.store import companies as store
from clickup_client.errors import NotAuthorisedError
from tests.app.faults import fault, rename_field

ACME = "86c1co901"
COMPANIES = "901200000003"


@pytest.fixture
def tier(workspace, bot):
    """Set or clear the tier of a company, as a person does."""
    field = next(f for f in bot.client.get_list_fields(COMPANIES) if f.name == "Company Tier")
    workspace.fields["Company Tier"] = field

    def change(company, option):
        path = f"/task/{company}/field/{field.id}"
        if option is None:
            workspace.api("DELETE", path, by="admin")
        else:
            workspace.api(
                "POST", path, by="admin", value=next(o.id for o in field.options if o.name == option)
            )

    return change


def forget(bot, company=ACME):
    with bot.engine.begin() as connection:
        store.forget(connection, company)


def remembered(bot, company=ACME):
    with bot.engine.begin() as connection:
        return store.values_of(connection, company)


def said(workspace, ticket):
    return workspace.comments(ticket)[0]["comment_text"]


def test_a_company_that_is_known_costs_no_call(workspace, ready):
    ticket = ready("validating", assignees=[54000003])

    assert workspace.move(ticket, "replicating") == 1


def test_a_company_that_is_not_known_is_read_once(workspace, ready, bot):
    tickets = [ready("validating", assignees=[54000003]) for _ in range(2)]
    forget(bot)

    assert [workspace.move(ticket, "replicating") for ticket in tickets] == [2, 1]


def test_a_company_without_a_tier_keeps_the_ticket_out(workspace, ready, bot, tier):
    ticket = ready("validating")
    tier(ACME, None)
    forget(bot)

    workspace.move(ticket, "replicating")

    assert workspace.status(ticket) == "validating"
    assert (
        'Company Tier is not known: the linked company "Lumen Biografer" has no "Company Tier". '
        'In the "Company" field, link a Company whose "Company Tier" is filled in.'
    ) in said(workspace, ticket)


def test_an_empty_tier_is_read_again_before_a_ticket_is_refused_for_it(workspace, ready, tier):
    ticket = ready("validating")
    tier(ACME, None)
    workspace.tell(ACME, "custom_field", after=None)
    workspace.settle(ACME)
    tier(ACME, "Gold")  # and no delivery tells of it

    workspace.move(ticket, "replicating")

    assert workspace.status(ticket) == "replicating"


def test_a_filled_tier_is_trusted_until_we_hear_otherwise(workspace, ready, tier):
    ticket, other = ready("validating"), ready("validating")
    tier(ACME, None)
    workspace.move(ticket, "replicating")
    assert workspace.status(ticket) == "replicating"

    workspace.tell(ACME, "custom_field", after=None)
    workspace.settle(ACME)
    workspace.move(other, "replicating")
    assert workspace.status(other) == "validating"


def test_no_company_has_a_sentence_of_its_own(workspace, ready):
    ticket = ready("validating", Company=None)

    workspace.move(ticket, "replicating")

    assert (
        "Company Tier is not known: no Company is linked. "
        'In the "Company" field, link a Company whose "Company Tier" is filled in.'
    ) in said(workspace, ticket)


def test_a_deleted_company_is_named(workspace, ready, bot):
    ticket = ready("validating", Company={"add": [ACME]})
    requests.delete(
        f"{workspace.url}/api/v2/task/{ACME}", headers={"Authorization": "pk_admin"}, timeout=120
    ).raise_for_status()
    forget(bot)

    workspace.move(ticket, "replicating")

    assert workspace.status(ticket) == "validating"
    assert "Company Tier is not known: the linked company" in said(workspace, ticket)
    assert "no longer exists in ClickUp." in said(workspace, ticket)


def test_a_company_that_stagegate_may_not_see_leaves_the_move_undecided(workspace, ready, bot):
    ticket = ready("validating")
    forget(bot)
    fault(workspace, path=f"/api/v2/task/{ACME}", status=401, body={"err": "No", "ECODE": "ACCESS_064"})

    workspace.move(ticket, "replicating")

    assert workspace.status(ticket) == "replicating"
    assert "Stagegate is not allowed to see the linked company" in said(workspace, ticket)


def test_a_token_that_is_refused_is_no_reason_to_leave_a_move_undecided(workspace, ready, bot):
    ticket = ready("validating")
    forget(bot)
    fault(workspace, path=f"/api/v2/task/{ACME}", status=401, body={"err": "Token", "ECODE": "OAUTH_025"})

    with pytest.raises(NotAuthorisedError):
        workspace.move(ticket, "replicating")
    assert workspace.comments(ticket) == []


@pytest.mark.usefixtures("tier")
def test_a_company_list_without_the_field_leaves_the_move_undecided(workspace, ready, bot):
    ticket = ready("validating")
    forget(bot)
    rename_field(workspace, "Company Tier", "Tier")

    workspace.move(ticket, "replicating")

    assert workspace.status(ticket) == "replicating"
    assert 'the list of companies no longer has a field named "Company Tier" in ClickUp' in said(
        workspace, ticket
    )


@pytest.mark.usefixtures("tier")
def test_a_field_in_other_capitals_is_the_same_field_and_is_remembered(workspace, ready, bot):
    tickets = [ready("validating", assignees=[54000003]) for _ in range(2)]
    forget(bot)
    rename_field(workspace, "Company Tier", "company tier")

    assert [workspace.move(ticket, "replicating") for ticket in tickets] == [2, 1]
    assert "company tier" in remembered(bot)


def test_a_tier_that_was_deleted_is_to_be_chosen_again(workspace, ready, bot, monkeypatch):
    ticket = ready("validating")
    forget(bot)
    show(monkeypatch, bot, with_tier(bot.client.get_task(ACME), "deleted"))

    workspace.move(ticket, "replicating")

    assert workspace.status(ticket) == "validating"
    assert ("Company Tier is not known: the option that was chosen no longer exists in ClickUp.") in said(
        workspace, ticket
    )


def with_tier(company, value):
    broken = {"value": value, "has_value": True}
    fields = tuple(
        field.model_copy(update=broken) if field.name == "Company Tier" else field
        for field in company.custom_fields
    )
    return company.model_copy(update={"custom_fields": fields})


def show(monkeypatch, bot, company):
    """Have ClickUp show one company in another way."""
    get_task = type(bot.client).get_task
    monkeypatch.setattr(
        type(bot.client),
        "get_task",
        lambda client, task_id: company if task_id == company.id else get_task(client, task_id),
    )


def test_a_company_that_moved_to_another_list_is_read_again(workspace, ready, bot, monkeypatch):
    ready("validating")
    assert remembered(bot)
    show(monkeypatch, bot, bot.client.get_task(ACME).model_copy(update={"list_id": "5"}))
    workspace.tell(ACME, "section_moved")

    workspace.settle(ACME)

    assert remembered(bot) is None


def test_whoever_fills_in_the_tier_settles_what_asks_for_it(workspace, ready, tier):
    ticket, other = ready("validating"), ready("validating", Severity=None)
    tier(ACME, None)
    workspace.tell(ACME, "custom_field", after=None)
    workspace.settle(ACME)
    workspace.move(ticket, "replicating")
    workspace.move(other, "replicating")

    tier(ACME, "Gold")
    workspace.tell(ACME, "custom_field", after="Gold")
    workspace.settle(ACME)

    assert workspace.settle(ticket) == 2
    [comment] = workspace.comments(ticket)
    assert comment["resolved"]
    assert ALL_THERE in comment["comment_text"]
    workspace.settle(other)
    assert not workspace.comments(other)[0]["resolved"]
    assert "Company Tier is filled in." in said(workspace, other)
