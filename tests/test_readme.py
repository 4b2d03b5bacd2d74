"""README.md says what is true: its tables, commands, paths, names and numbers are held against the code."""

import re
import shlex
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from pkgutil import resolve_name
from typing import get_args

import click
import pytest
from prometheus_client import CollectorRegistry

from app.attempts import ORDINARY_ATTEMPTS
from app.cli import main
from app.comments import AT_ONCE, MANY_TICKETS
from app.facts import CLICKUP_TYPES
from app.process_file import load_process
from app.queue import EDIT_DELAY
from app.reading import BURST_TICKETS
from app.settings import describe_settings
from app.store import api_budget
from app.web.metrics import Metrics
from app.web.server import THREADS, WORKERS
from app.web.stored_metrics import StoredMetrics
from clickup_client.models import Budget
from rules.datum import DueDateDatum, FieldDatum, RelatedDatum
from rules.process import Process, Stage
from rules.stage import NoticeKind, Requirement

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
PROSE = re.sub(r"^```.*?^```$", "", README, flags=re.DOTALL | re.MULTILINE)
CODE_SPANS = [" ".join(span.split()) for span in re.findall(r"`([^`]+)`", PROSE)]
CONSOLE_LINES = [
    line.removeprefix("$ ").partition(" # ")[0].strip()
    for kind, block in BLOCKS
    if kind == "console"
    for line in block.splitlines()
    if line.startswith("$ ")
]

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
#: Which of them README advises for each type of datum in the shipped process.
ADVISED_TYPES = {
    "text": "Long text",
    "url": "Website",
    "drop_down": "Dropdown",
    "yes_no": "Dropdown or Checkbox",
    "date": "Date",
    "pull_request": "Website",
}
#: Variables of mails that ClickUp's Automations send, as far as README uses them.
#: Source: https://help.clickup.com/hc/en-us/articles/6312097314199-Use-Automation-Actions
MAIL_VARIABLES = {"task name", "task ID", "due date"}
#: Folders that using Stagegate makes.
MADE_BY_USE = (".venv", ".stagegate")


@pytest.fixture
def process() -> Process:
    return load_process()


def row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def table_under(heading: str) -> list[str]:
    """The rows of the first table after a line, without its head."""
    _, _, rest = README.partition(f"\n{heading}\n")
    assert rest, f"README.md has no line {heading!r}"
    lines = rest.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("|---"))
    end = next(number for number, line in enumerate(lines) if number > start and not line.startswith("|"))
    return lines[start + 1 : end]


def assert_table(heading: str, rows: list[str]) -> None:
    paste = "\n".join(rows)
    assert table_under(heading) == rows, f"The table under {heading!r} must be:\n{paste}"


def test_the_settings_table_is_what_the_settings_say():
    assert_table(
        "## Settings",
        [
            row(f"`{line.variable}`", f"`{line.default}`" if line.default else "", line.description)
            for line in describe_settings()
        ],
    )


def test_the_stage_table_is_the_shipped_process(process):
    assert_table(
        "## The stages",
        [
            row(
                stage.name,
                stage.status,
                "; ".join(required_words(requirement) for requirement in stage.requires),
                stage.owner or "",
                told_words(stage),
            )
            for stage in process.stages
        ],
    )


def required_words(requirement: Requirement) -> str:
    remarks = [
        "merged" if requirement.is_ == "merged" else "",
        "when de-escalating" if requirement.when == "de-escalating" else "",
        "written anew" if requirement.fresh else "",
    ]
    said = ", ".join(filter(None, remarks))
    return f"{requirement.datum} ({said})" if said else requirement.datum


def told_words(stage: Stage) -> str:
    tells = stage.tells_client
    on_entry = f"*{tells.on_entry}* on entry" if tells.on_entry else ""
    on_change = f"*{tells.on_date_change}* when the date changes" if tells.on_date_change else ""
    return ", ".join(filter(None, (on_entry, on_change)))


def test_the_field_table_is_what_the_shipped_process_reads_and_writes(process):
    assert_table("**3. Custom fields,** with exactly these names:", list(field_rows(process)))


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
    for datum in process.data.values():
        if isinstance(datum, RelatedDatum):
            yield row(lists.companies.name, datum.then, "Dropdown", "such as Platinum, Gold, Silver, Bronze")
    assert fields.notes in {datum.field for datum in process.data.values() if isinstance(datum, FieldDatum)}


def test_clickup_fields_of_the_advised_types_can_hold_what_the_process_expects():
    for kind, advised in ADVISED_TYPES.items():
        assert {API_TYPES[name] for name in advised.split(" or ")} <= CLICKUP_TYPES[kind]


def test_there_is_a_mail_to_paste_for_each_notice_and_it_uses_only_clickups_variables():
    mails = dict(re.findall(r"^\*(\w+)\*\n\n```text\n(Subject: .*?)^```$", README, re.DOTALL | re.MULTILINE))

    assert tuple(mails) == get_args(NoticeKind)
    assert {
        variable for mail in mails.values() for variable in re.findall(r"\[(.*?)\]", mail)
    } == MAIL_VARIABLES


