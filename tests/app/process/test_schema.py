"""The schema that editors use says what the models say, and is kept beside the shipped process."""

import json
from importlib.resources import files

import jsonschema
import pytest
import yaml

from app.process.schema import FILE_NAME, process_schema, schema_text

SHIPPED = files("rules").joinpath("level_2_support.yaml").read_text(encoding="utf-8")


@pytest.fixture
def mapping():
    return yaml.safe_load(SHIPPED)


@pytest.fixture(scope="module")
def validator():
    return jsonschema.Draft202012Validator(process_schema())


def test_the_file_is_what_the_models_say():
    """Otherwise: make docs."""
    assert files("rules").joinpath(FILE_NAME).read_text(encoding="utf-8") == schema_text()


def test_the_shipped_process_names_it_in_its_first_line():
    assert SHIPPED.splitlines()[0] == f"# yaml-language-server: $schema={FILE_NAME}"


def test_it_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(json.loads(schema_text()))


def test_the_shipped_process_is_valid(validator, mapping):
    assert list(validator.iter_errors(mapping)) == []


def test_every_key_of_the_shipped_process_is_described_by_name(validator):
    stage = validator.schema["$defs"]["Stage"]["properties"]

    assert stage["keeps date"]["description"] == "The due date may be changed in this stage, but not cleared."


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("mode",), "watch"),
        (("onwer",), "Ops"),
        (("stages", 0, "onwer"), "Ops"),
        (("stages", 0, "sla"), "one day"),
        (("stages", 0, "requires"), "Severity"),
        (("data", "Severity"), {"type": "text"}),
        (("notices", "quiet period"), "PT2M"),
        (("sla", "at risk"), "much"),
        (("priority advice", "thresholds", "high"), "many"),
        (("moves", "forward"), "sideways"),
    ],
)
def test_what_the_models_refuse_is_underlined(validator, mapping, place, value):
    inner = mapping
    for part in place[:-1]:
        inner = inner[part]
    inner[place[-1]] = value

    assert list(validator.iter_errors(mapping)) != []


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("lists", "tickets"), {"name": "Level 2", "id": "901"}),
        (("calendar", "holidays"), ["2026-12-25"]),
        (("calendar", "holidays"), {"country": "DE", "subdivision": "BY"}),
        (("moves", "reopen to"), "first stage"),
        (("owners", "QA"), {"group": "QA", "ids": ["7"]}),
        (("sla", "escalate to"), {"users": ["boss@stagegate.example"]}),
        (("stages", 0, "status id"), "p90_1"),
    ],
)
def test_each_way_to_write_it_is_valid(validator, mapping, place, value):
    inner = mapping
    for part in place[:-1]:
        inner = inner[part]
    inner[place[-1]] = value

    assert list(validator.iter_errors(mapping)) == []
