"""Someone renames a status or a field in ClickUp: with its id in the process file all goes on."""

import dataclasses

import pytest
import requests
import structlog

from app.bot import Bot
from app.store import companies, moves
from app.workspace.renames import Renames
from rules.process.datum import DueDateDatum, FieldDatum, RelatedDatum
from rules.process.notices import NoticeFieldIds
from tests.app.people import LIST, PEOPLE

pytest_plugins = ["tests.app.first_level_tickets"]


@pytest.fixture
def bot(bot):
    """A bot whose process file has the ids, as `setup` writes it."""
    return with_ids(bot)


def with_ids(bot: Bot) -> Bot:
    process = bot.process
    fields = {each.name: each.id for each in bot.client.get_list_fields(LIST)}
    company = {each.name: each.id for each in bot.client.get_list_fields(bot.directory.companies_list)}
    statuses = {each.status: each.id for each in bot.client.get_list(LIST).statuses}

    def datum_with_ids(datum):
        match datum:
            case FieldDatum():
                return datum.model_copy(update={"id": fields[datum.field]})
            case RelatedDatum():
                return datum.model_copy(update={"id": fields[datum.field], "then_id": company[datum.then]})
            case DueDateDatum():
                return datum.model_copy(update={"mirror_id": fields[datum.mirror]})
            case _:
                return datum

    ids = {key: fields[name] for key, name in process.notices.fields.model_dump().items()}
    return dataclasses.replace(
        bot,
        process=process.model_copy(
            update={
                "data": {name: datum_with_ids(datum) for name, datum in process.data.items()},
                "stages": tuple(
                    stage.model_copy(update={"status_id": statuses[stage.status]}) for stage in process.stages
                ),
                "notices": process.notices.model_copy(update={"field_ids": NoticeFieldIds(**ids)}),
            }
        ),
    )


@pytest.fixture
def rename(workspace):
    def rename(old, new):
        field = workspace.fields.get(old)
        path = f"fields/{field.id}" if field else f"lists/{LIST}/statuses/{old}"
        requests.post(f"{workspace.url}/sandbox/{path}", json={"name": new}, timeout=120).raise_for_status()

    return rename


@pytest.fixture
def warnings():
    with structlog.testing.capture_logs() as logs:
        yield lambda: [(e["kind"], e["of"], e["old"], e["new"]) for e in logs if e.get("action") == "renamed"]


def findings(bot, ticket):
    with bot.engine.begin() as connection:
        return [finding["sentence"] for finding in moves.latest(connection, ticket)[0]["findings"]]


def test_a_renamed_field_is_read_and_called_by_its_new_name(workspace, ready, bot, rename):
    ticket = ready("validating", Severity=None)
    rename("Severity", "How bad is it")

    workspace.move(ticket, "replicating")

    assert workspace.status(ticket) == "validating"
    assert (
        'Severity is not set. Choose one in the "How bad is it" field: Critical, Major, Minor or Trivial.'
    ) in findings(bot, ticket)


def test_a_ticket_gets_through_with_every_field_renamed(workspace, ready, rename):
    ticket = ready("validating")
    for name in list(workspace.fields):
        rename(name, f"{name} (new)")

    workspace.move(ticket, "replicating")

    assert workspace.status(ticket) == "replicating"
    assert [each["id"] for each in workspace.task(ticket)["assignees"]] == [PEOPLE["qa"]]


def test_a_renamed_status_still_belongs_to_its_stage(workspace, ready, rename):
    ticket = ready("validating")
    rename("replicating", "reproducing")

    workspace.move(ticket, "reproducing")

    assert workspace.status(ticket) == "reproducing"
    assert [each["id"] for each in workspace.task(ticket)["assignees"]] == [PEOPLE["qa"]]


def test_a_status_that_is_renamed_while_a_move_into_it_waits_is_followed(workspace, ready, rename):
    """The delivery has its old name, the ticket its new one."""
    ticket = ready("validating", assignees=[PEOPLE["ops"]])
    workspace.drag(ticket, "replicating")
    rename("replicating", "reproducing")

    workspace.settle(ticket)

    assert workspace.status(ticket) == "reproducing"
    assert workspace.assignees(ticket) == {PEOPLE["qa"]}
    assert workspace.texts(ticket) == []