def stagegate_commands() -> list[str]:
    """Every `stagegate ...` in a code span or typed at a prompt, from the word stagegate on."""
    spans = [span.removeprefix(".venv/bin/") for span in CODE_SPANS]
    lines = [line.removeprefix(".venv/bin/") for line in CONSOLE_LINES]
    return sorted({command for command in (*spans, *lines) if command.startswith("stagegate ")})


@pytest.mark.parametrize("command", stagegate_commands())
def test_every_command_named_exists_with_its_options(command):
    found: click.Command = main
    for word in shlex.split(command)[1:]:
        if word.startswith("-"):
            options = {name for parameter in found.params for name in parameter.opts}
            assert word in options, f"`{command}`: no such option {word}"
        elif isinstance(found, click.Group):
            child = found.get_command(click.Context(found), word)
            assert child is not None, f"`{command}`: no such command {word}"
            found = child


@pytest.mark.parametrize("command", ["demo", "run", "db upgrade", "process check", "process show"])
def test_the_commands_that_a_person_types_are_named(command):
    assert any(named.startswith(f"stagegate {command}") for named in stagegate_commands())


def make_targets() -> list[str]:
    typed = [*CODE_SPANS, *CONSOLE_LINES]
    return sorted({target for line in typed for target in re.findall(r"^make (\w+)$", line)})


@pytest.mark.parametrize("target", make_targets())
def test_every_make_target_named_exists(target):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    assert re.search(rf"^{target}:", makefile, re.MULTILINE), f"`make {target}` is not in the Makefile"


def paths_named() -> list[str]:
    """Code spans that are paths, links to files, and the tree of the source."""
    found = {span for span in CODE_SPANS if re.fullmatch(r"[\w.]+(/[\w.]*)+", span)}
    found |= {span for span in CODE_SPANS if re.fullmatch(r"\w*\.?\w+\.(py|yaml|txt|toml)", span)}
    found |= set(re.findall(r"\]\((?!#|http)([^)]+)\)", README))
    found |= {word for line in CONSOLE_LINES for word in line.split() if word.endswith(".txt")}
    return sorted(found - {"process.yaml"})  # which the reader makes


@pytest.mark.parametrize("path", paths_named())
def test_every_path_named_exists(path):
    assert path.startswith(MADE_BY_USE) or (ROOT / path).exists(), f"`{path}` does not exist"


def test_every_file_in_the_tree_of_the_source_exists():
    tree = next(block for kind, block in BLOCKS if kind == "text" and block.startswith("rules/"))
    folder = ROOT
    for line in tree.splitlines():
        names, _, meaning = line.strip().partition("   ")
        if not line.startswith(" "):
            folder = ROOT / names
            assert folder.is_dir(), f"{names} does not exist"
        else:
            for name in (*names.split(", "), *re.findall(r"\w+\.py", meaning)):
                assert (folder / name).exists(), f"{name} is not in {folder.name}/"


def names_of_code() -> list[str]:
    return sorted({span for span in CODE_SPANS if re.fullmatch(r"(app|rules|clickup_client)(\.\w+)+", span)})


@pytest.mark.parametrize("name", names_of_code())
def test_every_module_and_function_named_exists(name):
    resolve_name(name)


def test_every_variable_named_is_a_setting():
    named = set(re.findall(r"\b(?:STAGEGATE_\w+|DATABASE_URL)\b", README)) - {"STAGEGATE_"}

    assert named <= {line.variable for line in describe_settings()}


def test_every_metric_named_is_exported(engine):
    with engine.begin() as connection:
        api_budget.learn(
            connection, "bot", Budget(limit=100, remaining=99, resets_at=datetime(2026, 1, 1, tzinfo=UTC))
        )
    registry = Metrics(CollectorRegistry()).registry
    registry.register(StoredMetrics(engine))
    exported = {name for metric in registry.collect() for name in (metric.name, f"{metric.name}_total")}

    assert set(re.findall(r"\bstagegate_\w+", README)) <= exported


def test_the_numbers_named_are_those_of_the_code(process):
    told = {
        "Two minutes after the third one": (process.notices.quiet_period, timedelta(minutes=2)),
        "a burst of five tickets or more": (BURST_TICKETS, 5),
        "Without it within five minutes": (process.notices.receipt_within, timedelta(minutes=5)),
        "five times within half a minute": (ORDINARY_ATTEMPTS, 5),
        "three tickets or more within ten seconds": ((MANY_TICKETS, AT_ONCE), (3, timedelta(seconds=10))),
        "**Edits wait 1.5 s**": (EDIT_DELAY, timedelta(seconds=1.5)),
        "**One web process with eight threads.**": ((WORKERS, THREADS), (1, 8)),
    }
    flat = " ".join(README.split())

    assert [phrase for phrase in told if phrase not in flat] == []
    assert [phrase for phrase, (real, named) in told.items() if real != named] == []


def test_every_link_within_leads_to_a_heading():
    headings = re.findall(r"^#+ (.+)$", README, re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}

    assert set(re.findall(r"\]\(#([^)]+)\)", README)) <= anchors


def test_the_changelog_begins_with_the_version_in_the_making():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

    assert re.findall(r"^## \[(.+?)\]", changelog, re.MULTILINE)[0] == version
