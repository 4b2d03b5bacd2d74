import re
import shlex
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from rich.console import Console

from app.demo.choice import Choice, TriedDate, TriedMove
from app.demo.guide import Addresses, guide_lines, print_guide
from app.machine.data_folder import DataFolder
from app.process.file import load_process
from clickup_client.models import Task

AT = Addresses(web="http://127.0.0.1:8000", sandbox="http://127.0.0.1:8001", folder=DataFolder(Path("/d")))


def task(name="Printer [no] ink", status="validating"):
    return Task.model_validate(
        {
            "id": "t1",
            "name": name,
            "url": "http://x",
            "status": {"status": status, "type": "custom"},
            "list": {"id": "1", "name": "Level 2 Support"},
            "custom_fields": [],
        }
    )


def tried(stage="Replicating", missing=3):
    return TriedMove(task(), load_process(None).stage(stage), missing)


@pytest.fixture
def printed(tmp_path):
    """Print a guide to a narrow terminal; answers with its lines."""

    def lines(choice):
        with (tmp_path / "out").open("w+") as file:
            print_guide(Console(file=file, width=40), AT, choice, seconds=2.34)
            file.seek(0)
            return file.read().splitlines()

    return lines


ALL = Choice(
    invalid=tried(),
    valid=tried(missing=0),
    date=TriedDate(task(status="fixing"), datetime(2026, 12, 2, 4, tzinfo=UTC), timedelta(hours=1)),
)


def test_it_says_where_everything_is(printed):
    text = "\n".join(printed(ALL))

    for words in (
        "It started in 2.3 seconds.",
        "http://127.0.0.1:8001/ ",
        "http://127.0.0.1:8000/intake/form/demo",
        "http://127.0.0.1:8000/webhooks/clickup",
        "http://127.0.0.1:8000/readyz",
        "http://127.0.0.1:8000/metrics",
        "/d/logs",
        "STAGEGATE_DATA_DIR=/d stagegate explain TASK",
        "Ctrl-C stops everything.",
    ):
        assert words in text


def test_there_are_three_commands_each_on_one_line_however_narrow_the_terminal(printed):
    commands = [shlex.split(line) for line in printed(ALL) if line.startswith("curl ")]

    url = "http://127.0.0.1:8001/api/v2/task/t1"
    assert [command[-1] for command in commands] == [
        '{"status": "replicating"}',
        '{"status": "replicating"}',
        '{"due_date": 1796184000000, "due_date_time": false}',
    ]
    assert all(url in command for command in commands)


def test_it_says_what_each_command_does(printed):
    lines = [line for line in printed(ALL) if re.match(r"\d\. ", line)]

    assert lines == [
        '1. An invalid move: "Printer [no] ink" from validating to replicating, where 3 things are missing.',
        '2. A valid move: "Printer [no] ink" from validating to replicating, where nothing is missing.',
        '3. Another due date: "Printer [no] ink" gets the new date 2 December 2026.',
    ]


def test_it_says_where_to_look_afterwards(printed):
    text = "\n".join(printed(ALL))

    assert "one comment lists what is missing: http://127.0.0.1:8001/t/t1" in text
    assert "assigned to its new owner (QA): http://127.0.0.1:8001/t/t1" in text
    told = "After a quiet period of 1 hour it is under Mails to clients: http://127.0.0.1:8001/"
    assert told in text


def test_one_missing_thing_is_one_thing(printed):
    lines = printed(Choice(invalid=tried(missing=1), valid=None, date=None))

    assert any(line.endswith("where one thing is missing.") for line in lines)


def test_where_no_ticket_fits_any_more_it_says_how_to_start_over(printed):
    lines = printed(Choice(invalid=None, valid=None, date=None))

    assert [line for line in lines if line.startswith("curl ")] == []
    assert (
        "2. A valid move: no ticket is in a suitable state now. POST http://127.0.0.1:8001/sandbox/reset "
        "starts over."
    ) in lines


def test_tickets_that_cannot_be_read_do_not_hide_the_addresses(printed):
    lines = printed("GET /v2/team: 429")

    assert "The tickets could not be read just now, so there is nothing to try: GET /v2/team: 429" in lines
    assert "http://127.0.0.1:8001/ " in "\n".join(lines)


def test_where_the_shell_does_not_find_our_command_its_place_is_told():
    lines = guide_lines(replace(AT, program="/p/.venv/bin/stagegate"), "nothing", seconds=1.0)

    [line] = [each for each in lines if "Ask about a ticket" in each]
    assert "STAGEGATE_DATA_DIR=/d /p/.venv/bin/stagegate explain TASK" in line
