"""One card a ticket, edited in place; the way of a move neither waits nor pays for it."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from app.card import card as ticket_card
from app.comments import outbox
from app.messages.comments.card import NOTHING_MORE, UP_TO_DATE
from app.messages.comments.commands import hint
from app.process.file import load_process
from app.reconcile import poll
from app.store import cards as stored_cards
from app.store import pauses, relations
from app.ticket import companies
from clickup_client.errors import NoAnswerError
from rules.process.card import CardSettings
from tests.app.faults import die, fault
from tests.app.texts import HOSTILE, assert_harmless, mentioned

HINT = hint(load_process(None)).plain()


def write(workspace, ticket):
    """What the job does once its time has come; the calls it took."""
    workspace.clock.forward(seconds=20)
    before = workspace.calls()["total"]
    assert ticket_card.write(workspace.bot, ticket) is None
    return workspace.calls()["total"] - before


def edit(workspace, ticket, name="Issue Workaround", value="Wait."):
    workspace.set_field(ticket, name, value)
    return workspace.settle(ticket)


def the_card(workspace, ticket):
    [comment] = workspace.comments(ticket)
    return comment["comment_text"]


def boxes(comment):
    """Each item of the card's lists, with what kind of item it is."""
    lines, words = [], ""
    for run in comment["comment"]:
        if run.get("text") == "\n":
            mark = run.get("attributes", {}).get("list")
            lines += [(mark["list"], words)] if mark else []
            words = ""
        else:
            words += run["text"]
    return lines


def jobs(bot):
    with bot.engine.connect() as connection:
        found = connection.execute(
            text("SELECT queueing_lock, lock, priority FROM procrastinate_jobs WHERE status = 'todo'")
        )
        return [tuple(row) for row in found]


def test_it_shows_what_the_next_stage_needs(workspace, ready):
    ticket = ready("validating", Severity=None)
    assert edit(workspace, ticket) == 1

    assert write(workspace, ticket) == 1

    [card] = workspace.comments(ticket)
    assert card["comment_text"] == (
        "This ticket is in Validating.\n\n"
        "Required for Replicating:\n"
        "Acceptance Criteria is filled in.\n"
        "Target URL is filled in.\n"
        'Severity is not set. Choose one in the "Severity" field: Critical, Major, Minor or Trivial.\n'
        "Steps to Reproduce the Issue is filled in.\n"
        "Ops Can Reproduce the Issue is filled in.\n"
        "Issue affects other clients is filled in.\n"
        "Client Target Date is filled in.\n"
        "Company Tier is filled in.\n\n"
        "SLA: on track, due Mon 23 Nov 2026 17:00 UTC.\n\n"
        f"{HINT}"
        f"{UP_TO_DATE} Stagegate, reference 1"
    )
    assert [kind for kind, _ in boxes(card)] == ["checked"] * 2 + ["unchecked"] + ["checked"] * 5
    assert mentioned(card) == []


def test_its_job_is_one_of_its_own_in_the_lowest_rank(workspace, ready, bot):
    """A waiting one holds no one back: it shares no lock with the ticket's other work."""
    ticket = ready("validating")
    edit(workspace, ticket)

    assert jobs(bot) == [(f"card:{ticket}", f"card:{ticket}", -10)]


def test_it_waits_until_nothing_has_changed_for_a_while(workspace, ready, bot, clock):
    ticket = ready("validating", Severity=None)
    edit(workspace, ticket)
    clock.forward(seconds=12)
    edit(workspace, ticket, "Severity", workspace.option("Severity", "Minor"))
    clock.forward(seconds=12)

    assert ticket_card.write(bot, ticket) == clock.now + timedelta(seconds=8)
    assert workspace.comments(ticket) == []


def test_it_is_ticked_as_data_arrive(workspace, ready):
    ticket = ready("replicating", **{"Severity": None, "Issue Workaround": None})
    edit(workspace, ticket, "Severity", workspace.option("Severity", "Minor"))
    write(workspace, ticket)
    edit(workspace, ticket)

    assert write(workspace, ticket) == 1

    [card] = workspace.comments(ticket)
    assert card["comment_text"].startswith(
        "This ticket is in Replicating.\n\nEverything is ready for Estimating:\n"
    )
    assert {kind for kind, _ in boxes(card)} == {"checked"}


def test_what_its_stage_still_lacks_comes_first(workspace, ready):
    ticket = ready("replicating", **{"Client Target Date": None})
    edit(workspace, ticket)

    write(workspace, ticket)

    assert the_card(workspace, ticket).startswith(
        "This ticket is in Replicating.\n\n"
        "Still required in Replicating:\n"
        'Client Target Date is not set. Choose a day in the "Client Target Date" field.\n\n'
        "Everything is ready for Estimating:\n"
    )


