"""What a stage required to enter is cleared while the ticket rests in it."""

from datetime import date

from app.messages.comments import gate
from app.messages.comments.gate import MISSING_NOW, STAYS
from app.reconcile import poll
from rules.process.stage import Requirement
from tests.app.dates import due
from tests.app.deliveries_waiting import waiting


def test_who_empties_a_required_field_is_told_so_once(workspace, ready):
    ticket = ready("replicating")
    workspace.clear_field(ticket, "Severity", by="qa")

    workspace.settle(ticket)
    workspace.tell(ticket, "name", after="Another name")
    workspace.settle(ticket)

    assert workspace.status(ticket) == "replicating"
    [comment] = workspace.comments(ticket)
    assert comment["comment_text"] == (
        "@Quentin QA cleared something that Replicating requires.\n"
        "\n"
        f"{MISSING_NOW}\n"
        'Severity is not set. Choose one in the "Severity" field: Critical, Major, Minor or Trivial.\n'
        "\n"
        f"{STAYS}\n"
        "Stagegate, reference 1"
    )


def test_two_fields_cleared_together_are_one_comment(workspace, ready):
    ticket = ready("replicating")
    workspace.clear_field(ticket, "Severity", by="qa")
    workspace.clear_field(ticket, "Target URL", by="qa")

    workspace.settle(ticket)

    [comment] = workspace.comments(ticket)
    assert "Target URL is empty." in comment["comment_text"]
    assert "Severity is not set." in comment["comment_text"]


def test_the_priority_counts_as_well(workspace, ready):
    ticket = ready("fixing")
    workspace.api("PUT", f"/task/{ticket}", by="tech", priority=None)
    workspace.tell(ticket, "priority", by="tech", after=None)

    workspace.settle(ticket)

    assert "Priority is not set." in workspace.comments(ticket)[0]["comment_text"]


def test_a_field_that_the_stage_does_not_require_may_be_cleared(workspace, ready):
    ticket = ready("replicating")
    workspace.clear_field(ticket, "Resolution Notes", by="qa")

    workspace.settle(ticket)

    assert workspace.comments(ticket) == []


def test_a_field_that_was_filled_again_at_once_is_no_matter(workspace, ready):
    ticket = ready("replicating")
    workspace.clear_field(ticket, "Target URL", by="qa")
    workspace.set_field(ticket, "Target URL", "https://shop.example/other", by="qa")

    workspace.settle(ticket)

    assert workspace.comments(ticket) == []


def test_the_comment_is_settled_when_the_ticket_moves_on(workspace, ready):
    ticket = ready("replicating")
    workspace.clear_field(ticket, "Severity", by="qa")
    workspace.settle(ticket)
    workspace.set_field(ticket, "Severity", workspace.option("Severity", "Minor"), by="qa")

    workspace.move(ticket, "estimating", by="qa")

    assert [comment["resolved"] for comment in workspace.comments(ticket)] == [True]


REPLICATING_LACKS_SEVERITY = (
    "Someone cleared something that Replicating requires.\n"
    "\n"
    f"{MISSING_NOW}\n"
    'Severity is not set. Choose one in the "Severity" field: Critical, Major, Minor or Trivial.\n'
    "\n"
    f"{STAYS}\n"
    "Stagegate, reference 1"
)


def empty_unseen(workspace, ticket, name, *, by="qa"):
    """Clear a field without a webhook that reports it."""
    workspace.clock.forward(hours=1)
    workspace.api("DELETE", f"/task/{ticket}/field/{workspace.fields[name].id}", by=by)


def test_a_poll_finds_what_was_cleared_and_no_one_is_named(workspace, ready, bot):
    ticket = ready("replicating")
    poll.poll_lists(bot)
    empty_unseen(workspace, ticket, "Severity")
    poll.poll_lists(bot)
    assert waiting(bot) == [ticket]
    workspace.settle(ticket)
    workspace.clock.forward(hours=1)
    poll.poll_lists(bot)

    assert waiting(bot) == []
    assert [comment["comment_text"] for comment in workspace.comments(ticket)] == [REPLICATING_LACKS_SEVERITY]


def test_what_was_cleared_unseen_is_noticed_with_the_next_edit(workspace, ready):
    ticket = ready("validating")
    workspace.move(ticket, "replicating")
    empty_unseen(workspace, ticket, "Severity")
    workspace.tell(ticket, "name", after="Another name")
    workspace.settle(ticket)

    assert workspace.comments(ticket)[0]["comment_text"] == REPLICATING_LACKS_SEVERITY


def test_who_cleared_it_is_not_told_twice_when_the_webhook_comes_after_the_poll(workspace, ready, bot):
    ticket = ready("replicating")
    poll.poll_lists(bot)
    empty_unseen(workspace, ticket, "Severity")
    poll.poll_lists(bot)
    workspace.settle(ticket)
    field = {"id": workspace.fields["Severity"].id}
    workspace.tell(ticket, "custom_field", by="qa", after=None, custom_field=field)
    workspace.settle(ticket)

    assert len(workspace.comments(ticket)) == 1


