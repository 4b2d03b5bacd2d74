"""`stagegate jobs`: what waits, what was given up, and how it is set going again."""

import json
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import text

from app.queue.defer import Urgency, defer, defer_reconcile
from app.queue.kinds import NOTICE, RECONCILE
from app.store import dead_letters
from app.store.revision import HEAD

pytest_plugins = ["tests.app.program"]

DUE = datetime(2030, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def settings(nothing_set, monkeypatch, database_url):  # noqa: ARG001 - it clears the environment
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("COLUMNS", "200")


@pytest.fixture
def jobs(stagegate):
    """Call `stagegate jobs ...`: (exit code, output)."""
    return partial(stagegate, "jobs")


@pytest.fixture
def bury(engine):
    def bury(*tickets):
        for ticket in tickets:
            with engine.begin() as connection:
                dead_letters.bury(connection, task_id=ticket, error="KeyError: 'stage'", attempts=5)

    return bury


@pytest.fixture
def waiting(engine):
    """Read the waiting jobs: {queueing lock: attempt}."""

    def waiting():
        with engine.connect() as connection:
            rows = connection.execute(text("SELECT queueing_lock, args FROM procrastinate_jobs"))
            return {row.queueing_lock: row.args.get("attempt", 0) for row in rows}

    return waiting


def test_an_empty_queue_is_said_to_be_empty(jobs):
    assert jobs("list") == (0, "Nothing is waiting and nothing was given up.\n")


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        (None, f"The database was never set up, this Stagegate needs {HEAD}: run `stagegate db upgrade`."),
        ("0001", f"The database is at 0001, this Stagegate needs {HEAD}: run `stagegate db upgrade`."),
    ],
)
def test_a_database_of_another_shape_is_told(jobs, engine, at, sentence):
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM alembic_version"))
        if at:
            connection.execute(text("INSERT INTO alembic_version VALUES (:at)"), {"at": at})

    assert jobs("list") == (1, f"Error: {sentence}\n")


def test_what_needs_a_person_comes_first(jobs, bury, engine):
    with engine.begin() as connection:
        defer_reconcile(connection, "86a", Urgency.MOVE)
        defer(connection, RECONCILE, "86b", at=DUE, attempt=3)
        defer(connection, NOTICE, "86c", at=DUE)
        defer_reconcile(connection, "86d", Urgency.MOVE)
        connection.execute(
            text("UPDATE procrastinate_jobs SET status = 'doing' WHERE lock = 'task:86d'"),
        )
    bury("86e")

    _, output = jobs("list", "--json")

    told = [(one["state"], one["ticket"], one["work"], one["attempts"]) for one in json.loads(output)]
    assert told == [
        ("given up", "86e", "ticket", 5),
        ("failing", "86b", "again", 3),
        ("running", "86d", "move", 0),
        ("waiting", "86a", "move", 0),
        ("waiting", "86c", "notice", 0),
    ]
    assert [json.loads(output)[1]["at"], json.loads(output)[0]["error"]] == [
        "2030-01-01T00:00:00+00:00",
        "KeyError: 'stage'",
    ]


def test_the_table_shows_a_dead_letter_with_its_reason(jobs, bury):
    bury("86e")

    code, output = jobs("list")

    assert code == 0
    row = next(line for line in output.splitlines() if "86e" in line)
    cells = [cell.strip() for cell in row.strip("│").split("│")]
    assert [cells[0], cells[1], cells[3], cells[5]] == ["given up", "86e", "5", "KeyError: 'stage'"]


def test_of_a_long_queue_the_table_shows_the_beginning(jobs, engine):
    with engine.begin() as connection:
        for number in range(53):
            defer_reconcile(connection, f"86a{number}", Urgency.MOVE)

    _, output = jobs("list")

    assert "86a49" in output
    assert output.endswith("... and 3 more; --json shows them all.\n")


def test_a_retry_looks_at_the_ticket_now_and_keeps_the_letter_until_that_succeeds(
    jobs, bury, waiting, engine
):
    bury("86a", "86b")

    assert jobs("retry", "86a") == (0, "Queued: 86a.\n")

    assert waiting() == {"move:86a": 0}
    with engine.connect() as connection:
        assert [letter.task_id for letter in dead_letters.every(connection)] == ["86a", "86b"]


