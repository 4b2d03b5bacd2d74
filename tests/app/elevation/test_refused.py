"""First-level tickets that cannot be elevated, and those that were elevated before."""

import pytest
import requests

from app.elevation import elevate
from app.errors import NotHeardYetError
from app.messages.comments import first_level as first_level_words
from app.messages.comments.first_level import STILL_WITH_SUPPORT
from app.process.file import load_process
from app.reconcile import poll
from app.reconcile import ticket as reconcile_ticket
from app.store import first_level, moves, tickets
from tests.app.faults import crash, crash_at, delete, die, fault
from tests.app.meanwhile import meanwhile

pytest_plugins = ["tests.app.first_level_tickets"]

NOT_TAKEN = first_level_words.refused(load_process(None)).plain()


@pytest.fixture
def elevated(workspace, client_ticket, made):
    """A first-level ticket that was elevated, and its ticket, which was accepted."""
    ticket = client_ticket()
    workspace.move(ticket, "elevating")
    [new] = made()
    workspace.tell_of_creation(new["id"], "validating", by="bot")
    workspace.settle(new["id"])
    return ticket, new["id"]


@pytest.fixture
def close(workspace):
    """Close a ticket of the process as unresolved."""

    def close(ticket):
        workspace.set_field(ticket, "Resolution Notes", "Not ours.")
        workspace.set_field(ticket, "Category", workspace.option("Category", "Data Issues"))
        workspace.move(ticket, "Closed (Unresolved)")
        assert workspace.status(ticket) == "Closed (Unresolved)"

    return close


def staff_text(workspace, ticket):
    """What is said about an elevation on the new ticket, where clients do not read."""
    [new] = workspace.bot.client.get_task(ticket).linked_task_ids
    workspace.settle(new)
    return workspace.texts(new)[0]


def again(workspace, ticket):
    """Drag a ticket out of Elevating and back there."""
    workspace.move(ticket, "in progress")
    workspace.move(ticket, "elevating")


def drag_alone(workspace, ticket, status):
    """Drag a ticket at a time when nothing else happens."""
    workspace.clock.forward(seconds=1)
    workspace.drag(ticket, status)
    workspace.clock.forward(seconds=1)


def rename_category(url, to):
    field = "3485f3d4-3438-4a81-ba11-301178f7f4fd"
    requests.post(f"{url}/sandbox/fields/{field}", json={"name": to}, timeout=120).raise_for_status()


def test_without_a_category_it_is_put_back_with_the_reason(workspace, client_ticket, made):
    ticket = client_ticket(None)

    assert workspace.move(ticket, "elevating") == 3

    assert workspace.status(ticket) == "in progress"
    assert workspace.texts(ticket) == [NOT_TAKEN]
    assert made() == []


def test_a_drag_that_is_heard_after_it_is_seen_tells_where_to_put_it_back(workspace, client_ticket):
    ticket = client_ticket(None, seen=False)
    workspace.tell_of_creation(ticket, "in progress", by="ops")
    workspace.api("PUT", f"/task/{ticket}", status="elevating")
    with pytest.raises(NotHeardYetError):
        reconcile_ticket.reconcile_ticket(workspace.bot, ticket)
    workspace.tell_of_move(ticket, "in progress", "elevating")

    workspace.settle(ticket)

    assert workspace.status(ticket) == "in progress"
    assert workspace.texts(ticket) == [NOT_TAKEN]


def test_a_ticket_that_leaves_elevating_while_it_is_read_is_not_put_back(workspace, client_ticket):
    ticket = client_ticket(None)
    workspace.drag(ticket, "elevating")
    workspace.clock.forward(seconds=1)

    with meanwhile(elevate, "is_unfinished", lambda: workspace.drag(ticket, "resolved")):
        workspace.settle(ticket)

    assert workspace.status(ticket) == "resolved"
    assert workspace.comments(ticket) == []


@pytest.mark.parametrize("echo", [True, False], ids=["echo heard", "echo not heard"])
def test_a_move_that_is_made_just_before_it_is_put_back_stands(workspace, client_ticket, bot, echo):
    ticket = client_ticket(None)

    with meanwhile(type(bot.client), "update_task", lambda: drag_alone(workspace, ticket, "resolved")):
        workspace.move(ticket, "elevating")
    if echo:
        workspace.tell_of_move(ticket, "resolved", "in progress", by="bot")
    workspace.settle(ticket)
    workspace.tell_of_move(ticket, "in progress", "resolved", by="bot")
    workspace.settle(ticket)

    assert workspace.status(ticket) == "resolved"


