"""Why a ticket is where it is, told from what was recorded and from what is the case now."""

import json
from datetime import UTC, date, datetime

import pytest

from app.inspect.explain import as_json, explain
from app.inspect.explanation_text import explanation_lines
from app.messages.comments.answers import NO_NEXT_STAGE
from app.store import dead_letters, pauses
from rules.gate.order import stage_after
from tests.app.people import PEOPLE

pytest_plugins = ["tests.app.program"]

DAY = date(2026, 12, 3)


#: What is said of the clock depends on the time at which the command runs.
OF_THE_CLOCK = ("SLA", "The SLA will be breached on", "The SLA clock is paused", "It is due")


def explained(stagegate, ticket):
    code, output = stagegate("explain", ticket)
    assert code == 0
    lines = output.replace(ticket, "ID").splitlines()
    return [line for line in lines if not line.startswith(OF_THE_CLOCK)]


def clock_lines(bot, ticket):
    lines = explanation_lines(explain(bot, ticket), bot.zone)
    return [line for line in lines if line.startswith(OF_THE_CLOCK)]


def test_how_it_keeps_its_sla_is_told(ready, bot, workspace):
    ticket = ready("replicating")
    workspace.clock.forward(hours=3, minutes=30)

    assert clock_lines(bot, ticket) == [
        "SLA: ok; 3 h 30 min of 16 h of working time used.",
        "The SLA will be breached on Tue 24 Nov 2026 17:00 UTC.",
    ]
    workspace.clock.forward(days=3)
    assert clock_lines(bot, ticket) == ["SLA: escalated; 27 h 30 min of 16 h of working time used."]


def test_why_a_clock_is_paused_is_told(ready, bot, workspace):
    ticket = ready("replicating")
    with bot.engine.begin() as connection:
        pauses.begin(
            connection, ticket, "command", workspace.clock.now, reason="They are on holiday", by="Olivia"
        )
        pauses.begin(connection, ticket, "mark", workspace.clock.now)
    workspace.clock.forward(hours=1)

    assert clock_lines(bot, ticket) == [
        "SLA: ok; 0 min of 16 h of working time used.",
        "The SLA clock is paused since Mon 23 Nov 2026 09:00 UTC: They are on holiday.",
        "The SLA clock is paused since Mon 23 Nov 2026 09:00 UTC.",
    ]


def test_in_fixing_the_due_date_is_what_it_keeps(ready, bot, workspace):
    ticket = ready("fixing", due=DAY)
    workspace.clock.now = datetime(2026, 12, 2, 9, tzinfo=UTC)

    assert clock_lines(bot, ticket) == [
        "SLA until the due date: at risk.",
        "It is due on Thu 3 Dec 2026.",
    ]


def test_a_closed_ticket_has_no_clock(ready, bot, workspace):
    assert clock_lines(bot, ready("Closed (Unresolved)")) == []
    assert as_json(explain(bot, workspace.create("validating")))["sla"] is None


def test_programs_get_the_clock(ready, bot, workspace):
    ticket = ready("replicating")
    workspace.clock.forward(hours=1)

    assert as_json(explain(bot, ticket))["sla"] == {
        "level": "ok",
        "limit": "2 days",
        "used_seconds": 3600,
        "allowed_seconds": 16 * 3600,
        "breach_at": "2026-11-24T17:00:00+00:00",
        "next_change_at": "2026-11-24T13:00:00+00:00",
        "paused": False,
    }
    closed = as_json(explain(bot, ready("Closed (Unresolved)")))["sla"]
    assert (closed["level"], closed["limit"], closed["allowed_seconds"]) == ("none", None, None)