def test_what_the_first_stage_lacks_is_required_to_go_on(workspace, ready):
    ticket = ready("validating", Category=None)
    edit(workspace, ticket)

    write(workspace, ticket)

    assert the_card(workspace, ticket).startswith(
        "This ticket is in Validating.\n\n"
        "Required for Replicating:\n"
        'Category is not set. Choose one in the "Category" field: Bugs/Defects, '
        "Infrastructure & Networking Issues, Security Issues or Data Issues.\n"
        "Acceptance Criteria is filled in.\n"
    )


def test_the_advised_priority_is_shown_where_someone_decides_on_it(workspace, ready):
    ticket = ready("estimating", Severity=None)
    edit(workspace, ticket, "Severity", workspace.option("Severity", "Critical"))

    write(workspace, ticket)

    [card] = workspace.comments(ticket)
    assert card["comment_text"] == (
        "This ticket is in Estimating.\n\n"
        "Everything is ready for Fixing:\n"
        "Estimated Delivery Date is filled in.\n"
        "Priority is filled in.\n\n"
        "Advised priority: High (16 points).\n"
        "Severity: Critical gives 13 points.\n"
        "Company Tier: Gold gives 3 points.\n"
        "Issue affects other clients: No gives no points.\n"
        "Client Target Date: 2026-12-24 is in 31 days, which gives no points.\n\n"
        "SLA: on track, due Mon 23 Nov 2026 17:00 UTC.\n\n"
        f"{HINT}"
        f"{UP_TO_DATE} Stagegate, reference 1"
    )
    assert [kind for kind, _ in boxes(card)] == ["checked"] * 2 + ["bullet"] * 4


def test_it_shows_the_state_of_the_clock_when_it_is_written(workspace, ready, bot, clock):
    ticket = ready("validating")
    edit(workspace, ticket)
    clock.forward(hours=5)
    write(workspace, ticket)
    with bot.engine.begin() as connection:
        pauses.begin(connection, ticket, "command", clock.now, reason="The client is away.", by="Paula PM")

    assert write(workspace, ticket) == 1
    assert write(workspace, ticket) == 0

    assert the_card(workspace, ticket).endswith(
        "SLA: on track.\n"
        'SLA clock paused since Mon 23 Nov 2026 14:00 UTC. Paula PM: "The client is away."\n\n'
        f"{HINT}"
        f"{UP_TO_DATE} Stagegate, reference 1"
    )


def test_it_links_the_clients_own_ticket(workspace, ready, bot):
    ticket = ready("verifying")
    with bot.engine.begin() as connection:
        relations.add(connection, first_level_id="86c1cs001", task_id=ticket)
    edit(workspace, ticket)

    write(workspace, ticket)

    [card] = workspace.comments(ticket)
    assert "\n\nThe client's ticket: 86c1cs001\n\nSLA: on track, due" in card["comment_text"]
    [address] = [run["attributes"]["link"] for run in card["comment"] if "link" in run.get("attributes", {})]
    assert address == bot.client.get_task(ticket).url.replace(ticket, "86c1cs001")


def test_a_pull_request_is_not_looked_up_for_it(workspace, ready, bot, monkeypatch):
    ticket = ready("verifying", **{"Resolution Notes": None})
    monkeypatch.setattr(bot.session, "get", die)
    edit(workspace, ticket)

    write(workspace, ticket)

    assert the_card(workspace, ticket).startswith(
        "This ticket is in Verifying.\n\n"
        'Required for Closed (Resolved) ("In Production" in ClickUp):\n'
        "Pull Request is checked when the ticket is moved.\n"
        'Resolution Notes is empty. Fill in the "Resolution Notes" field.\n'
    )


def test_a_company_is_not_read_for_it(workspace, ready):
    company = workspace.api("POST", "/list/901200000003/task", by="admin", name="New one")["id"]
    ticket = ready("validating", Company={"add": [company]})

    assert edit(workspace, ticket) == 1

    write(workspace, ticket)
    assert "\nCompany Tier is checked when the ticket is moved.\n" in the_card(workspace, ticket)


def test_a_company_that_is_known_to_have_no_tier_is_shown_as_such(workspace, ready, bot):
    company = workspace.api("POST", "/list/901200000003/task", by="admin", name="New one")["id"]
    companies.remember(bot, bot.client.get_task(company))
    ticket = ready("validating", Company={"add": [company]})
    edit(workspace, ticket)

    write(workspace, ticket)

    assert '\nCompany Tier is not known: the linked company "New one" has no "Company Tier".' in the_card(
        workspace, ticket
    )