def test_a_move_that_is_made_just_before_it_is_moved_to_where_it_waits_stands(
    workspace, client_ticket, bot, set_elevation, made
):
    set_elevation(waits_in="Waiting on Level 2")
    ticket = client_ticket()

    with meanwhile(type(bot.client), "update_task", lambda: drag_alone(workspace, ticket, "resolved")):
        workspace.move(ticket, "elevating")
    workspace.tell_of_move(ticket, "resolved", "waiting on level 2", by="bot")
    workspace.settle(ticket)

    assert workspace.status(ticket) == "resolved"
    assert len(made()) == 1


def test_the_echo_alone_tells_of_a_move_that_was_undone(workspace, client_ticket, bot):
    ticket = client_ticket(None)
    with meanwhile(
        type(bot.client), "update_task", lambda: workspace.api("PUT", f"/task/{ticket}", status="resolved")
    ):
        workspace.move(ticket, "elevating")
    workspace.tell_of_move(ticket, "resolved", "in progress", by="bot")

    workspace.settle(ticket)

    assert workspace.status(ticket) == "resolved"


def test_a_ticket_that_is_elevated_again_just_before_it_is_put_back_is_elevated(
    workspace, client_ticket, bot, categorise, made
):
    ticket = client_ticket(None)

    def again_with_a_category():
        drag_alone(workspace, ticket, "in progress")
        categorise(ticket, "Data Issues")
        drag_alone(workspace, ticket, "elevating")

    client = type(bot.client)
    with (
        meanwhile(client, "update_task", lambda: workspace.clock.forward(seconds=2), call=2),
        meanwhile(client, "update_task", again_with_a_category),
    ):
        workspace.move(ticket, "elevating")
    workspace.clock.forward(seconds=-1)  # what is told now was done then
    workspace.tell_of_move(ticket, "elevating", "in progress", by="bot")
    workspace.settle(ticket)
    workspace.tell_of_move(ticket, "in progress", "elevating", by="bot")
    workspace.settle(ticket)

    assert len(made()) == 1
    assert len(workspace.comments(ticket)) == 2


def test_a_move_after_it_was_put_back_is_as_any_other(workspace, client_ticket):
    ticket = client_ticket(None)
    workspace.move(ticket, "elevating")
    workspace.tell_of_move(ticket, "elevating", "in progress", by="bot")
    workspace.settle(ticket)
    workspace.clock.forward(seconds=1)

    assert workspace.move(ticket, "resolved") == 0
    assert workspace.status(ticket) == "resolved"


def test_with_another_category_it_is_put_back_with_the_reason(workspace, client_ticket, made):
    ticket = client_ticket("Question", status="open")

    workspace.move(ticket, "elevating")

    assert workspace.status(ticket) == "open"
    assert workspace.texts(ticket) == [NOT_TAKEN]
    assert made() == []


def test_the_echo_of_putting_it_back_needs_no_look(workspace, client_ticket):
    ticket = client_ticket(None)
    workspace.move(ticket, "elevating")
    workspace.tell_of_move(ticket, "elevating", "in progress", by="bot")

    assert workspace.settle(ticket) == 0


def test_the_same_refusal_again_edits_the_comment(workspace, client_ticket):
    ticket = client_ticket(None)
    workspace.move(ticket, "elevating")
    workspace.move(ticket, "elevating")

    assert workspace.texts(ticket) == [NOT_TAKEN]


def test_once_it_gets_through_the_refusal_is_resolved(workspace, client_ticket, categorise, made):
    ticket = client_ticket(None)
    workspace.move(ticket, "elevating")
    categorise(ticket, "Bugs/Defects")

    workspace.move(ticket, "elevating")

    assert len(made()) == 1
    assert [comment["resolved"] for comment in workspace.comments(ticket)] == [False, True]


@pytest.mark.parametrize("where", ["moves.record", "update_task", "first_level.see", "comments.done"])
def test_wherever_a_crash_falls_it_is_put_back_with_one_comment(workspace, client_ticket, where):
    ticket = client_ticket(None)
    workspace.drag(ticket, "elevating")
    crash_at(workspace, ticket, where)

    workspace.settle(ticket)
    workspace.settle(ticket)

    assert workspace.status(ticket) == "in progress"
    assert workspace.texts(ticket) == [NOT_TAKEN]


