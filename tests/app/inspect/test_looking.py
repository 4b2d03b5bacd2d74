"""Commands with which people look cost little, come last, and answer every failure with a sentence."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
import requests

from app.bootstrap import identity_of
from app.config.settings import read_settings
from app.deliveries import hint
from app.store import api_budget, cards, deliveries
from app.store.api_budget import Rank
from app.workspace import known_directory
from app.workspace.call_budget import CallBudget, name_of, ranked
from app.workspace.clients import in_turn
from clickup_client.models import Budget

pytest_plugins = ["tests.app.program"]


def calls(sandbox):
    told = requests.get(f"{sandbox.url}/sandbox/state?part=calls", timeout=120).json()
    return Counter(told["calls"]["by_call"])


@pytest.fixture
def worker_runs(settings, engine, bot):  # noqa: ARG001 - they are in the environment
    """A worker has found where everything is."""
    given = read_settings()
    with engine.begin() as connection:
        known_directory.keep(connection, identity_of(given, bot.process), bot.directory)
    return given


@pytest.mark.usefixtures("worker_runs")
def test_beside_a_worker_a_known_ticket_costs_one_call_to_explain(stagegate, ready, sandbox):
    ticket = ready("replicating")
    before = calls(sandbox)

    assert stagegate("explain", f"{sandbox.url}/t/{ticket}/")[0] == 0

    assert calls(sandbox) - before == {"GET /api/v2/task/{task_id}": 1}


def test_what_people_look_at_is_counted_with_the_calls_of_the_workers(stagegate, worker_runs, ready, engine):
    ticket = ready("replicating")

    stagegate("explain", ticket)

    with engine.connect() as connection:
        assert api_budget.left(connection, name_of(worker_runs.require_clickup_token())) is not None


def test_where_everything_is_survives_the_way_through_the_database(worker_runs, bot, engine):
    with engine.connect() as connection:
        kept = known_directory.read(connection, identity_of(worker_runs, bot.process))
        of_another = known_directory.read(connection, known_directory.identity(bot.process, "another token"))

    assert kept == bot.directory
    assert kept.account.zone == bot.directory.account.zone
    assert of_another is None


def test_a_look_waits_for_more_urgent_work_and_says_so(engine, capsys):
    now = datetime.now(UTC)
    with engine.begin() as connection:
        api_budget.learn(
            connection, "t", Budget(limit=100, remaining=20, resets_at=now + timedelta(seconds=60))
        )
    slept = []

    def sleep(seconds):
        slept.append(seconds)
        with engine.begin() as connection:  # the next minute begins
            later = datetime.now(UTC) + timedelta(seconds=120)
            api_budget.learn(connection, "t", Budget(limit=100, remaining=100, resets_at=later))

    with ranked(Rank.LOOK):
        in_turn(CallBudget(engine, "t"), sleep=sleep)["before_send"]("GET", "/v2/user")

    assert 50 < slept[0] < 62
    assert capsys.readouterr().err == ""  # the sleep of a command announces long waits itself


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        pytest.param("STAGEGATE_CLICKUP_TOKEN", "pk_wrong", "ClickUp rejects the token", id="wrong token"),
        pytest.param(
            "STAGEGATE_CLICKUP_TOKEN", "pk two", "STAGEGATE_CLICKUP_TOKEN cannot be used", id="no token"
        ),
        pytest.param("STAGEGATE_CLICKUP_API_URL", "{url}", "is not ClickUp's API", id="wrong path"),
        pytest.param("DATABASE_URL", "", "DATABASE_URL is not set", id="no database"),
        pytest.param(
            "DATABASE_URL",
            "postgresql://u:p@127.0.0.1:9/x",
            "The database does not answer",
            id="wrong database",
        ),
    ],
)
def test_what_is_wrong_at_the_start_is_a_sentence(stagegate, settings, sandbox, name, value, said):
    settings.setenv(name, value.format(url=sandbox.url))

    code, output = stagegate("explain", "86c1va102")

    assert (code, output.startswith("Error: "), said in output) == (1, True, True), output
    assert output.count("\n") == 1


def test_an_error_that_no_one_expected_is_a_sentence_too(stagegate, settings):
    settings.setattr("app.inspect.explain.explain", lambda *_: {}["stage"])

    code, output = stagegate("explain", "86c1va102")

    assert (code, output.startswith("Error: Stagegate failed unexpectedly (KeyError")) == (
        1,
        True,
    )


@pytest.mark.parametrize("command", [("explain",), ("simulate", "--to", "Fixing"), ("replay",)])
def test_a_text_that_names_no_ticket_is_answered(stagegate, command):
    code, output = stagegate(*command, "")

    assert code in (1, 2)
    assert "No ticket is named" in output


def test_a_ticket_that_no_one_knows_is_not_replayed(stagegate):
    assert stagegate("replay", "nope") == (
        1,
        "Error: ClickUp has no task nope, or the token may not see it.\n",
    )


def test_a_ticket_is_replayed_by_its_address(stagegate, ready, sandbox):
    ticket = ready("replicating")

    assert stagegate("replay", f"{sandbox.url}/t/{ticket}/", ticket) == (0, f"Queued: {ticket}.\n")


def test_a_replay_says_nothing_new_of_a_ticket_that_is_as_it_was(ready, workspace, engine):
    ticket = ready("replicating")
    with engine.begin() as connection:
        hint.replay(connection, ticket, workspace.clock.now)
    workspace.settle(ticket)

    with engine.connect() as connection:
        assert cards.get(connection, ticket) is None
        assert deliveries.waiting(connection, ticket) == []
    assert workspace.comments(ticket) == []