def test_it_shows_the_tier_that_the_same_look_has_read_again(workspace, ready, bot):
    company = workspace.api("POST", "/list/901200000003/task", by="admin", name="New one")["id"]
    companies.remember(bot, bot.client.get_task(company))
    ticket = ready("validating", Company={"add": [company]})
    fields = bot.client.get_list_fields("901200000003")
    tier = next(field for field in fields if field.name == "Company Tier")
    workspace.api("POST", f"/task/{company}/field/{tier.id}", by="admin", value=tier.options[0].id)

    workspace.move(ticket, "replicating")
    write(workspace, ticket)

    assert the_card(workspace, ticket).startswith(
        "This ticket is in Replicating.\n\nEverything is ready for Estimating:\n"
    )


def test_it_follows_a_move(workspace, ready):
    ticket = ready("validating")
    edit(workspace, ticket)
    write(workspace, ticket)

    assert workspace.move(ticket, "replicating") == 2
    assert write(workspace, ticket) == 1

    assert the_card(workspace, ticket).startswith(
        "This ticket is in Replicating.\n\nEverything is ready for Estimating:\n"
    )


def test_a_rejected_move_has_a_comment_of_its_own(workspace, ready):
    ticket = ready("validating", Severity=None)

    assert workspace.move(ticket, "replicating") == 3
    assert write(workspace, ticket) == 1

    card, put_back = workspace.comments(ticket)
    assert put_back["comment_text"].startswith("@Olivia Ops moved this ticket from Validating")
    assert card["comment_text"].startswith("This ticket is in Validating.")


def test_one_that_says_what_it_is_to_say_costs_nothing(workspace, ready, bot):
    ticket = ready("validating")
    edit(workspace, ticket)
    write(workspace, ticket)
    waiting = len(jobs(bot))

    edit(workspace, ticket, value="Another one.")

    assert len(jobs(bot)) == waiting
    assert write(workspace, ticket) == 0


def test_its_echo_costs_nothing(workspace, ready):
    ticket = ready("validating")
    edit(workspace, ticket)
    write(workspace, ticket)
    [card] = workspace.comments(ticket)

    workspace.tell(ticket, "comment", by="bot", after=card["id"])
    before = workspace.calls()["total"]
    poll.poll_lists(workspace.bot)
    polled = workspace.calls()["total"] - before

    assert (polled, jobs(workspace.bot)) == (4, [(f"card:{ticket}", f"card:{ticket}", -10)])


def test_one_that_someone_deleted_is_posted_again_once(workspace, ready):
    ticket = ready("validating", Severity=None)
    edit(workspace, ticket)
    write(workspace, ticket)
    workspace.api("DELETE", f"/comment/{workspace.comments(ticket)[0]['id']}", by="sandbox")
    edit(workspace, ticket, "Severity", workspace.option("Severity", "Minor"))

    assert write(workspace, ticket) == 3  # that it is gone is believed when it is said twice
    assert write(workspace, ticket) == 0

    assert "Severity is filled in." in the_card(workspace, ticket)


def test_that_of_a_closed_ticket_says_so_and_is_resolved(workspace, ready):
    ticket = ready("verifying")
    edit(workspace, ticket)
    write(workspace, ticket)
    workspace.move(ticket, "in production", by="qa")

    assert write(workspace, ticket) == 1

    [card] = workspace.comments(ticket)
    assert card["comment_text"] == (
        f'This ticket is in Closed (Resolved) ("In Production" in ClickUp). {NOTHING_MORE}\n\n'
        f"{UP_TO_DATE} Stagegate, reference 1"
    )
    assert card["resolved"]


def test_a_ticket_that_is_opened_again_has_the_same_card(workspace, ready):
    ticket = ready("verifying")
    edit(workspace, ticket)
    write(workspace, ticket)
    workspace.move(ticket, "in production", by="qa")
    write(workspace, ticket)
    workspace.set_field(ticket, "De-escalation Reasons", "It happened again.")
    workspace.move(ticket, "validating", by="qa")

    assert write(workspace, ticket) == 1

    [card] = workspace.comments(ticket)
    assert card["comment_text"].startswith("This ticket is in Validating.")
    assert not card["resolved"]


def test_a_closed_ticket_without_a_card_gets_none(workspace, ready):
    ticket = ready("verifying")
    workspace.move(ticket, "in production", by="qa")

    assert write(workspace, ticket) == 0
    assert workspace.comments(ticket) == []


def test_a_ticket_that_was_taken_as_it_stands_has_none_before_its_next_change(workspace, ready, bot):
    ticket = ready("validating")

    assert jobs(bot) == []
    assert write(workspace, ticket) == 0


def test_shadow_mode_writes_none(workspace, ready):
    ticket = ready("validating")
    edit(workspace, ticket)
    workspace.change_process(mode="shadow")

    assert write(workspace, ticket) == 0
    edit(workspace, ticket, "Severity", workspace.option("Severity", "Minor"))
    assert write(workspace, ticket) == 0


