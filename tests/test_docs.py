"""The pages name only what exists: commands, options, settings, paths, metrics, links, warnings."""

import ast
import re
import shlex
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import PurePosixPath
from pkgutil import resolve_name
from typing import get_args

import click
import pytest
from prometheus_client import CollectorRegistry

from app.cli import main
from app.config.settings import describe_settings
from app.setup.to_do import mail_of
from app.store import api_budget
from app.web.metrics import Metrics
from app.web.stored_metrics import StoredMetrics
from app.webhooks.repairs import Kind, Repair
from clickup_client.models import Budget
from rules.process.stage import NoticeKind
from tests.documents import EVERY, README, ROOT, Document, spans

OPERATING = Document("docs/operating.md")
INSTALL = Document("docs/install.md")
#: Variables of mails that ClickUp's Automations send, as far as our mails use them.
#: Source: https://help.clickup.com/hc/en-us/articles/6312097314199-Use-Automation-Actions
MAIL_VARIABLES = {"task name", "task ID", "due date"}

# --- what is named exists -----------------------------------------------------------------------------------


def named(what: str) -> pytest.MarkDecorator:
    """Each thing of a kind that some page names."""
    cases = sorted({each for page in EVERY for each in getattr(page, what)})
    return pytest.mark.parametrize("each", cases)


def named_by_page(what: str) -> pytest.MarkDecorator:
    """The same where it matters which page it is that names it."""
    cases = [(page, each) for page in EVERY for each in getattr(page, what)]
    ids = [f"{page.name}-{each}" for page, each in cases]
    return pytest.mark.parametrize(("page", "each"), cases, ids=ids)


@named("commands")
def test_every_command_named_exists_with_its_options(each):
    found: click.Command = main
    for word in shlex.split(each):
        if word.startswith("-"):
            options = {name for parameter in found.params for name in parameter.opts}
            assert word in options, f"`{each}`: no such option {word}"
        elif isinstance(found, click.Group):
            child = found.get_command(click.Context(found), word)
            assert child is not None, f"`{each}`: no such command {word}"
            found = child


@named("make_targets")
def test_every_make_target_named_exists(each):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    assert re.search(rf"^{each}:", makefile, re.MULTILINE), f"`make {each}` is not in the Makefile"


@named_by_page("paths")
def test_every_path_named_exists(page, each):
    assert (ROOT / each).exists() or (page.path.parent / each).exists(), f"`{each}` does not exist"


@named_by_page("links")
def test_every_link_leads_to_a_file_and_to_a_heading(page, each):
    file, _, anchor = each.partition("#")
    path = (page.path.parent / file).resolve() if file else page.path

    assert path.exists(), f"{each} leads nowhere"
    if anchor:
        target = Document(str(PurePosixPath(path.relative_to(ROOT))))
        assert anchor in target.anchors, f"{each}: no such heading"


@named("names_of_code")
def test_every_module_and_function_named_exists(each):
    resolve_name(each)


@pytest.mark.parametrize("page", EVERY, ids=lambda page: page.name)
def test_every_variable_named_is_a_setting(page):
    assert page.variables <= {line.variable for line in describe_settings()}


def test_every_page_is_linked_from_the_readme():
    assert {page.name for page in EVERY} - {README.name} <= set(README.links)


# --- docs/install.md ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["One machine", "A host like Heroku", "Docker Compose"])
def test_each_host_takes_ten_steps_or_fewer(host):
    part = INSTALL.text.partition(f"\n## {host}\n")[2].partition("\n## ")[0]
    steps = [int(number) for number in re.findall(r"^(\d+)\. ", part, re.MULTILINE)]

    assert steps == list(range(1, len(steps) + 1))
    assert 0 < len(steps) <= 10


def test_there_is_a_mail_to_paste_for_each_notice_and_it_is_the_one_that_setup_shows():
    mails = re.findall(r"^\*(\w+)\*\n\n```text\n(.*?)^```$", INSTALL.text, re.DOTALL | re.MULTILINE)

    assert dict(mails) == {kind: mail_of(kind) for kind in get_args(NoticeKind)}


