"""Whatever stands in the place of a value of a ticket, the ticket is judged or said to be odd."""

import pytest
from pydantic import ValidationError

from app.card import advice
from app.deliveries.history import hear
from app.ticket import judge, required
from app.ticket.observe import observe
from app.workspace import owners
from clickup_client.models import Task
from rules.ticket import Move
from tests.odd import ODD_VALUES, oddities

#: What a look uses of a task.
USED = (
    *("status", "list", "locations", "parent", "archived", "priority", "due_date", "due_date_time"),
    *("assignees", "group_assignees", "tags", "linked_tasks", "creator", "date_updated", "date_created"),
)


@pytest.fixture
def record(workspace, ready):
    return workspace.task(ready("fixing"))


@pytest.fixture
def bare(record):
    """The record with only what a look uses, and without fields: each one takes time to read."""
    return {"id": record["id"], **{name: record[name] for name in USED if name in record}}


def broken_by(bot, cases):
    """The cases at which judging the ticket breaks, with how."""
    found = []
    for what, odd in cases:
        try:
            task = Task.model_validate(odd)
        except ValidationError:
            continue  # the reader sets it aside
        try:
            judge_everything(bot, task)
        except Exception as error:  # noqa: BLE001 - that is what it looks for
            found.append(f"{what}: {error!r}")
    return found


def judge_everything(bot, task):
    """What a look computes of a ticket before it writes anything."""
    bot = bot.named_as(task)
    stage = bot.process.stage_of_status(task.status)
    if stage is None or not bot.has_gate_for(task):
        return
    seen = observe(bot, task, stage, hear(()), None)
    required.required_data(bot, seen)
    advice.advice_of(bot, seen, stage)
    owners.change_of(bot.process, bot.directory, task, left=["Fixing"], entered="Verifying")
    move = Move(from_stage="Validating", to_stage="Replicating")
    judge.judge(bot, task, move, due_day=seen.due_day, from_memory=True)


def test_a_ticket_is_judged_whatever_is_odd_in_it(bot, bare):
    assert broken_by(bot, oddities(bare, deep=1)) == []


def test_a_ticket_is_judged_whatever_its_fields_hold(bot, record, bare):
    one_of_each_type = {field["type"]: field for field in record["custom_fields"]}.values()
    cases = (
        (f"{field['name']} holds {what}", bare | {"custom_fields": [field | {"value": value}]})
        for field in one_of_each_type
        for what, value in ODD_VALUES.items()
        if what != "missing"
    )
    assert broken_by(bot, cases) == []


def test_a_ticket_is_judged_whatever_its_fields_are(bot, record, bare):
    [severity] = [field for field in record["custom_fields"] if field["name"] == "Severity"]
    cases = ((what, bare | {"custom_fields": [odd]}) for what, odd in oddities(severity, deep=2))
    assert broken_by(bot, cases) == []