def test_a_rejected_ticket_is_explained_with_every_finding(stagegate, ready, workspace):
    ticket = ready("estimating", due=None, Severity=None)
    workspace.clock.forward(hours=1)
    workspace.move(ticket, "fixing", by="pm")

    told = explained(stagegate, ticket)

    assert told[2:] == [
        "",
        "It has been in Estimating since Mon 23 Nov 2026 09:00 UTC.",
        "",
        "Still required in Estimating:",
        ('  ✗ Severity is not set. Choose one in the "Severity" field: Critical, Major, Minor or Trivial.'),
        "Requirements for Fixing:",
        (
            "  ✗ Estimated Delivery Date is not set. Set the ticket's Due Date or the "
            '"Estimated Delivery Date" field. The other one follows.'
        ),
        "  ✓ Priority is filled in.",
        "",
        "Judged moves, newest first:",
        "  Mon 23 Nov 2026 10:00 UTC, Pm: Estimating → Fixing: rejected",
        (
            "    ✗ Estimated Delivery Date is not set. Set the ticket's Due Date or the "
            '"Estimated Delivery Date" field. The other one follows.'
        ),
        "    ✓ Priority is filled in.",
    ]
    assert told[0] == "Checkout fails (ID)"
    assert told[1].endswith("/t/ID")


def test_what_the_client_was_told_is_part_of_it(stagegate, ready, workspace):
    ticket = ready("estimating", due=DAY, assignees=[PEOPLE["pm"]])
    workspace.api("PUT", f"/task/{ticket}", by="pm", priority=3)  # as advised
    workspace.move(ticket, "fixing", by="pm")

    assert explained(stagegate, ticket)[-2:] == [
        "Client notices:",
        "  estimated (Thursday, 3 December 2026): owed, not before Mon 23 Nov 2026 09:00 UTC",
    ]
    workspace.settle_notices(ticket)
    assert explained(stagegate, ticket)[-1] == (
        "  estimated (Thursday, 3 December 2026): sent Mon 23 Nov 2026 09:00 UTC, waiting for the receipt"
    )
    workspace.tell(ticket, "custom_field", by="clickbot", after="true")
    workspace.settle(ticket)
    assert explained(stagegate, ticket)[-1] == (
        "  estimated (Thursday, 3 December 2026): sent Mon 23 Nov 2026 09:00 UTC, confirmed"
    )


def test_a_ticket_that_may_go_on_says_so(stagegate, ready):
    told = explained(stagegate, ready("verifying"))

    assert told[5:] == [
        "It may move to Closed (Resolved) now:",
        "  ✓ The pull request https://github.com/usheru/website/pull/1032 is merged.",
        "  ✓ Resolution Notes is filled in.",
        "",
        "No move was judged yet.",
    ]


def test_a_closed_ticket_has_no_next_stage(stagegate, ready):
    assert explained(stagegate, ready("Closed (Unresolved)"))[5] == NO_NEXT_STAGE


def test_a_move_that_waits_is_shown_with_where_the_ticket_belongs(stagegate, ready, workspace):
    ticket = ready("estimating")
    workspace.drag(ticket, "fixing")

    told = explained(stagegate, ticket)

    assert told[3:6] == [
        "It has been in Estimating since Mon 23 Nov 2026 09:00 UTC.",
        'ClickUp now shows the status "fixing".',
        "Changes waiting to be handled: 1.",
    ]


def test_a_ticket_that_was_never_seen_is_explained_all_the_same(stagegate, workspace):
    ticket = workspace.create("validating")

    assert explained(stagegate, ticket)[3] == "It is in Validating; Stagegate has not handled it yet."


def test_a_ticket_whose_work_was_given_up_says_why(stagegate, ready, bot):
    ticket = ready("estimating")
    with bot.engine.begin() as connection:
        dead_letters.bury(connection, task_id=ticket, error="ClickUp said no", attempts=5)

    told = explained(stagegate, ticket)

    assert told[4].startswith("Stagegate gave up on it at ")
    assert told[4].endswith(": ClickUp said no")


def test_a_comment_that_is_not_written_yet_is_shown(stagegate, ready, workspace, monkeypatch):
    ticket = ready("estimating", due=None)
    monkeypatch.setattr("app.reconcile.ticket.outbox.keep_up", lambda *_, **_due: None)
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