def test_what_is_filled_and_cleared_again_is_told_again(workspace, ready):
    ticket = ready("replicating")
    for _ in range(2):
        workspace.clear_field(ticket, "Target URL", by="qa")
        workspace.settle(ticket)
        workspace.set_field(ticket, "Target URL", "https://shop.example/", by="qa")
        workspace.settle(ticket)

    assert len(workspace.comments(ticket)) == 2


def test_an_automation_that_empties_a_field_is_called_that(workspace, ready):
    ticket = ready("replicating")
    empty_unseen(workspace, ticket, "Severity")
    field = {"id": workspace.fields["Severity"].id}
    workspace.tell(ticket, "custom_field", by="clickbot", after=None, custom_field=field)
    workspace.settle(ticket)

    assert workspace.comments(ticket)[0]["comment_text"].startswith("An Automation cleared something")


def test_what_an_adopted_ticket_lacks_is_no_one_s_doing(workspace, ready):
    ticket = ready("replicating", Severity=None)
    workspace.tell(ticket, "name", after="Another name")
    workspace.settle(ticket)

    assert workspace.comments(ticket) == []


def test_what_a_stage_requires_since_yesterday_was_not_cleared(workspace, ready):
    ticket = ready("replicating", **{"Issue Workaround": None})
    stages = [
        stage.model_copy(update={"requires": (*stage.requires, Requirement(datum="Issue Workaround"))})
        if stage.name == "Replicating"
        else stage
        for stage in workspace.bot.process.stages
    ]
    workspace.change_process(stages=tuple(stages))
    workspace.tell(ticket, "name", after="Another name")
    workspace.settle(ticket)

    assert workspace.comments(ticket) == []


def test_a_ticket_of_which_no_one_knows_what_it_had_is_judged_by_what_was_heard(workspace, ready, bot):
    ticket = ready("replicating", **{"Target URL": None})
    with bot.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE tickets SET filled = NULL")
    workspace.clear_field(ticket, "Severity", by="qa")
    workspace.settle(ticket)

    [comment] = workspace.comments(ticket)
    assert "Severity is not set." in comment["comment_text"]
    assert "Target URL" not in comment["comment_text"]


def test_a_company_that_is_unlinked_is_told_about_one_without_a_tier_is_not(workspace, ready, bot):
    ticket = ready("replicating")
    with bot.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE companies SET values = '{}'")
    workspace.tell(ticket, "name", after="Another name")
    assert workspace.settle(ticket) == 1
    assert workspace.comments(ticket) == []

    field = workspace.fields["Company"].id
    workspace.api("POST", f"/task/{ticket}/field/{field}", by="qa", value={"rem": ["86c1co901"]})
    workspace.tell(ticket, "custom_field", by="qa", after=None, custom_field={"id": field})
    workspace.settle(ticket)
    assert "Company Tier is not known" in workspace.comments(ticket)[0]["comment_text"]


def test_in_shadow_mode_it_is_known_but_not_told(workspace, ready):
    ticket = ready("replicating")
    workspace.change_process(mode="shadow")
    workspace.clear_field(ticket, "Severity", by="qa")
    workspace.settle(ticket)
    workspace.change_process(mode="enforce")
    workspace.tell(ticket, "name", after="Another name")
    workspace.settle(ticket)

    assert workspace.comments(ticket) == []


def test_a_due_date_that_no_stage_keeps_is_told_of(workspace, ready):
    stages = [stage.model_copy(update={"keeps_date": False}) for stage in workspace.bot.process.stages]
    workspace.change_process(stages=tuple(stages))
    ticket = ready("fixing")
    workspace.set_due(ticket, None, by="tech")
    workspace.settle(ticket)

    [comment] = workspace.comments(ticket)
    assert comment["comment_text"].startswith("@Theo Tech cleared something that Fixing requires.")
    assert "Estimated Delivery Date is not set." in comment["comment_text"]


def test_a_cleared_due_date_that_a_poll_finds_is_put_back(workspace, ready, bot):
    ticket = ready("fixing", due=date(2026, 12, 3))
    poll.poll_lists(bot)
    workspace.clock.forward(hours=1)
    workspace.api("PUT", f"/task/{ticket}", by="tech", due_date=None)
    field = workspace.fields["Estimated Delivery Date"].id
    workspace.api("DELETE", f"/task/{ticket}/field/{field}", by="tech")
    poll.poll_lists(bot)
    assert waiting(bot) == [ticket]
    workspace.settle(ticket)

    assert due(workspace, ticket) == date(2026, 12, 3)
    [comment] = workspace.comments(ticket)
    said = gate.date_restored(date(2026, 12, 3), gate.person(None, None), told=False).plain()
    assert comment["comment_text"] == f"{said}Stagegate, reference 1"