def test_a_ticket_created_in_elevating_is_put_into_the_first_status(workspace, client_ticket):
    ticket = client_ticket(None, status="elevating", seen=False)
    workspace.tell_of_creation(ticket, "elevating")

    workspace.settle(ticket)

    assert workspace.status(ticket) == "open"


def test_a_ticket_created_in_elevating_with_a_category_is_elevated(workspace, client_ticket, made):
    ticket = client_ticket(status="elevating", seen=False)
    workspace.tell_of_creation(ticket, "elevating")

    workspace.settle(ticket)

    assert len(made()) == 1


def test_a_status_that_clickup_refuses_is_no_news_for_the_client(workspace, client_ticket):
    ticket = client_ticket(None)
    fault(workspace, path="/api/v2/task/{task_id}", method="PUT", token="pk_sandbox", status=400, count=1)

    workspace.move(ticket, "elevating")

    assert workspace.status(ticket) == "elevating"
    assert workspace.texts(ticket) == [NOT_TAKEN]


def test_a_category_that_cannot_be_read_leaves_it_there_and_says_so(workspace, client_ticket, bot, made):
    ticket = client_ticket()
    rename_category(workspace.url, "Kind")

    workspace.move(ticket, "elevating")

    assert workspace.status(ticket) == "elevating"
    assert workspace.texts(ticket) == [first_level_words.undecided().plain()]
    rename_category(workspace.url, "Category")
    poll.poll_lists(bot)
    workspace.settle(ticket)

    assert len(made()) == 1


def test_elevated_again_while_its_ticket_is_open_the_link_is_repeated(workspace, elevated, made):
    ticket, new = elevated

    again(workspace, ticket)

    assert len(made()) == 1
    assert workspace.status(ticket) == "elevating"
    assert workspace.texts(ticket)[1:] == [
        f"Our engineers are already looking into this, as Checkout fails ({new}).\n"
    ]


def test_out_of_elevating_and_in_again_between_two_looks_is_elevated_again(workspace, elevated, made):
    ticket, _ = elevated
    workspace.drag(ticket, "in progress")
    workspace.drag(ticket, "elevating")

    workspace.settle(ticket)

    assert len(made()) == 1
    assert len(workspace.texts(ticket)) == 2


def test_a_ticket_that_was_linked_by_hand_is_the_one(workspace, client_ticket, ready, made):
    ticket = client_ticket()
    ready("fixing", linked=ticket)

    workspace.move(ticket, "elevating")

    assert len(made()) == 1
    assert "Our engineers are already looking into this" in workspace.texts(ticket)[0]


def test_when_its_ticket_is_closed_and_lacks_reasons_it_is_put_back(workspace, elevated, close, made):
    ticket, new = elevated
    close(new)

    again(workspace, ticket)

    assert (workspace.status(ticket), workspace.status(new)) == ("in progress", "Closed (Unresolved)")
    assert len(made()) == 1
    assert workspace.texts(ticket)[1:] == [
        (f"Our engineers have closed this, as Checkout fails ({new}). {STILL_WITH_SUPPORT}\n")
    ]
    workspace.settle(new)
    assert workspace.texts(new)[-1].startswith(
        "@Olivia Ops elevated the client's ticket again, but this ticket cannot be reopened yet.\n"
        "\n"
        "What is missing:\n"
        'De-escalation Reasons is empty. Fill in the "De-escalation Reasons" field.\n'
        "\n"
        f"When this is done, move the client's ticket, Checkout fails ({ticket}), to Elevating again.\n"
    )


def test_when_its_ticket_is_closed_and_has_reasons_it_is_opened_again(workspace, elevated, close, bot, made):
    ticket, new = elevated
    close(new)
    workspace.set_field(new, "De-escalation Reasons", "It is back.")

    again(workspace, ticket)

    assert (workspace.status(ticket), workspace.status(new)) == ("elevating", "validating")
    assert len(made()) == 1
    assert workspace.texts(ticket)[1:] == [
        f"Our engineers are looking into this again, as Checkout fails ({new}).\n"
    ]
    workspace.tell_of_move(new, "Closed (Unresolved)", "validating", by="bot")
    workspace.settle(new)
    with bot.engine.connect() as connection:
        latest = moves.latest(connection, new)[0]
    assert (latest["from_stage"], latest["to_stage"], latest["verdict"]) == (
        "Closed (Unresolved)",
        "Validating",
        "allowed",
    )


