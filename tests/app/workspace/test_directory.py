"""The names of the process file, found in a workspace; what is not there is said with what is."""

import pytest
import requests

from app.workspace.directory import Assignees, Missing, assignees_of, look_up
from app.workspace.find import DirectoryError
from rules.process.lists import ListName
from rules.process.overrides import OverrideSettings
from rules.process.owner import Owner
from tests.app.faults import fault


def changed(process, **update):
    """Whom the shipped process names for overruling is not there when the owners are others."""
    return process.model_copy(update={"overrides": OverrideSettings(), **update})


def test_finds_lists_and_people(bot, process):
    found = look_up(bot.client, process)

    assert found.workspace_id == "9012345678"
    assert found.bot_user_id == 54000001
    assert found.tickets_list == "901200000001"
    assert found.owners["QA"] == Assignees(users=frozenset({54000003}))


def test_an_owner_may_be_a_group(bot, process):
    found = look_up(bot.client, changed(process, owners={"QA": Owner(group="qa")}))

    assert found.owners["QA"] == Assignees(groups=frozenset({"31565c29-b256-40ae-9b0f-27511f4bd48a"}))


def test_ids_lead_to_owners_whose_names_changed(bot, process):
    owners = {
        "QA": Owner(group="Quality", ids=("31565c29-b256-40ae-9b0f-27511f4bd48a",)),
        "Tech": Owner(users=("theo.before.the.wedding@stagegate.example",), ids=("54000005",)),
    }
    found = look_up(bot.client, changed(process, owners=owners))

    assert found.owners == {
        "QA": Assignees(groups=frozenset({"31565c29-b256-40ae-9b0f-27511f4bd48a"})),
        "Tech": Assignees(users=frozenset({54000005})),
    }


def test_an_id_that_leads_nowhere_leaves_the_name(bot, process):
    owners = {
        "QA": Owner(group="qa", ids=("1",)),
        "Tech": Owner(users=("tech@stagegate.example",), ids=("1",)),
    }
    found = look_up(bot.client, changed(process, owners=owners))

    assert found.owners == {
        "QA": Assignees(groups=frozenset({"31565c29-b256-40ae-9b0f-27511f4bd48a"})),
        "Tech": Assignees(users=frozenset({54000005})),
    }


def test_a_list_that_is_not_there_names_those_that_are(bot, process):
    lists = process.lists.model_copy(update={"tickets": ListName(name="Level 2 Suport")})

    with pytest.raises(DirectoryError) as caught:
        look_up(bot.client, changed(process, lists=lists))

    assert str(caught.value) == (
        'There is no list named "Level 2 Suport" that the token can see. Did you mean "Level 2 Support"? '
        "There are: Client Support, Companies, Level 2 Support."
    )


NOBODY = Owner(users=("nobody@stagegate.example",))


def test_an_owner_who_is_missing_is_named_and_the_others_are_found(bot, process):
    owners = {"QA": NOBODY, "Tech": Owner(users=("nobody@stagegate.example", "tech@stagegate.example"))}

    found = look_up(bot.client, changed(process, owners=owners))

    assert found.owners == {"QA": Assignees(), "Tech": Assignees(users=frozenset({54000005}))}
    assert found.missing == (
        Missing("person", "nobody@stagegate.example", "QA"),
        Missing("person", "nobody@stagegate.example", "Tech"),
    )


def test_an_overrider_and_who_hears_of_late_tickets_may_be_missing(bot, process):
    sla = process.sla.model_copy(update={"escalate_to": Owner(group="Board")})
    overrides = OverrideSettings(by=(NOBODY, "QA"))

    found = look_up(bot.client, changed(process, overrides=overrides, sla=sla))

    assert (found.escalation, found.overriders) == (Assignees(), Assignees(users=frozenset({54000003})))
    assert found.missing == (
        Missing("group", "Board", "escalation"),
        Missing("person", "nobody@stagegate.example", "overrides"),
    )


@pytest.mark.parametrize("role", ["companies", "first_level"])
def test_a_list_that_the_gate_can_do_without_may_be_missing(bot, process, role):
    lists = process.lists.model_copy(update={role: ListName(name="Nowhere")})

    found = look_up(bot.client, changed(process, lists=lists))

    assert [(each.kind, each.name) for each in found.missing] == [("list", "Nowhere")]
    assert getattr(found, f"{role}_list") is None


def test_groups_that_clickup_does_not_show_are_missing(workspace, bot, process):
    fault(workspace, path="/api/v2/group", status=403)

    found = look_up(bot.client, changed(process, owners={"QA": Owner(group="qa")}))

    assert found.missing == (Missing("group", "qa", "QA"),)


def test_a_person_who_is_not_there_names_those_who_are(bot):
    members = bot.client.get_workspaces()[0]
    with pytest.raises(DirectoryError) as caught:
        assignees_of("QA", NOBODY, members, ())

    assert str(caught.value) == (
        "nobody@stagegate.example, who is an owner for QA in the process file, is not a member of the "
        "workspace. Its members are: admin@stagegate.example, bot@stagegate.example, ops@stagegate.example, "
        "pm@stagegate.example, qa@stagegate.example, tech@stagegate.example."
    )


def test_a_workspace_that_is_not_there_names_those_that_are(bot, process):
    with pytest.raises(DirectoryError, match='no workspace named "Other" that the token can see'):
        look_up(bot.client, process, workspace="Other")


def test_a_workspace_is_found_by_name_or_id(bot, process):
    assert look_up(bot.client, process, workspace="usheru") == look_up(
        bot.client, process, workspace="9012345678"
    )


@pytest.mark.parametrize("by", ["id", "name"])
def test_lists_that_the_bot_was_only_invited_to_are_found(workspace, bot, process, by):
    """ClickUp was measured to show no Spaces then; the lists stand in /shared."""
    lists = ["901200000001", "901200000002", "901200000003"]
    invite(workspace, only_lists=lists)
    if by == "id":
        tickets = process.lists.tickets.model_copy(update={"id": lists[0]})
        process = changed(process, lists=process.lists.model_copy(update={"tickets": tickets}))

    found = look_up(bot.client, process)

    assert [found.tickets_list, found.first_level_list, found.companies_list] == lists


def test_a_deleted_list_is_none_although_clickup_still_answers_for_it(workspace, bot, process):
    tickets = process.lists.tickets.model_copy(update={"id": "901200000001"})
    process = changed(process, lists=process.lists.model_copy(update={"tickets": tickets}))
    requests.delete(f"{workspace.url}/sandbox/lists/901200000001", timeout=120).raise_for_status()

    with pytest.raises(DirectoryError, match="There is no list"):
        look_up(bot.client, process)


def invite(workspace, **what):
    requests.post(f"{workspace.url}/sandbox/users/54000001", json=what, timeout=120).raise_for_status()
