"""Bad input from a workspace: each has an outcome, and none stops the queue."""

from dataclasses import replace

import pytest
import requests

from app.errors import NotDecidedError
from app.messages.comments.gate import IN_THE_WAY, NOT_CHECKED, NOT_NOW
from app.pull_requests.few_places import FewPlaces
from app.store import companies
from tests.app.faults import rename_field
from tests.app.people import OPEN


def test_a_task_that_is_gone_is_set_aside(workspace, ready):
    ticket = ready("validating")
    workspace.drag(ticket, "replicating")
    requests.delete(
        f"{workspace.url}/api/v2/task/{ticket}", headers={"Authorization": "pk_admin"}, timeout=120
    ).raise_for_status()

    assert workspace.settle(ticket) == 2  # that it is gone is believed when it is said twice
    assert workspace.settle(ticket) == 0


def test_a_task_of_a_list_we_do_not_serve_is_left_alone(workspace):
    workspace.tell_of_move("86c1cs801", "open", "in progress")

    assert workspace.settle("86c1cs801") == 1
    assert workspace.comments("86c1cs801") == []


def test_a_status_that_no_stage_has_is_left_alone(workspace, ready):
    ticket = ready("validating")
    stages = tuple(stage for stage in workspace.bot.process.stages if stage.name != "Replicating")
    workspace.change_process(stages=stages)

    workspace.move(ticket, "replicating")

    assert workspace.status(ticket) == "replicating"
    assert workspace.comments(ticket) == []


def test_a_renamed_field_leaves_the_move_undecided_and_says_so_once(workspace, ready):
    ticket = ready("validating")
    rename_field(workspace, "Severity", "Gravity")

    workspace.move(ticket, "replicating")
    workspace.tell(ticket, "name", after="Edited")
    workspace.settle(ticket)

    assert workspace.status(ticket) == "replicating"
    [comment] = workspace.comments(ticket)
    assert comment["comment_text"].startswith(f"@Olivia Ops moved this ticket to Replicating. {NOT_CHECKED}")
    assert 'this list no longer has a field named "Severity" in ClickUp' in comment["comment_text"]


def test_a_repaired_field_decides_at_the_next_look(workspace, ready):
    ticket = ready("validating")
    rename_field(workspace, "Severity", "Gravity")
    workspace.move(ticket, "replicating")
    rename_field(workspace, "Gravity" if "Gravity" in workspace.fields else "Severity", "Severity")
    workspace.tell(ticket, "name", after="Edited")

    workspace.settle(ticket)

    assert workspace.comments(ticket)[0]["resolved"] is True


def test_a_missing_datum_rejects_even_if_another_cannot_be_read(workspace, ready):
    ticket = ready("validating", **{"Target URL": None})
    rename_field(workspace, "Severity", "Gravity")

    workspace.move(ticket, "replicating")

    assert workspace.status(ticket) == "validating"
    text = workspace.comments(ticket)[0]["comment_text"]
    assert f"{IN_THE_WAY}\nTarget URL is empty." in text
    assert NOT_NOW in text


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("https://x.example/y", "Stagegate is not set up for x.example, only for github.com and gitlab.com"),
        ("https://github.com/usheru", '"https://github.com/usheru" is not the address of a pull request'),
        ("https://github.com/usheru/website/pull/99999", "99999"),
        (OPEN, "not merged"),
    ],
)
def test_a_pull_request_that_is_not_merged_keeps_the_ticket_out(workspace, ready, address, sentence):
    ticket = ready("verifying", **{"Pull Request": address})

    workspace.move(ticket, "In Production", by="qa")

    assert workspace.status(ticket) == "verifying"
    assert sentence in workspace.comments(ticket)[0]["comment_text"]


def test_github_away_decides_nothing(workspace, ready):
    ticket = ready("verifying")
    requests.post(
        f"{workspace.url}/sandbox/faults", json={"path": "/github/*", "status": 503}, timeout=120
    ).raise_for_status()
    workspace.drag(ticket, "In Production", by="qa")

    with pytest.raises(NotDecidedError):
        workspace.settle(ticket)
    assert workspace.status(ticket) == "In Production"

    requests.delete(f"{workspace.url}/sandbox/faults", timeout=120)
    rested = [replace(provider, places=FewPlaces()) for provider in workspace.bot.providers]
    workspace.use(providers=tuple(rested))
    workspace.settle(ticket)
    assert workspace.status(ticket) == "In Production"
    assert workspace.comments(ticket) == []


def test_a_link_to_a_deleted_company_keeps_the_ticket_out(workspace, ready, bot):
    ticket = ready("validating", Company={"add": ["86c1co905"]})
    requests.delete(
        f"{workspace.url}/api/v2/task/86c1co905", headers={"Authorization": "pk_admin"}, timeout=120
    ).raise_for_status()
    with bot.engine.begin() as connection:
        companies.forget(connection, "86c1co905")

    workspace.move(ticket, "replicating")

    assert workspace.status(ticket) == "validating"
    assert "Company" in workspace.comments(ticket)[0]["comment_text"]


@pytest.mark.parametrize("moment", [1, 253_402_300_799_000, 99_999_999_999_999_999])
def test_an_impossible_due_date_keeps_the_ticket_out_of_fixing(workspace, ready, moment):
    ticket = ready("estimating", due=None)
    workspace.api("PUT", f"/task/{ticket}", by="pm", due_date=moment, due_date_time=True)
    workspace.tell(ticket, "due_date", by="pm", after=str(moment))

    workspace.move(ticket, "fixing", by="pm")

    assert workspace.status(ticket) == "estimating"
    assert "Estimated Delivery Date" in workspace.comments(ticket)[0]["comment_text"]


def test_an_edited_company_is_remembered(workspace, ready, bot):
    ready("validating")

    workspace.tell("86c1co901", "custom_field", after="x")
    workspace.settle("86c1co901")

    with bot.engine.begin() as connection:
        assert companies.values_of(connection, "86c1co901")["Company Tier"]