def test_a_process_file_may_do_without(workspace, ready):
    ticket = ready("validating")
    edit(workspace, ticket)
    workspace.change_process(card=CardSettings(shown=False))
    edit(workspace, ticket, "Severity", workspace.option("Severity", "Minor"))

    assert write(workspace, ticket) == 0
    with workspace.bot.engine.begin() as connection:
        assert "Severity: Minor" not in str(stored_cards.get(connection, ticket))


def test_a_ticket_that_is_gone_gets_none(workspace, ready):
    ticket = ready("validating")
    edit(workspace, ticket)
    workspace.api("DELETE", f"/task/{ticket}", by="admin")
    workspace.tell(ticket, "name", after="New")
    workspace.settle(ticket)

    assert write(workspace, ticket) == 0


def test_a_ticket_that_is_deleted_meanwhile_ends_it(workspace, ready):
    ticket = ready("validating")
    edit(workspace, ticket)
    workspace.api("DELETE", f"/task/{ticket}", by="admin")

    assert write(workspace, ticket) == 4  # the card and the ticket itself, each twice before it is believed
    assert write(workspace, ticket) == 0


def test_one_that_clickup_refuses_is_left_for_the_next_change(workspace, ready):
    ticket = ready("validating", Severity=None)
    edit(workspace, ticket)
    fault(workspace, path="/api/v2/task/{task_id}/comment", method="POST", status=400, count=1)
    write(workspace, ticket)
    assert workspace.comments(ticket) == []

    edit(workspace, ticket, "Severity", workspace.option("Severity", "Minor"))

    assert write(workspace, ticket) == 1
    assert "Severity is filled in." in the_card(workspace, ticket)


def test_one_whose_edit_clickup_refuses_stays_the_only_one(workspace, ready):
    ticket = ready("validating", Severity=None)
    edit(workspace, ticket)
    write(workspace, ticket)
    fault(workspace, path="/api/v2/comment/{comment_id}", method="PUT", status=400, count=1)
    edit(workspace, ticket, "Severity", workspace.option("Severity", "Minor"))
    write(workspace, ticket)
    edit(workspace, ticket, "Severity", workspace.option("Severity", "Major"))
    assert write(workspace, ticket) == 0
    workspace.clear_field(ticket, "Target URL")
    workspace.settle(ticket)

    assert write(workspace, ticket) == 1
    assert [c["comment_text"][:29] for c in workspace.comments(ticket) if "card" in c["comment_text"]] == [
        "This ticket is in Validating."
    ]


@pytest.mark.parametrize("where", ["attempt", "done"])
def test_a_crash_leaves_one_card(workspace, ready, monkeypatch, where):
    ticket = ready("validating", Severity=None)
    edit(workspace, ticket)
    with monkeypatch.context() as patched:
        patched.setattr(outbox.store, where, die)
        with pytest.raises(KeyboardInterrupt):
            write(workspace, ticket)

    assert write(workspace, ticket) == (1 if where == "attempt" else 2)
    assert write(workspace, ticket) == 0

    assert "Severity is not set." in the_card(workspace, ticket)


def test_an_older_version_whose_posting_was_cut_off_is_edited(workspace, ready):
    ticket = ready("validating", Severity=None)
    edit(workspace, ticket)
    fault(workspace, path="/api/v2/task/{task_id}/comment", method="POST", after=True, drop=True, count=1)
    with pytest.raises(NoAnswerError):
        write(workspace, ticket)
    edit(workspace, ticket, "Severity", workspace.option("Severity", "Minor"))

    assert write(workspace, ticket) == 2

    assert "Severity is filled in." in the_card(workspace, ticket)


def test_a_crash_before_it_is_kept_keeps_the_change_waiting(workspace, ready, monkeypatch):
    """What is to be said is kept together with the change being handled, so that it cannot get lost."""
    ticket = ready("validating")
    with monkeypatch.context() as patched:
        patched.setattr(ticket_card.store, "put", die)
        with pytest.raises(KeyboardInterrupt):
            edit(workspace, ticket)

    assert workspace.settle(ticket) == 1
    assert write(workspace, ticket) == 1


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE.keys())
def test_texts_of_people_mention_no_one_and_tick_nothing(workspace, ready, words):
    company = workspace.api("POST", "/list/901200000003/task", by="admin", name=words)["id"]
    ticket = ready("validating", Company={"add": [company]})
    workspace.api("DELETE", f"/task/{company}", by="admin")
    edit(workspace, ticket)

    write(workspace, ticket)

    [card] = workspace.comments(ticket)
    assert mentioned(card) == []
    assert len(boxes(card)) == 8
    assert_harmless(card)
