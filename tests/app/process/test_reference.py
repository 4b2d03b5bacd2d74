"""docs/process-file.md says what the models say, of every key, with links that lead somewhere."""

import re
from pathlib import Path

import pytest
import yaml

from app.process.file import load_process
from app.process.reference import reference_text
from app.process.schema import process_schema

ROOT = Path(__file__).parents[3]
TEXT = reference_text()


def test_the_file_is_what_the_models_say():
    """Otherwise: make docs."""
    assert (ROOT / "docs" / "process-file.md").read_text(encoding="utf-8") == TEXT


def test_every_key_is_there_and_says_what_it_means():
    """Otherwise: name it under `Attributes:` in the docstring of its model, then make docs."""
    schema = process_schema()
    parts = {"Process": schema, **schema["$defs"]}
    missing = [
        f"{name}: {key}"
        for name, part in parts.items()
        for key, described in part["properties"].items()
        if f"\n| `{key}` | {described.get('description') or '?'} |" not in TEXT
    ]

    assert missing == []


def test_every_link_leads_to_a_heading():
    headings = re.findall(r"^#+ (.+)$", TEXT, re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
    links = set(re.findall(r"\]\(#([^)]+)\)", TEXT))

    assert links
    assert links <= anchors
    assert len(anchors) == len(headings)


def test_the_examples_are_those_of_the_shipped_process():
    shipped = load_process()
    examples = {}
    for block in re.findall(r"^```yaml\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE):
        examples |= yaml.safe_load(block)

    assert list(examples["data"]) == list(shipped.data)
    assert [stage["stage"] for stage in examples["stages"]] == ["Fixing"]
    assert examples["calendar"]["time zone"] == shipped.calendar.time_zone


@pytest.mark.parametrize(
    ("begins", "ends"),
    [
        ("| `process` |", "| text | *required* |"),
        ("| `calendar` |", "| [`calendar`](#calendar) | as below |"),
        ("| `quiet period` |", "| such as `30 seconds` or `2 minutes` | `2 minutes` |"),
        ("| `at risk` | How", "| such as `1 day before` | `1 day before` |"),
        ("| `paused by` |", "| [`sla` → `paused by`](#sla--paused-by) | `{tag: waiting for client}` |"),
        ("| `keeps date` |", "| `true` or `false` | `false` |"),
        ("| `urgent` |", "| a number from 0 to 1000 | *required* |"),
        ("| `is` |", "| `filled` or `yes` or `merged` | `filled` |"),
    ],
)
def test_a_row_says_what_may_be_written_and_what_holds_without_it(begins, ends):
    [row] = [line for line in TEXT.splitlines() if line.startswith(begins)]

    assert row.endswith(ends)


@pytest.mark.parametrize(
    "heading",
    ["## `data`", "### `data` with `field` and `then`", "### `data` with `task: due_date`", "## `stages`"],
)
def test_shapes_of_the_same_part_are_told_apart(heading):
    assert heading in TEXT.splitlines()
