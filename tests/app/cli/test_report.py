"""`stagegate report` and `stagegate replay`: what was judged, and judging it again."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from app.store import deliveries, moves, notices, pauses, tickets
from rules.decision import Decision, Finding, Outcome, Override
from rules.ticket import Move

pytest_plugins = ["tests.app.program"]

NOW = datetime.now(UTC)


@pytest.fixture(autouse=True)
def settings(nothing_set, monkeypatch, database_url):  # noqa: ARG001 - it clears the environment
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("COLUMNS", "100")


@pytest.fixture
def judge(engine):
    """Keep a judged move that lacked some data."""
    numbers = iter(range(1, 100))

    def judge(to, *missing, at=NOW, outcome=Outcome.UNMET, override=None, from_stage="Validating", **how):
        findings = tuple(
            Finding(code=f"datum:{name}", outcome=outcome, required="r", observed="Empty.", remedy="Fill.")
            for name in missing
        )
        decision = Decision(
            task_id="86a",
            move=Move(from_stage=from_stage, to_stage=to),
            findings=findings,
            ends_in=to,
            override=override,
        )
        with engine.begin() as connection:
            moves.record(
                connection,
                decision,
                delivery_id=next(numbers),
                mover_id=1,
                mover_name="Olivia",
                at=at,
                **how,
            )

    return judge


@pytest.fixture
def tell(engine):
    """Keep a delivery about a ticket."""

    def tell(ticket, *, hours_ago=0):
        with engine.begin() as connection:
            deliveries.add(
                connection,
                key=f"w:{ticket}",
                webhook_id="w",
                event="taskUpdated",
                task_id=ticket,
                body=b"{}",
                needs_handling=False,
            )
            connection.execute(
                text("UPDATE deliveries SET received_at = :at WHERE task_id = :ticket"),
                {"at": NOW - timedelta(hours=hours_ago), "ticket": ticket},
            )

    return tell


def test_without_a_move_it_says_so(stagegate):
    code, said = stagegate("report")

    assert said.startswith("No move was judged since ")
    assert code == 0


def test_moves_are_counted_by_stage_and_verdict_and_by_what_stopped_them(stagegate, judge, engine):
    judge("Replicating", "Severity", "Category")
    judge("Replicating", "Severity")
    judge("Replicating")
    judge("Replicating", "Category", override=Override(by_id=1, by="Olivia", reason="It burns."))
    judge("Fixing", "Priority", outcome=Outcome.UNKNOWN)
    judge("Replicating", "Severity", at=NOW - timedelta(days=31))
    with engine.begin() as connection:
        notices.owe(connection, task_id="86a", kind="estimated", cause="c", day=None, not_before=NOW)

    code, said = stagegate("report", "--json")

    told = json.loads(said)
    assert code == 0
    assert told["stages"] == [
        {"stage": "Replicating", "allowed": 1, "overridden": 1, "rejected": 2, "undecided": 0},
        {"stage": "Fixing", "allowed": 0, "overridden": 0, "rejected": 0, "undecided": 1},
    ]
    assert told["stopped"] == [
        {"stage": "Replicating", "code": "datum:Severity", "moves": 2},
        {"stage": "Replicating", "code": "datum:Category", "moves": 1},
    ]
    assert told["notices"] == [{"kind": "estimated", "state": "owed", "notices": 1}]


def test_people_see_tables(stagegate, judge):
    judge("Replicating", "Severity")

    _, said = stagegate("report", "--days", "1")

    words = " ".join(said.split())
    assert "Moves into" in words
    assert "Put back from" in words
    assert "│ Replicating │ Severity │ 1 │" in words.replace("┃", "│")
    assert "Client notice" not in words


@pytest.fixture
def monday():
    """Nine o'clock of last Monday, when work begins in the shipped process's calendar."""
    return (NOW - timedelta(days=NOW.weekday() + 7)).replace(hour=9, minute=0, second=0, microsecond=0)


def test_times_in_the_stages_are_working_time(stagegate, judge, monday):
    judge("Validating", at=monday)
    judge("Replicating", at=monday + timedelta(hours=3, minutes=30))
    judge("Estimating", "Severity", at=monday + timedelta(hours=4))
    judge("Estimating", at=monday + timedelta(days=1, hours=2))
    judge("Replicating", at=monday + timedelta(days=1, hours=3))
    judge("Estimating", at=monday + timedelta(days=1, hours=4))

    told = json.loads(stagegate("report", "--json")[1])
    _, said = stagegate("report")

    assert told["stays"] == [
        {**stay("Validating", 1), "median_seconds": 12600, "longest_seconds": 12600},
        {**stay("Estimating", 1), "median_seconds": 3600, "longest_seconds": 3600},
        {**stay("Replicating", 2), "median_seconds": 3600, "longest_seconds": 23400},
    ]
    words = " ".join(said.split())
    assert "Left stage" in words
    assert "│ Replicating │ 2 │ 1 h 00 min │ 6 h 30 min │ 0 h 00 min │" in words


def stay(stage, visits):
    return {"stage": stage, "visits": visits, "paused_seconds": 0}


def test_pauses_are_not_counted_as_work(stagegate, judge, monday, engine):
    judge("Validating", at=monday)
    with engine.begin() as connection:
        for cause, hours in (("command", (1, 3)), ("mark", (2, 4))):
            pauses.begin(connection, "86a", cause, monday + timedelta(hours=hours[0]))
            pauses.end(connection, "86a", cause, monday + timedelta(hours=hours[1]))
        pauses.begin(connection, "86a", "command", monday + timedelta(hours=7))
    judge("Replicating", at=monday + timedelta(hours=8))

    assert json.loads(stagegate("report", "--json")[1])["stays"] == [
        {**stay("Validating", 1), "median_seconds": 14400, "longest_seconds": 14400, "paused_seconds": 14400}
    ]


def test_a_ticket_that_came_from_outside_has_not_moved(stagegate, judge):
    judge("Validating", from_stage=None)
    judge("Fixing", "Severity", from_stage=None)

    told = json.loads(stagegate("report", "--json")[1])
    assert (told["stages"], told["stopped"]) == ([], [])


def test_what_shadow_mode_judged_is_shown_apart(stagegate, judge):
    judge("Replicating", "Severity", shadow=True)
    judge("Replicating", shadow=True)

    told = json.loads(stagegate("report", "--json")[1])
    assert (told["stages"], told["stopped"]) == ([], [])
    assert told["shadow"] == [
        {"stage": "Replicating", "allowed": 1, "overridden": 0, "rejected": 1, "undecided": 0}
    ]
    words = " ".join(stagegate("report")[1].split()).replace("┃", "│")
    assert "Would have been allowed" in words
    assert "│ Replicating │ 1 │ 1 │ 0 │" in words


def test_what_ended_before_is_left_out(stagegate, judge, monday):
    judge("Validating", at=monday - timedelta(days=30))
    judge("Replicating", at=monday - timedelta(days=29))

    assert json.loads(stagegate("report", "--json")[1])["stays"] == []


def test_a_named_ticket_is_looked_at_again_each_time(stagegate, connection, engine):
    with engine.begin() as known:
        tickets.adopt_unseen(known, "86a", "901", NOW)

    for _ in range(2):
        assert stagegate("replay", "86a", "86a") == (0, "Queued: 86a.\n")

    assert [kept.event for kept in deliveries.waiting(connection, "86a")] == ["taskPolled"] * 2
    waiting = connection.execute(text("SELECT queueing_lock FROM procrastinate_jobs")).scalars().all()
    assert waiting == ["move:86a"]


def test_all_that_were_reported_lately_are_looked_at_again(stagegate, tell):
    tell("86old", hours_ago=3)
    tell("86a", hours_ago=1)
    tell("86b")

    assert stagegate("replay", "--hours", "2") == (0, "Queued: 86a, 86b.\n")


def test_nothing_was_told(stagegate):
    assert stagegate("replay", "--hours", "2") == (0, "ClickUp reported no ticket in that time.\n")


@pytest.mark.parametrize("arguments", [(), ("86a", "--hours", "2")])
def test_either_tickets_or_a_time_is_named(stagegate, arguments):
    code, said = stagegate("replay", *arguments)

    assert code == 2
    assert "Name the tickets to check, or use --hours." in said
