"""Why a ticket is where it is, told from what was recorded and from what is the case now."""

import json
from datetime import date

import pytest

from app.explain import stage_after
from app.store import dead_letters
from tests.app.bot.conftest import PEOPLE
from tests.app.bot.test_simulate import settings, stagegate

__all__ = ["settings", "stagegate"]

DAY = date(2026, 12, 3)


def explained(stagegate, ticket):
    code, output = stagegate("explain", ticket)
    assert code == 0
    return output.replace(ticket, "ID").splitlines()


def test_a_rejected_ticket_is_explained_with_every_finding(stagegate, ready, workspace):
    ticket = ready("estimating", due=None, Severity=None)
    workspace.clock.forward(hours=1)
    workspace.move(ticket, "fixing", by="pm")

    told = explained(stagegate, ticket)

    assert told[2:] == [
        "",
        "It belongs in Estimating, since Mon 23 Nov 2026 09:00 UTC.",
        "",
        "What Fixing needs now:",
        (
            "  ✗ Estimated Delivery Date is not set. Set the ticket's Due Date, or the "
            '"Estimated Delivery Date" field: the other one follows.'
        ),
        "  ✓ Priority is filled in.",
        "",
        "Judged moves, newest first:",
        "  Mon 23 Nov 2026 10:00 UTC, Pm: Estimating → Fixing: rejected",
        (
            "    ✗ Estimated Delivery Date is not set. Set the ticket's Due Date, or the "
            '"Estimated Delivery Date" field: the other one follows.'
        ),
        "    ✓ Priority is filled in.",
    ]
    assert told[0] == "Checkout fails (ID)"
    assert told[1].endswith("/t/ID")


def test_what_the_client_was_told_is_part_of_it(stagegate, ready, workspace):
    ticket = ready("estimating", due=DAY, assignees=[PEOPLE["pm"]])
    workspace.move(ticket, "fixing", by="pm")

    assert explained(stagegate, ticket)[-2:] == [
        "The client:",
        "  estimated (Thursday, 3 December 2026): owed, not before Mon 23 Nov 2026 09:00 UTC",
    ]
    workspace.settle_notices(ticket)
    assert explained(stagegate, ticket)[-1] == (
        "  estimated (Thursday, 3 December 2026): sent Mon 23 Nov 2026 09:00 UTC, its receipt is awaited"
    )
    workspace.tell(ticket, "custom_field", by="clickbot", after="true")
    workspace.settle(ticket)
    assert explained(stagegate, ticket)[-1] == (
        "  estimated (Thursday, 3 December 2026): sent Mon 23 Nov 2026 09:00 UTC, confirmed"
    )


def test_a_ticket_that_may_go_on_says_so(stagegate, ready):
    told = explained(stagegate, ready("verifying"))

    assert told[5:] == [
        "It may go to Closed (Resolved) now:",
        "  ✓ The pull request https://github.com/usheru/website/pull/1032 is merged.",
        "  ✓ Resolution Notes is filled in.",
        "",
        "No move of it was judged yet.",
    ]


def test_a_closed_ticket_has_no_next_stage(stagegate, ready):
    assert explained(stagegate, ready("Closed (Unresolved)"))[5] == "No stage comes next."


def test_a_move_that_waits_is_shown_with_where_the_ticket_belongs(stagegate, ready, workspace):
    ticket = ready("estimating")
    workspace.drag(ticket, "fixing")

    told = explained(stagegate, ticket)

    assert told[3:6] == [
        "It belongs in Estimating, since Mon 23 Nov 2026 09:00 UTC.",
        'In ClickUp it is in "fixing" now.',
        "Changes that wait to be looked at: 1.",
    ]


def test_a_ticket_that_was_never_seen_is_explained_all_the_same(stagegate, workspace):
    ticket = workspace.create("validating")

    assert explained(stagegate, ticket)[3] == "It is in Validating; Stagegate has not handled it yet."


def test_a_ticket_whose_work_was_given_up_says_why(stagegate, ready, bot):
    ticket = ready("estimating")
    with bot.engine.begin() as connection:
        dead_letters.bury(connection, task_id=ticket, error="ClickUp said no", attempts=5)

    told = explained(stagegate, ticket)

    assert told[4].startswith("Work on it was given up at ")
    assert told[4].endswith(": ClickUp said no")


def test_a_comment_that_is_not_written_yet_is_shown(stagegate, ready, workspace, monkeypatch):
    ticket = ready("estimating", due=None)
    monkeypatch.setattr("app.reconcile.comments.keep_up", lambda *_: None)
    workspace.move(ticket, "fixing")

    assert explained(stagegate, ticket)[-2:] == ["Comments:", "  gate: still to be written"]


def test_programs_get_json(stagegate, ready, workspace):
    ticket = ready("estimating", due=DAY)
    workspace.move(ticket, "fixing", by="pm")

    told = json.loads(stagegate("explain", ticket, "--json")[1])

    assert told["stage"] == "Fixing"
    assert told["since"] == "2026-11-23T09:00:00.001000+00:00"
    assert told["moves"][0]["verdict"] == "allowed"
    assert told["moves"][0]["by"] == "Pm"
    assert told["next"]["to_stage"] == "Verifying"
    assert [(n["kind"], n["state"], n["day"]) for n in told["notices"]] == [
        ("estimated", "owed", "2026-12-03")
    ]


def test_an_unknown_task_is_told(stagegate):
    assert stagegate("explain", "86cnowhere") == (
        1,
        "Error: ClickUp has no task 86cnowhere, or the token may not see it.\n",
    )


@pytest.mark.parametrize(
    ("stage", "after"),
    [
        ("Validating", "Replicating"),
        ("Verifying", "Closed (Resolved)"),
        ("Closed (Resolved)", None),
        ("Closed (Unresolved)", None),
    ],
)
def test_the_stage_after_is_the_one_where_work_goes_on(process, stage, after):
    found = stage_after(process, process.stage(stage))

    assert (found.name if found else None) == after
