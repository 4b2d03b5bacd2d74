"""Due Date and Estimated Delivery Date differ until the bot has made them equal once."""

import requests

from app.reconcile import poll
from tests.app.dates import DAY, OTHER, due, milliseconds, mirror
from tests.app.faults import rename_field


def adopted(workspace, bot, **dates):
    ticket = workspace.create("estimating", **dates)
    poll.adopt(bot, bot.client.get_task(ticket))
    return ticket


def edit(workspace, ticket):
    workspace.tell(ticket, "name", after="Edited")
    workspace.settle(ticket)


def test_a_due_date_that_was_there_before_the_bot_fills_the_empty_field(workspace, bot):
    ticket = adopted(workspace, bot, due_date=milliseconds(DAY))

    edit(workspace, ticket)

    assert (due(workspace, ticket), mirror(workspace, ticket)) == (DAY, DAY)


def test_a_field_that_was_filled_before_the_bot_came_sets_the_empty_due_date(workspace, bot):
    ticket = adopted(workspace, bot, fields={"Estimated Delivery Date": milliseconds(DAY)})

    edit(workspace, ticket)

    assert (due(workspace, ticket), mirror(workspace, ticket)) == (DAY, DAY)


def test_of_two_days_that_differed_before_the_bot_came_the_due_date_wins(workspace, bot):
    fields = {"Estimated Delivery Date": milliseconds(OTHER)}
    ticket = adopted(workspace, bot, due_date=milliseconds(DAY), fields=fields)

    edit(workspace, ticket)

    assert (due(workspace, ticket), mirror(workspace, ticket)) == (DAY, DAY)


def test_a_due_date_changed_while_its_field_could_not_be_read_is_not_taken_back(workspace, ready):
    ticket = ready("estimating", due=DAY)
    rename_field(workspace, "Estimated Delivery Date", "ETA")
    workspace.set_due(ticket, OTHER)
    workspace.settle(ticket)
    field = workspace.fields["Estimated Delivery Date"].id
    requests.post(
        f"{workspace.url}/sandbox/fields/{field}", json={"name": "Estimated Delivery Date"}, timeout=120
    ).raise_for_status()

    edit(workspace, ticket)

    assert (due(workspace, ticket), mirror(workspace, ticket)) == (OTHER, OTHER)


def test_a_due_date_survives_a_field_that_is_added_later(workspace, bot):
    rename_field(workspace, "Estimated Delivery Date", "ETA")
    ticket = adopted(workspace, bot, due_date=milliseconds(DAY))
    edit(workspace, ticket)
    field = workspace.fields["Estimated Delivery Date"].id
    requests.post(
        f"{workspace.url}/sandbox/fields/{field}", json={"name": "Estimated Delivery Date"}, timeout=120
    ).raise_for_status()

    edit(workspace, ticket)

    assert due(workspace, ticket) == DAY