def test_a_retry_of_a_failing_ticket_counts_again(jobs, waiting, engine):
    with engine.begin() as connection:
        defer(connection, RECONCILE, "86a", at=DUE, attempt=3)

    jobs("retry", "86a")

    assert waiting() == {"move:86a": 0}


def test_a_retry_works_on_what_the_client_and_the_first_level_are_owed_too(jobs, bury, waiting, engine):
    bury("86a", "86b")
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO notices (task_id, kind, cause, state, not_before) VALUES"
                " ('86a', 'closed', '1', 'owed', now()), ('86b', 'closed', '1', 'received', now())"
            )
        )
        connection.execute(
            text("INSERT INTO relays (task_id, kind, cause, state) VALUES ('86b', 'day', '1', 'owed')")
        )

    jobs("retry", "86a", "86b")

    assert sorted(waiting()) == ["move:86a", "move:86b", "notice:86a", "relay:86b"]


def test_a_retry_of_a_clients_report_has_its_ticket_made(jobs, bury, waiting):
    bury("client_report:7KQ2-M9XD-4TRB")

    assert jobs("retry", "client_report:7KQ2-M9XD-4TRB") == (0, "Queued: client_report:7KQ2-M9XD-4TRB.\n")
    assert waiting() == {"client_report:7KQ2-M9XD-4TRB": 0}


def test_all_is_every_ticket_that_was_given_up(jobs, bury, waiting):
    bury("86a", "86b")

    assert jobs("retry", "--all") == (0, "Queued: 86a, 86b.\n")
    assert sorted(waiting()) == ["move:86a", "move:86b"]


def test_all_of_nothing_is_nothing(jobs):
    assert jobs("retry", "--all") == (0, "Nothing was given up.\n")


def test_an_unknown_ticket_is_refused_and_nothing_is_queued(jobs, bury, waiting):
    bury("86a")

    code, output = jobs("retry", "86a", "86x", "86y")

    assert code == 1
    assert output == (
        "Error: Nothing about 86x, 86y was given up. `stagegate jobs list` shows what was; "
        "nothing was changed.\n"
    )
    assert waiting() == {}


@pytest.mark.parametrize("arguments", [(), ("86a", "--all")])
def test_a_retry_wants_tickets_or_all_of_them(jobs, arguments):
    code, output = jobs("retry", *arguments)

    assert code == 2
    assert output.endswith("Error: Name the tickets to retry, or use --all.\n")


def test_an_acknowledged_ticket_stays_listed_and_warns_no_more(jobs, bury, engine):
    bury("86a")

    assert jobs("acknowledge", "86a") == (0, "Acknowledged: 86a.\n")

    assert "given up (acknowledged)" in jobs("list")[1]
    with engine.connect() as connection:
        assert dead_letters.count(connection) == 0


def test_only_what_was_given_up_can_be_acknowledged(jobs):
    code, output = jobs("acknowledge", "86x")

    assert (code, output.split(".")[0]) == (1, "Error: Nothing about 86x was given up")
    assert jobs("acknowledge")[0] == 2


def test_without_a_database_it_says_how_to_get_one(jobs, monkeypatch, tmp_path):
    monkeypatch.delenv("DATABASE_URL")

    code, output = jobs("list")

    assert code == 1
    assert output == (
        f"Error: DATABASE_URL is not set, and no embedded PostgreSQL runs in {tmp_path}/.stagegate: "
        "start `stagegate run` there first, or set DATABASE_URL.\n"
    )


def test_what_is_due_first_comes_first(jobs, engine):
    with engine.begin() as connection:
        defer(connection, RECONCILE, "86late", at=DUE + timedelta(hours=1), attempt=1)
        defer(connection, RECONCILE, "86soon", at=DUE, attempt=1)

    assert [one["ticket"] for one in json.loads(jobs("list", "--json")[1])] == ["86soon", "86late"]
