"""Tables and numbers in docs are those of the code: settings, fields in ClickUp, commands, limits."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import get_args

import click
import pytest

from app.cli import main
from app.comments.outbox import AT_ONCE, MANY_TICKETS
from app.config.settings import describe_settings
from app.messages.admin import probe as probe_words
from app.probe.catalogue import QUESTIONS
from app.probe.question import Question
from app.probe.report import expected_words
from app.process.file import load_process
from app.queue.defer import EDIT_DELAY
from app.ticket.facts import CLICKUP_TYPES
from app.web.server import THREADS, WORKERS
from app.worker.retry import ORDINARY_ATTEMPTS
from app.workspace.pages import BURST_TICKETS
from clickup_client.sandbox.behaviours import Behaviours
from rules.process.datum import DueDateDatum, FieldDatum, RelatedDatum
from rules.process.process import Process
from rules.process.stage import NoticeKind
from tests.documents import EVERY, Document, row

SETTINGS = Document("docs/settings.md")
CONNECT = Document("docs/connect.md")
OPERATING = Document("docs/operating.md")
SANDBOX = Document("docs/sandbox.md")

#: What ClickUp's API calls the field types that its users choose from.
API_TYPES = {
    "Checkbox": "checkbox",
    "Date": "date",
    "Dropdown": "drop_down",
    "Email": "email",
    "Long text": "text",
    "Relationship": "list_relationship",
    "Short text": "short_text",
    "Website": "url",
}
#: Which of them docs/connect.md advises for each type of datum in the shipped process.
ADVISED_TYPES = {
    "text": "Long text",
    "url": "Website",
    "drop_down": "Dropdown",
    "yes_no": "Dropdown or Checkbox",
    "date": "Date",
    "pull_request": "Website",
}


@pytest.fixture
def process() -> Process:
    return load_process()


def test_the_settings_table_is_what_the_settings_say():
    SETTINGS.assert_table(
        "# Settings",
        [
            row(f"`{line.variable}`", f"`{line.default}`" if line.default else "", line.description)
            for line in describe_settings()
        ],
    )


def test_the_field_table_is_what_the_shipped_process_reads_and_writes(process):
    CONNECT.assert_table("**3. Custom fields,** with exactly these names:", list(field_rows(process)))


def field_rows(process: Process) -> Iterator[str]:
    lists, fields = process.lists, process.notices.fields
    assert lists.companies is not None
    tickets = lists.tickets.name
    for name, datum in process.data.items():
        match datum:
            case FieldDatum():
                options = ", ".join(process.choices(name)) or ("Yes, No" if datum.type == "yes_no" else "")
                yield row(tickets, datum.field, ADVISED_TYPES[datum.type], options)
            case RelatedDatum():
                yield row(tickets, datum.field, "Relationship", f"to the list {lists.companies.name}")
            case DueDateDatum(mirror=str() as mirror):
                yield row(tickets, mirror, "Date", "")
            case _:
                pass
    yield row(tickets, fields.email, "Email", "")
    yield row(tickets, fields.kind, "Dropdown", ", ".join(get_args(NoticeKind)))
    yield row(tickets, fields.text, "Long text", "")
    yield row(tickets, fields.receipt, "Checkbox", "")
    yield from first_level_rows(process)
    for datum in process.data.values():
        if isinstance(datum, RelatedDatum):
            yield row(lists.companies.name, datum.then, "Dropdown", "such as Platinum, Gold, Silver, Bronze")
    assert fields.notes in {datum.field for datum in process.data.values() if isinstance(datum, FieldDatum)}


def first_level_rows(process: Process) -> Iterator[str]:
    lists, elevation = process.lists, process.elevation
    assert lists.first_level is not None and lists.companies is not None and elevation is not None  # noqa: PT018
    assert elevation.copies == {"Category": "Category", "Company": "Company", "Client email": "Client email"}
    name = lists.first_level.name
    yield row(name, elevation.category, "Dropdown", f"{', '.join(process.categories)}, and any others")
    yield row(name, "Company", "Relationship", f"to the list {lists.companies.name}")
    yield row(name, "Client email", "Email", "")


def test_clickup_fields_of_the_advised_types_can_hold_what_the_process_expects():
    for kind, advised in ADVISED_TYPES.items():
        assert {API_TYPES[name] for name in advised.split(" or ")} <= CLICKUP_TYPES[kind]


def test_the_table_of_commands_is_what_the_command_says_of_itself():
    OPERATING.assert_table(
        "## Commands", [row(command_words(name), line) for name, line in main.help_lines.items()]
    )


def command_words(name: str) -> str:
    command = main.get_command(click.Context(main), name)
    if isinstance(command, click.Group):
        first, *others = command.commands
        return ", ".join([f"`stagegate {name} {first}`", *(f"`{other}`" for other in others)])
    return f"`stagegate {name}`"


def test_the_numbers_named_are_those_of_the_code(process):
    told = {
        "Two minutes after the third one": (process.notices.quiet_period, timedelta(minutes=2)),
        "a burst of five tickets or more": (BURST_TICKETS, 5),
        "not arrive within five minutes": (process.notices.receipt_within, timedelta(minutes=5)),
        "five times within half a minute": (ORDINARY_ATTEMPTS, 5),
        "three tickets or more within ten seconds": ((MANY_TICKETS, AT_ONCE), (3, timedelta(seconds=10))),
        "**Edits wait 1.5 s**": (EDIT_DELAY, timedelta(seconds=1.5)),
        "**One web process with eight threads.**": ((WORKERS, THREADS), (1, 8)),
    }
    flat = " ".join(" ".join(page.text for page in EVERY).split())

    assert [phrase for phrase in told if phrase not in flat] == []
    assert [phrase for phrase, (real, named) in told.items() if real != named] == []


def test_the_table_of_open_questions_is_what_the_sandbox_can_switch():
    SANDBOX.assert_table(
        "## Open questions",
        [
            row(f"`{name}`", f"`{json.dumps(field.default)}`", str(field.description))
            for name, field in Behaviours.model_fields.items()
        ],
    )


def test_the_table_of_the_probe_is_what_it_asks():
    OPERATING.assert_table("## What ClickUp was asked", [probe_row(question) for question in QUESTIONS])


def probe_row(question: Question) -> str:
    about = probe_words.WORDS[question.key]
    others: dict[str, str] = {}
    for told, does in about.answers.values():
        if does not in about.unasked:
            others.setdefault(does, told)
    follows = [f"{told}: {does[0].lower()}{does[1:]}" for does, told in others.items()]
    return row(about.asks, expected_words(question), about.unasked, " ".join(follows))
