"""A value changes in a YAML text, and not one other character."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from app.setup.yaml_edit import NoKeyError, has, replace_value, set_value

FILE = """\
# A comment at the top.
lists:                # what is where
  tickets: Level 2    # the tickets
  companies: {name: Companies}

data:
  Severity:    {field: Severity, type: drop_down}   # how bad
  Long:
    field: Long       # a block
    type: text
stages:
  - stage: First
    status: first
    does: >-
      Something
      long.
  # in between
  - stage: Last
    status: last
owners:
  QA:
    users:
      - a@b.example
    # no one else
"""


def changed(text, *args, **how):
    """The lines that differ, as a diff has them."""
    before, after = text.splitlines(), set_value(text, *args, **how).splitlines()
    return [f"-{line}" for line in before if line not in after] + [
        f"+{line}" for line in after if line not in before
    ]


def test_a_text_is_replaced_and_its_comment_stays():
    assert changed(FILE, ("lists",), "tickets", "Level Two") == [
        "-  tickets: Level 2    # the tickets",
        "+  tickets: Level Two    # the tickets",
    ]


def test_a_byte_order_mark_stays():
    assert set_value("\ufeffa: é\nb: c\n", (), "b", "d") == "\ufeffa: é\nb: d\n"


def test_a_text_can_become_a_mapping():
    assert changed(FILE, ("lists",), "tickets", {"name": "Level 2", "id": "901"}) == [
        "-  tickets: Level 2    # the tickets",
        '+  tickets: {name: Level 2, id: "901"}    # the tickets',
    ]


def test_a_key_is_added_to_a_mapping_in_braces():
    assert changed(FILE, ("data", "Severity"), "id", "f-1") == [
        "-  Severity:    {field: Severity, type: drop_down}   # how bad",
        "+  Severity:    {field: Severity, type: drop_down, id: f-1}   # how bad",
    ]


def test_a_key_is_added_to_a_block_behind_another_key():
    assert changed(FILE, ("data", "Long"), "id", "f-2", after="field") == ["+    id: f-2"]
    assert "    field: Long       # a block\n    id: f-2\n    type: text\n" in set_value(
        FILE, ("data", "Long"), "id", "f-2", after="field"
    )


def test_a_key_is_added_behind_a_folded_text():
    assert "      long.\n    status id: p1\n  # in between\n" in set_value(
        FILE, ("stages", 0), "status id", "p1"
    )


def test_a_key_is_added_at_the_end_of_the_file():
    assert set_value("a: b", (), "c", "d") == "a: b\nc: d\n"
    assert set_value("a: b\n", (), "c", "d") == "a: b\nc: d\n"


def test_a_block_is_replaced_by_one_line_and_the_comment_behind_it_stays():
    text = replace_value(FILE, ("owners", "QA"), {"group": "QA"})

    assert text.endswith("owners:\n  QA: {group: QA}\n    # no one else\n")


def test_what_says_so_already_stays_the_very_same_text():
    assert set_value(FILE, ("lists",), "tickets", "Level 2") is FILE
    assert set_value(FILE, ("lists",), "companies", {"name": "Companies"}) is FILE
    assert replace_value(FILE, ("owners", "QA", "users"), ["a@b.example"]) is FILE


def test_an_empty_mapping_gets_its_first_key():
    assert set_value("a: {}\n", ("a",), "b", "c") == "a: {b: c}\n"


@pytest.mark.parametrize("path", [("nowhere",), ("stages", 7), ("lists", "tickets"), ("stages",)])
def test_a_place_that_is_not_there_is_an_error(path):
    with pytest.raises(NoKeyError):
        set_value(FILE, path, "a", "b")


def test_what_is_there_can_be_asked():
    assert has(FILE, ("stages", 1, "status"))
    assert not has(FILE, ("stages", 1, "status id"))


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("Bugs/Defects", "Bugs/Defects"),
        ("Closed (Unresolved)", "Closed (Unresolved)"),
        ("901200000001", '"901200000001"'),
        ("Yes", '"Yes"'),
        ("a, b", '"a, b"'),
        ("# not a comment", '"# not a comment"'),
        ("a: b", '"a: b"'),
        ('say "hi"', 'say "hi"'),
        ("2026-12-25", '"2026-12-25"'),
        ("-", '"-"'),
    ],
)
def test_a_text_is_quoted_only_where_it_would_be_read_as_something_else(value, written):
    assert set_value("a: {}\n", ("a",), "b", value) == f"a: {{b: {written}}}\n"


@given(st.text(min_size=1), st.text(min_size=1))
def test_every_text_is_read_back_as_it_was(key, value):
    """Whatever someone calls a field in ClickUp."""
    for text in ("a: {}\n", "a:\n  b: c\n"):
        changed = set_value(text, ("a",), key, value)

        assert yaml.safe_load(changed)["a"][key] == value
        assert set_value(changed, ("a",), key, value) is changed
