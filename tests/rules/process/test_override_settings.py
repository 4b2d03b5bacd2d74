"""What the section ``overrides`` of a process file may say."""

from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

import rules
from rules.process.overrides import OverrideSettings
from rules.process.owner import Owner
from rules.process.process import Process

SHIPPED = Path(rules.__file__).with_name("level_2_support.yaml")


def with_overrides(by):
    mapping = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    return Process.model_validate(mapping | {"overrides": {"by": by}})


def test_the_project_manager_may_overrule(process):
    assert process.overriders == (process.owners["Project Manager"],)


def test_no_one_may_without_the_section():
    assert OverrideSettings().by == ()


def test_people_may_be_named_themselves(process):
    boss = Owner(users=("boss@stagegate.example",))

    named = with_overrides(["QA", {"users": ["boss@stagegate.example"]}])

    assert named.overriders == (process.owners["QA"], boss)


def test_an_owner_that_there_is_not_is_an_error_that_names_those_there_are():
    with pytest.raises(ValidationError) as caught:
        with_overrides(["QA", "Project Manger"])

    [error] = caught.value.errors()
    assert error["loc"] == ("overrides", "by", 1)
    assert error["msg"] == (
        'unknown owner "Project Manger"; did you mean "Project Manager"? choose one of: Operations, QA, '
        "Project Manager, Tech; or give people: {users: [...]}"
    )
