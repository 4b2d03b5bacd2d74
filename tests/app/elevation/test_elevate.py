"""A ticket of the first-level list that is moved to Elevating becomes a ticket of the process, once."""

import pytest
import requests

from app.messages.comments.first_level import FILES
from app.reconcile import poll
from app.store import creations, first_level, moves
from tests.app.faults import crash, die

pytest_plugins = ["tests.app.first_level_tickets"]


def value(task, name):
    """What a field holds, as ClickUp sends it."""
    return next(field.get("value") for field in task["custom_fields"] if field["name"] == name)


def test_a_ticket_is_created_in_validating_with_the_data_copied(workspace, client_ticket, made, engine):
    ticket = client_ticket()

    workspace.move(ticket, "elevating")

    [new] = made()
    assert new["status"]["status"] == "validating"
    with engine.connect() as connection:
        reference = creations.find(connection, f"elevation:{ticket}:1").reference
    assert new["text_content"] == (
        f"Stagegate, reference {reference}\n\nClient Support: {workspace.url}/t/{ticket}\n\nSince Monday."
    )
    assert value(new, "Category") == 3
    assert [company["id"] for company in value(new, "Company")] == ["86c1co901"]
    assert value(new, "Client email") == "client@example.com"


def test_the_two_are_linked_both_ways_and_the_first_level_hears_of_it(workspace, client_ticket, made):
    ticket = client_ticket()

    workspace.move(ticket, "elevating")

    [new] = made()
    assert workspace.bot.client.get_task(ticket).linked_task_ids == (new["id"],)
    assert workspace.bot.client.get_task(new["id"]).linked_task_ids == (ticket,)
    assert workspace.status(ticket) == "elevating"
    assert workspace.texts(ticket) == [
        f"Our engineers are looking into this, as Checkout fails ({new['id']}).\n"
    ]
    assert workspace.comments(new["id"]) == []


def test_it_is_then_accepted_like_any_ticket_created_in_validating(workspace, client_ticket, made, bot):
    ticket = client_ticket()
    workspace.move(ticket, "elevating")
    [new] = made()
    workspace.tell_of_creation(new["id"], "validating", by="bot")

    assert workspace.settle(new["id"]) == 2

    assert workspace.comments(new["id"]) == []
    assert [user["username"] for user in workspace.task(new["id"])["assignees"]] == ["Olivia Ops"]
    with bot.engine.connect() as connection:
        assert moves.latest(connection, new["id"])[0]["verdict"] == "allowed"


def test_links_pictures_quotes_and_files_come_along(workspace, client_ticket, made):
    ticket = client_ticket()
    said = "> It fails.\n\nSee [the page](https://acme.example/x) ![shot](https://acme.example/shot.png)"
    api, headers = f"{workspace.url}/api/v2", {"Authorization": "pk_sandbox"}
    requests.put(f"{api}/task/{ticket}", json={"markdown_content": said}, headers=headers, timeout=120)
    file = {"attachment": ("a [b].png", b"x")}
    sent = requests.post(f"{api}/task/{ticket}/attachment", files=file, headers=headers, timeout=120).json()

    workspace.move(ticket, "elevating")

    [new] = made()
    markdown = workspace.bot.client.get_task(new["id"]).markdown
    assert markdown.endswith(f"\n\n{said}\n\n{FILES}\n- [a \\[b\\].png]({sent['url']})")


def test_the_link_in_the_comment_leads_to_the_new_ticket(workspace, client_ticket, made):
    ticket = client_ticket()

    workspace.move(ticket, "elevating")

    [new] = made()
    [comment] = workspace.comments(ticket)
    assert [
        run["attributes"]["link"] for run in comment["comment"] if "link" in run.get("attributes", {})
    ] == [new["url"]]


def test_it_costs_five_calls_and_its_echoes_none(workspace, client_ticket):
    """Read; fields of the list, create, link; comment."""
    ticket = client_ticket()

    assert workspace.move(ticket, "elevating") == 5

    workspace.tell(ticket, "linked_task", by="bot", after="x")
    assert workspace.settle(ticket) == 0


@pytest.mark.parametrize("again", ["the same delivery", "another webhook's", "an edit", "a poll"])
def test_however_often_the_event_comes_there_is_one_ticket(workspace, client_ticket, made, bot, again):
    ticket = client_ticket()
    workspace.move(ticket, "elevating")
    match again:
        case "the same delivery":
            workspace.tell_of_move(ticket, "in progress", "elevating")
            with bot.engine.begin() as connection:  # at the time of the first one
                connection.exec_driver_sql(
                    "UPDATE deliveries SET body = (SELECT body FROM deliveries ORDER BY delivery_id LIMIT 1)"
                )
        case "another webhook's":
            with bot.engine.begin() as connection:
                connection.exec_driver_sql("UPDATE deliveries SET handled_at = NULL")
        case "an edit":
            workspace.tell(ticket, "name", after="Edited")
        case "a poll":
            poll.poll_lists(bot)
            poll.poll_lists(bot)

    workspace.settle(ticket)

    assert len(made()) == 1
    assert len(workspace.comments(ticket)) == 1


def test_two_deliveries_of_one_move_are_one_elevation(workspace, client_ticket, made):
    ticket = client_ticket()
    workspace.drag(ticket, "elevating")
    workspace.tell_of_move(ticket, "in progress", "elevating")

    workspace.settle(ticket)

    assert (len(made()), len(workspace.comments(ticket))) == (1, 1)


CRASHES = {
    "before the call": "create_task",
    "after the call": "creations.done",
    "before the link": "link_tasks",
    "after the link": "relations.add",
    "before the record": "first_level.see",
    "after the record": "deliveries.mark_handled",
    "before the comment": "add_comment",
    "after the comment": "comments.done",
}


@pytest.mark.parametrize("where", CRASHES.values(), ids=CRASHES.keys())
def test_wherever_a_crash_falls_there_is_one_ticket_and_one_comment(
    workspace, client_ticket, made, bot, monkeypatch, where
):
    ticket = client_ticket()
    workspace.drag(ticket, "elevating")
    module, _, name = where.rpartition(".")
    with monkeypatch.context() as patched:
        patched.setattr(
            f"app.store.{module}.{name}" if module else type(bot.client), *([name] if not module else []), die
        )
        crash(workspace, ticket)

    workspace.settle(ticket)
    workspace.settle(ticket)

    [new] = made()
    assert workspace.bot.client.get_task(ticket).linked_task_ids == (new["id"],)
    [text] = workspace.texts(ticket)
    assert text.startswith("Our engineers are looking into this, as ")


def test_other_moves_and_edits_of_a_client_s_ticket_need_no_look(workspace, client_ticket, bot):
    ticket = client_ticket(status="open")

    assert workspace.move(ticket, "in progress") == 0
    workspace.tell(ticket, "name", after="Edited")
    assert workspace.settle(ticket) == 0

    with bot.engine.connect() as connection:
        assert first_level.get(connection, ticket).status == "in progress"


def test_a_move_that_is_told_late_is_looked_at(workspace, client_ticket, made, clock):
    ticket = client_ticket()
    clock.forward(minutes=1)
    workspace.move(ticket, "elevating")
    clock.forward(minutes=-1)
    workspace.tell_of_move(ticket, "open", "in progress")

    assert workspace.settle(ticket) == 1

    assert (len(made()), len(workspace.comments(ticket))) == (1, 1)
