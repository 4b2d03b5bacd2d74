"""Who or what was missing at the start is found once it is there."""

from dataclasses import replace

import pytest

from app.web.health import check_all
from app.worker import missing
from app.workspace.directory import Assignees, Missing
from tests.app.faults import fault
from tests.app.people import QA


@pytest.fixture
def lacking(bot):
    """A bot that did not find an owner and a list when it started."""
    gone = (Missing("person", "qa@stagegate.example", "QA"), Missing("list", "Companies", "the companies"))
    owners = {**bot.directory.owners, "QA": Assignees()}
    lacking = replace(bot, directory=replace(bot.directory, owners=owners, companies_list=None, missing=gone))
    missing.tell(lacking)
    return lacking


def test_who_has_come_is_found_while_the_worker_runs(bot, lacking):
    found = missing.look_again(lacking)

    assert found.directory == bot.directory
    assert found.directory.owners["QA"].users == {QA}
    assert check_all(bot.engine, bot.now())["workspace"] == {"status": "ok", "reasons": []}


def test_nothing_is_asked_where_nothing_is_missing(workspace, bot):
    before = workspace.calls()["total"]

    assert missing.look_again(bot) is bot
    assert workspace.calls()["total"] == before


def test_a_look_that_fails_leaves_it_for_the_next_time(workspace, bot, lacking):
    fault(workspace, path="/api/v2/team", status=500)

    assert missing.look_again(lacking) is lacking
    assert check_all(bot.engine, bot.now())["workspace"]["status"] == "warn"


def test_whoever_is_still_missing_stays_so(bot, lacking):
    owners = {"QA": bot.process.owners["QA"].model_copy(update={"users": ("no@one.example",), "ids": ()})}
    process = bot.process.model_copy(update={"owners": {**bot.process.owners, **owners}})
    first = missing.look_again(replace(lacking, process=process))

    assert [each.name for each in first.directory.missing] == ["no@one.example"]
    assert missing.look_again(first) is first
