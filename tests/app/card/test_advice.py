"""The advised priority where someone decides on it, and a remark when a ticket goes on with another one."""

import pytest

from app.messages.comments.advice import INTENDED
from app.messages.comments.gate import CAN_STAY
from rules.process.card import CardSettings
from tests.app.clock_work import pass_time, said

ADVICE = (
    "Advised priority: Normal (11 points).\n"
    "Severity: Major gives 8 points.\n"
    "Company Tier: Gold gives 3 points.\n"
    "Issue affects other clients: No gives no points.\n"
    "Client Target Date: 2026-12-24 is in 31 days, which gives no points."
)


@pytest.fixture
def process(process):
    """Without cards, which would show the advice, and without marks, which would cost calls."""
    sla = process.sla.model_copy(update={"shown_as": None})
    return process.model_copy(update={"card": CardSettings(shown=False), "sla": sla})


@pytest.fixture
def estimated(workspace, ready):
    """A ticket that has just entered Estimating."""
    ticket = ready("replicating", assignees=[54000004])
    assert workspace.move(ticket, "estimating", by="qa") == 1
    return ticket


def test_the_advice_comes_a_while_after_the_ticket_entered_the_stage(workspace, estimated):
    assert said(workspace, estimated) == []
    assert pass_time(workspace, minutes=1) == 1
    assert said(workspace, estimated) == [ADVICE]


def test_the_advice_is_edited_when_an_input_changes(workspace, estimated):
    pass_time(workspace, minutes=1)
    workspace.set_field(estimated, "Severity", workspace.option("Severity", "Critical"))
    workspace.settle(estimated)
    assert pass_time(workspace, minutes=1) == 1

    [comment] = said(workspace, estimated)
    assert comment.startswith("Advised priority: High (16 points).\nSeverity: Critical gives 13 points.\n")


def test_an_edit_of_anything_else_costs_nothing_more(workspace, estimated):
    pass_time(workspace, minutes=1)
    workspace.set_field(estimated, "Issue Workaround", "Wait.")
    assert workspace.settle(estimated) == 1

    assert pass_time(workspace, minutes=1) == 0


def test_a_move_that_is_put_back_renews_the_advice_as_well(workspace, estimated):
    pass_time(workspace, minutes=1)
    workspace.set_field(estimated, "Severity", workspace.option("Severity", "Trivial"))
    workspace.move(estimated, "verifying", by="pm")
    pass_time(workspace, minutes=1)

    assert said(workspace, estimated)[0].startswith("Advised priority: Low (3 points).")


def test_what_is_not_known_is_named(workspace, ready):
    ticket = ready("replicating", Company=None)
    workspace.move(ticket, "estimating", by="qa")
    pass_time(workspace, minutes=1)

    [comment] = said(workspace, ticket)
    assert comment.startswith("Advised priority: Normal (8 points).")
    assert comment.splitlines()[-1] == "Company Tier is not known: no Company is linked."


def test_the_advice_is_resolved_when_the_ticket_moves_on(workspace, estimated):
    pass_time(workspace, minutes=1)
    workspace.api("PUT", f"/task/{estimated}", by="pm", priority=3)
    workspace.move(estimated, "fixing", by="pm")
    pass_time(workspace, minutes=1)

    assert [comment["resolved"] for comment in workspace.comments(estimated)] == [True]


def test_each_visit_is_advised_again(workspace, estimated):
    pass_time(workspace, minutes=1)
    workspace.set_field(estimated, "De-escalation Reasons", "Not clear.")
    workspace.move(estimated, "replicating", by="pm")
    workspace.move(estimated, "estimating", by="qa")
    pass_time(workspace, minutes=1)

    assert said(workspace, estimated) == [ADVICE, ADVICE]
    assert [comment["resolved"] for comment in workspace.comments(estimated)] == [False, True]


def test_with_a_card_there_is_no_comment(workspace, ready):
    workspace.change_process(card=CardSettings())
    ticket = ready("replicating")
    workspace.move(ticket, "estimating", by="qa")
    workspace.tell(ticket, "name", after="Another name")
    workspace.settle(ticket)
    pass_time(workspace, minutes=1)

    assert said(workspace, ticket) == []


def test_without_advice_in_the_process_file_nothing_is_said(workspace, ready):
    workspace.change_process(priority_advice=None)
    ticket = ready("replicating")
    workspace.move(ticket, "estimating", by="qa")
    workspace.move(ticket, "fixing", by="pm")
    pass_time(workspace, minutes=1)

    assert said(workspace, ticket) == []


def test_another_priority_is_accepted_with_a_remark(workspace, ready):
    ticket = ready("estimating", assignees=[54000005])

    assert workspace.move(ticket, "fixing", by="pm") == 1
    assert workspace.status(ticket) == "fixing"
    assert said(workspace, ticket) == []
    assert pass_time(workspace, minutes=1) == 1
    assert said(workspace, ticket) == [
        (
            f"@Paula PM moved this ticket to Fixing. {CAN_STAY} The priority is High, but the "
            "ticket's data suggest Normal (11 points).\n"
            "Severity: Major gives 8 points.\n"
            "Company Tier: Gold gives 3 points.\n"
            "Issue affects other clients: No gives no points.\n"
            "Client Target Date: 2026-12-24 is in 31 days, which gives no points.\n"
            f"{INTENDED}"
        )
    ]


def test_the_advised_priority_is_not_remarked_on(workspace, ready):
    ticket = ready("estimating")
    workspace.api("PUT", f"/task/{ticket}", by="pm", priority=3)
    workspace.move(ticket, "fixing", by="pm")
    pass_time(workspace, minutes=1)

    assert said(workspace, ticket) == []


def test_a_priority_changed_later_is_not_remarked_on(workspace, ready):
    ticket = ready("estimating")
    workspace.api("PUT", f"/task/{ticket}", by="pm", priority=3)
    workspace.move(ticket, "fixing", by="pm")
    workspace.api("PUT", f"/task/{ticket}", by="pm", priority=1)
    workspace.tell(ticket, "priority", by="pm", after={"id": "1"})
    workspace.settle(ticket)
    pass_time(workspace, minutes=1)

    assert said(workspace, ticket) == []


def test_what_would_have_to_be_asked_for_leaves_it_without_a_remark(workspace, ready, bot):
    ticket = ready("estimating")
    with bot.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM companies")
    workspace.move(ticket, "fixing", by="pm")
    pass_time(workspace, minutes=1)

    assert said(workspace, ticket) == []


def test_priorities_need_not_be_compared(workspace, ready):
    advice = workspace.bot.process.priority_advice.model_copy(update={"compared_in": None})
    workspace.change_process(priority_advice=advice)
    ticket = ready("estimating")
    workspace.move(ticket, "fixing", by="pm")
    pass_time(workspace, minutes=1)

    assert said(workspace, ticket) == []


def test_in_shadow_mode_nothing_is_said(workspace, ready):
    workspace.change_process(mode="shadow")
    ticket = ready("replicating")
    workspace.move(ticket, "estimating", by="qa")
    workspace.move(ticket, "fixing", by="pm")
    pass_time(workspace, minutes=1)

    assert said(workspace, ticket) == []
