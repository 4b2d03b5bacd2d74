"""What the demo's board suggests to try."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from app.demo.choice import Choice, TriedDate, TriedMove, choose
from app.demo.first_minute import first_minute
from app.process.file import load_process
from clickup_client.models import Task
from clickup_client.sandbox.live.guide import Plan


def task(task_id, status):
    return Task.model_validate(
        {
            "id": task_id,
            "name": "Printer",
            "url": "http://x",
            "status": {"status": status, "type": "custom"},
            "list": {"id": "1", "name": "Level 2 Support"},
            "custom_fields": [],
        }
    )


REPLICATING = load_process(None).stage("Replicating")
ALL = Choice(
    invalid=TriedMove(task("t1", "validating"), REPLICATING, missing=3),
    valid=TriedMove(task("t2", "validating"), REPLICATING, missing=0),
    date=TriedDate(task("t3", "fixing"), datetime(2026, 12, 2, 4, tzinfo=UTC), timedelta(seconds=30)),
)


def texts(choice):
    return [f"{step['title']}: {step['text']}" for step in first_minute(choice)["steps"]]


def test_there_are_three_things_to_try():
    [invalid, valid, date] = texts(ALL)

    assert invalid == (
        "An invalid move: Drag “Printer” from validating to replicating. 3 things are missing there, so it "
        "comes back with a comment."
    )
    assert valid == (
        "A valid move: Drag “Printer” from validating to replicating. Nothing is missing, so it stays there "
        "and gets its owner: QA."
    )
    assert date == (
        "Another due date: Open “Printer” and set its due date to 2 December 2026. The other date follows. "
        "When the date has stayed unchanged for 30 seconds, the client gets a mail."
    )


def test_one_missing_thing_is_one_thing():
    [text] = texts(Choice(invalid=replace(ALL.invalid, missing=1), valid=None, date=None))

    assert text.endswith("One thing is missing there, so it comes back with a comment.")


def test_a_stage_without_an_owner_assigns_no_one():
    valid = replace(ALL.valid, to=REPLICATING.model_copy(update={"owner": None}))
    guide = first_minute(Choice(invalid=None, valid=valid, date=None))

    assert guide["steps"][0]["text"].endswith("Nothing is missing, so it stays there.")
    assert len(guide["steps"][0]["done_when"]) == 1


def test_without_a_suitable_ticket_there_is_no_guide():
    assert first_minute(Choice(invalid=None, valid=None, date=None)) is None


def test_the_sandbox_understands_it(bot):
    choice = choose(bot, bot.client.get_tasks(bot.directory.tickets_list).tasks)

    assert len(Plan.model_validate(first_minute(choice)).steps) == 3