@pytest.mark.parametrize("where", ["before", "after"])
def test_a_crash_while_it_is_opened_again_says_it_once(workspace, elevated, close, bot, monkeypatch, where):
    ticket, new = elevated
    close(new)
    workspace.set_field(new, "De-escalation Reasons", "It is back.")
    workspace.settle(new)
    workspace.move(ticket, "in progress")
    workspace.drag(ticket, "elevating")
    with monkeypatch.context() as patched:
        if where == "before":
            patched.setattr(type(bot.client), "update_task", die)
        else:
            patched.setattr("app.store.relations.add", die)
        crash(workspace, ticket)

    workspace.settle(ticket)

    assert workspace.status(new) == "validating"
    assert len(workspace.texts(ticket)) == 2
    assert "are looking into this again" in workspace.texts(ticket)[1]


def test_a_ticket_that_was_deleted_makes_room_for_a_new_one(workspace, elevated, made):
    ticket, new = elevated
    delete(workspace, new)

    again(workspace, ticket)

    [newer] = made()
    assert newer["id"] != new
    assert f"as Checkout fails ({newer['id']})" in workspace.texts(ticket)[1]


def test_a_ticket_deleted_while_it_is_linked_makes_room_for_a_new_one(
    workspace, client_ticket, made, bot, monkeypatch
):
    ticket = client_ticket()
    workspace.drag(ticket, "elevating")
    with monkeypatch.context() as patched:
        patched.setattr("app.store.creations.done", die)
        crash(workspace, ticket)
    [orphan] = made()
    link_tasks = type(bot.client).link_tasks

    def delete_first(client, *ends):
        if orphan["id"] in ends:
            delete(workspace, orphan["id"])
        link_tasks(client, *ends)

    monkeypatch.setattr(type(bot.client), "link_tasks", delete_first)
    with pytest.raises(Exception, match="better done together"):
        workspace.settle(ticket)

    workspace.settle(ticket)

    assert [task["id"] for task in made()] != [orphan["id"]]
    assert len(made()) == len(workspace.texts(ticket)) == 1


@pytest.mark.parametrize(("status", "code"), [(400, "FIELD_115"), (403, "FIELD_220"), (403, "FIELD_262")])
def test_a_field_that_clickup_refuses_is_left_out_and_named(workspace, client_ticket, made, status, code):
    ticket = client_ticket()
    path, body = "/api/v2/list/{list_id}/task", {"err": "No", "ECODE": code}
    fault(workspace, path=path, method="POST", status=status, body=body, count=1)

    workspace.move(ticket, "elevating")

    assert len(made()) == 1
    assert "I could not copy Category, Company and Client email. Please fill them in." in staff_text(
        workspace, ticket
    )


def test_fields_that_are_not_there_or_do_not_fit_are_left_out_and_named(
    workspace, client_ticket, made, set_elevation
):
    set_elevation(copies={"Category": "Category", "Severity": "Client email", "Target URL": "Nowhere"})

    workspace.move(client_ticket(), "elevating")

    [new] = made()
    workspace.settle(new["id"])
    assert "I could not copy Severity and Target URL. Please fill them in." in workspace.texts(new["id"])[0]


def test_it_waits_where_the_process_file_says(workspace, client_ticket, set_elevation, made):
    set_elevation(waits_in="Waiting on Level 2")
    ticket = client_ticket()

    assert workspace.move(ticket, "elevating") == 6

    assert workspace.status(ticket) == "waiting on level 2"
    workspace.move(ticket, "elevating")
    assert workspace.status(ticket) == "waiting on level 2"
    assert len(made()) == 1
    assert "already looking into this" in workspace.texts(ticket)[1]


@pytest.mark.parametrize("where", ["update_task", "deliveries.mark_handled"])
def test_a_crash_before_it_waits_is_made_up_for(workspace, client_ticket, set_elevation, where):
    set_elevation(waits_in="Waiting on Level 2")
    ticket = client_ticket()
    workspace.drag(ticket, "elevating")
    crash_at(workspace, ticket, where)

    workspace.settle(ticket)

    assert workspace.status(ticket) == "waiting on level 2"
    assert len(workspace.texts(ticket)) == 1