def test_a_ticket_is_put_back_into_a_status_that_was_renamed_meanwhile(workspace, ready, rename):
    """Nothing showed the new name before: it is asked for when ClickUp refuses the old one."""
    ticket = ready("validating", Severity=None)
    rename("validating", "is it real")

    workspace.move(ticket, "replicating")

    assert workspace.status(ticket) == "is it real"
    assert len(workspace.comments(ticket)) == 1


def test_a_notice_is_sent_through_renamed_fields(workspace, ready, rename):
    ticket = ready("estimating", assignees=[PEOPLE["pm"]])
    rename("Client notice text", "What the client reads")
    workspace.move(ticket, "fixing", by="pm")

    workspace.settle_notices(ticket)

    assert workspace.field(ticket, "What the client reads").value.startswith("Hello")


def test_a_renamed_field_of_companies_is_still_followed(workspace, ready, bot):
    """Read again because nothing was remembered; from then on it is, under its new name."""
    tier = bot.client.get_list_fields(bot.directory.companies_list)[0]
    tickets = [ready("validating", Company={"add": ["86c1co904"]}) for _ in range(2)]
    path = f"{workspace.url}/sandbox/fields/{tier.id}"
    requests.post(path, json={"name": "Tier"}, timeout=120).raise_for_status()
    with bot.engine.begin() as connection:
        companies.forget(connection, "86c1co904")

    calls = [workspace.move(ticket, "replicating") for ticket in tickets]

    assert calls == [3, 2]
    assert [workspace.status(ticket) for ticket in tickets] == ["replicating", "replicating"]


def test_of_two_fields_of_the_same_name_the_one_with_the_id_counts(workspace, ready, rename):
    ticket = ready("validating")
    rename("De-escalation Reasons", "Acceptance Criteria")

    workspace.move(ticket, "replicating")

    assert workspace.status(ticket) == "replicating"


def test_each_rename_is_said_once(workspace, ready, rename, warnings):
    first, second = ready("validating"), ready("validating")
    rename("Severity", "How bad is it")
    rename("replicating", "reproducing")

    workspace.move(first, "reproducing")
    workspace.move(second, "reproducing")

    assert warnings() == [
        ("field", "Severity", "Severity", "How bad is it"),
        ("status", "Replicating", "replicating", "reproducing"),
    ]


def test_a_difference_in_capitals_is_no_rename(bot, warnings):
    shown = {stage.status_id: stage.status.upper() for stage in bot.process.stages}

    assert Renames().learn(bot.process, shown) is bot.process
    assert warnings() == []


def test_a_status_made_again_under_its_old_name_is_found_by_name(workspace, ready):
    """Its id in the process file leads nowhere any more."""
    stages = tuple(
        stage.model_copy(update={"status_id": f"{stage.name}-old"}) for stage in workspace.bot.process.stages
    )
    workspace.change_process(stages=stages)
    ticket = ready("validating")

    workspace.move(ticket, "replicating")

    assert workspace.status(ticket) == "replicating"
    assert [each["id"] for each in workspace.task(ticket)["assignees"]] == [PEOPLE["qa"]]


def test_a_ticket_comes_from_the_first_level_whatever_was_renamed(workspace, client_ticket, made, rename):
    """Nothing showed the new name of the status before; the fields' are known by their ids."""
    ticket = client_ticket()
    rename("validating", "is it real")
    rename("Category", "Kind")

    workspace.move(ticket, "elevating")

    [new] = made()
    assert new["status"]["status"] == "is it real"
    assert next(f["value"] for f in new["custom_fields"] if f["name"] == "Kind") == 3
    assert len(workspace.comments(ticket)) == 1


def test_a_ticket_comes_from_the_first_level_under_names_that_are_known(
    workspace, client_ticket, made, ready, rename
):
    rename("validating", "is it real")
    rename("Category", "Kind")
    other = ready("is it real", Category=None)
    workspace.tell(other, "name", after="Edited")
    workspace.settle(other)  # shows the new names

    assert workspace.move(client_ticket(), "elevating") == 5

    [new] = (task for task in made() if task["id"] != other)
    assert next(f["value"] for f in new["custom_fields"] if f["name"] == "Kind") == 3
