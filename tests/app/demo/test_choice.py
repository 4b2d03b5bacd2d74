"""The choice of tickets, on the demo's own workspace."""

from datetime import timedelta

import pytest
import requests

from app.demo.choice import choose


@pytest.fixture
def choice(bot):
    """Look at the tickets as they are now, and choose."""
    return lambda: choose(bot, bot.client.get_tasks(bot.directory.tickets_list).tasks)


@pytest.fixture
def drag(sandbox):
    def drag(task_id, status):
        requests.put(
            f"{sandbox.url}/api/v2/task/{task_id}",
            headers={"Authorization": "pk_ops"},
            json={"status": status},
            timeout=120,
        ).raise_for_status()

    return drag


def test_three_different_tickets_are_chosen(choice):
    chosen = choice()

    assert len({chosen.invalid.task.id, chosen.valid.task.id, chosen.date.task.id}) == 3


def test_the_invalid_move_lacks_the_most(choice):
    invalid = choice().invalid

    assert (invalid.task.status, invalid.to.name) == ("validating", "Replicating")
    assert invalid.missing >= 5


def test_the_valid_move_goes_to_the_next_stage_and_lacks_nothing(choice, bot):
    valid = choice().valid

    stage = bot.process.stage_of_status(valid.task.status)
    assert bot.process.position(valid.to) == bot.process.position(stage) + 1
    assert valid.missing == 0


def test_the_new_date_is_for_a_ticket_whose_client_is_told_by_mail(choice):
    date = choice().date

    assert date.task.status in ("fixing", "verifying")
    assert date.task.field("Client email").value
    assert date.due == date.task.due_date + timedelta(days=7)


def test_after_a_valid_move_another_ticket_or_stage_is_proposed(choice, drag):
    first = choice().valid
    drag(first.task.id, first.to.status)

    second = choice().valid

    assert (second.task.id, second.to.name) != (first.task.id, first.to.name)


def test_where_no_ticket_fits_nothing_is_proposed(bot):
    chosen = choose(bot, [])

    assert (chosen.invalid, chosen.valid, chosen.date) == (None, None, None)