def test_a_status_to_wait_in_that_is_not_there_is_done_without(workspace, client_ticket, set_elevation):
    set_elevation(waits_in="Nowhere")
    ticket = client_ticket()

    workspace.move(ticket, "elevating")

    assert workspace.status(ticket) == "elevating"
    assert len(workspace.texts(ticket)) == 1


def test_the_first_poll_takes_tickets_as_they_stand(workspace, client_ticket, bot, made):
    ticket = client_ticket(status="elevating", seen=False)
    poll.poll_lists(bot)
    workspace.settle(ticket)

    assert made() == []
    workspace.tell(ticket, "name", after="Edited")
    assert workspace.settle(ticket) == 0
    again(workspace, ticket)
    assert len(made()) == 1


def test_a_poll_finds_what_no_webhook_told(workspace, client_ticket, bot, made, clock):
    poll.poll_lists(bot)
    clock.forward(minutes=10)
    moved, created = client_ticket(), client_ticket(status="elevating", seen=False)
    workspace.api("PUT", f"/task/{moved}", status="elevating")
    poll.poll_lists(bot)
    for ticket in (moved, created):
        workspace.settle(ticket)
        workspace.settle(ticket)

    assert len(made()) == 2
    assert workspace.texts(moved)[0].startswith("Our engineers are looking into this, as ")


def test_a_poll_keeps_in_mind_where_tickets_are(workspace, client_ticket, bot):
    poll.poll_lists(bot)
    ticket = client_ticket("Question", status="open")
    workspace.api("PUT", f"/task/{ticket}", status="in progress")
    poll.poll_lists(bot)

    with bot.engine.connect() as connection:
        assert first_level.get(connection, ticket).status == "in progress"


def test_a_ticket_deleted_or_taken_away_is_forgotten(workspace, client_ticket, bot):
    ticket = client_ticket()
    delete(workspace, ticket)
    workspace.tell(ticket, "status", before={"status": "open"}, after={"status": "elevating"})

    workspace.settle(ticket)

    with bot.engine.connect() as connection:
        assert first_level.get(connection, ticket) is None


def test_a_subtask_is_left_alone(workspace, client_ticket, made):
    subtask = client_ticket(parent=client_ticket(), seen=False)

    workspace.move(subtask, "elevating")

    assert made() == []
    assert workspace.status(subtask) == "elevating"


def test_shadow_mode_only_records(workspace, client_ticket, made):
    workspace.change_process(mode="shadow")
    refused, allowed = client_ticket(None), client_ticket()

    assert workspace.move(refused, "elevating") == workspace.move(allowed, "elevating") == 1

    assert made() == []
    assert workspace.status(refused) == "elevating"
    assert workspace.texts(refused) == workspace.texts(allowed) == []
    with workspace.bot.engine.connect() as connection:
        rows = [moves.latest(connection, ticket)[0] for ticket in (refused, allowed)]
    assert [(row["from_stage"], row["to_stage"], row["verdict"]) for row in rows] == [
        ("in progress", "Elevating", "rejected"),
        ("in progress", "Elevating", "allowed"),
    ]


def test_without_the_section_the_list_is_left_alone(workspace, client_ticket, made):
    ticket = client_ticket()
    workspace.change_process(elevation=None)

    workspace.move(ticket, "elevating")
    poll.poll_lists(workspace.bot)

    assert made() == []


def test_a_ticket_of_the_process_that_someone_moves_there_is_one_of_the_first_level(workspace, ready, bot):
    ticket = ready("validating")
    bot.client.move_task(
        bot.directory.workspace_id,
        ticket,
        bot.directory.first_level_list,
        status_mappings={
            bot.client.get_task(ticket).status_id: bot.client.get_list("901200000002").statuses[0].id
        },
    )
    workspace.tell(ticket, "section_moved", before={"id": "1"}, after={"id": "901200000002"})

    workspace.settle(ticket)

    with bot.engine.connect() as connection:
        assert tickets.get(connection, ticket).gone_at is not None
        assert first_level.get(connection, ticket).status == "open"
    workspace.tell(ticket, "name", after="Edited")
    assert workspace.settle(ticket) == 0