def test_mails_use_only_the_variables_that_clickup_has():
    used = {name for kind in get_args(NoticeKind) for name in re.findall(r"\[(.*?)\]", mail_of(kind))}

    assert used == MAIL_VARIABLES


# --- docs/operating.md --------------------------------------------------------------------------------------


def test_every_metric_is_explained_and_none_that_is_not_there(engine):
    with engine.begin() as connection:
        api_budget.learn(
            connection, "bot", Budget(limit=100, remaining=99, resets_at=datetime(2026, 1, 1, tzinfo=UTC))
        )
    registry = Metrics(CollectorRegistry()).registry
    registry.register(StoredMetrics(engine))
    exported = {
        f"{metric.name}_total" if metric.type == "counter" else metric.name for metric in registry.collect()
    }

    assert OPERATING.metrics == exported
    assert {name for page in EVERY for name in page.metrics} <= exported


def calls(folder: str, *names: str) -> Iterator[tuple[str, ast.Call]]:
    """The calls in the modules of a folder that call something of these names."""
    some_of_them = re.compile(rf"\.({'|'.join(names)})\(")
    for path in sorted((ROOT / folder).rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)) if some_of_them.search(text) else ():
            if isinstance(node, ast.Call):
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def warnings() -> Iterator[tuple[str, str]]:
    """Where something is logged that someone should see, and its fixed text."""
    for place, call in calls("app", "warning", "error", "exception"):
        match call:
            case ast.Call(
                func=ast.Attribute(
                    value=ast.Name(id="log") | ast.Call(), attr="warning" | "error" | "exception"
                ),
                args=[text, *_],
            ):
                yield place, "".join(part.value for part in ast.walk(text) if isinstance(part, ast.Constant))
            case _:
                pass
    for kind in Kind:
        if Repair(kind=kind, webhook_id="1", list_name="x").is_trouble:
            yield "app/webhooks/ensure.py", f"webhook {kind.value}"


def explained(heading: str) -> list[str]:
    """The first cells of the tables under a heading, each with all the texts that it names."""
    part = OPERATING.text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    rows = [line for line in part.splitlines() if line.startswith("| `")]
    return [span for row in rows for span in spans(row.split(" | ")[0])]


WARNINGS = list(warnings())


@pytest.mark.parametrize(
    ("place", "text"), WARNINGS, ids=[f"{text}, in {PurePosixPath(place).stem}" for place, text in WARNINGS]
)
def test_every_warning_in_the_log_has_its_line(place, text):
    """Otherwise: say in docs/operating.md, under "What the log says", what it means and what to do."""
    assert text in explained("What the log says"), f"{place}: {text!r} is not in docs/operating.md"


def test_nothing_is_explained_that_is_not_logged():
    beginnings = ("Error: ...",)

    assert set(explained("What the log says")) - set(beginnings) <= {text for _, text in warnings()}


def reasons() -> list[str]:
    """What `/readyz` gives as reasons: the fixed parts of each text that is put among them."""
    found = []
    for name in ("health", "webhook_state"):
        tree = ast.parse((ROOT / f"app/web/{name}.py").read_text(encoding="utf-8"))
        [function] = [
            node
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef) and node.name in ("_queue", "_reasons")
        ]
        for node in ast.walk(function):
            match node:
                case ast.Call(func=ast.Attribute(attr="append"), args=[ast.Constant(value=text)]):
                    found.append(text)
                case ast.JoinedStr(values=values):
                    found += [part.value for part in values if isinstance(part, ast.Constant)]
                case ast.Return(value=ast.List(elts=[ast.Constant(value=text)])):
                    found.append(text)
                case _:
                    pass
    return [words for text in found if (words := text.strip(" :,"))]


@pytest.mark.parametrize("reason", reasons())
def test_every_reason_of_readyz_has_its_line(reason):
    """Otherwise: say in docs/operating.md, under "Health", what it means and what to do."""
    assert reason in " ".join(explained("Health: `/healthz` and `/readyz`"))
