from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import text, true
from structlog.testing import capture_logs

from app.errors import NotDecidedError
from app.pull_requests import github
from app.queue.defer import Urgency, defer, defer_reconcile
from app.queue.kinds import (
    CARD,
    CHECK_WEBHOOKS,
    CLIENT_REPORT,
    CLOCK,
    CLOCKS,
    COMMAND,
    NOTICE,
    POLL,
    RECONCILE,
    RELAY,
    Kind,
)
from app.store import commands, dead_letters, deliveries, reworded
from app.store.api_budget import Rank
from app.store.overdue import Rows
from app.store.tables import deliveries as deliveries_table
from app.worker.retry import ORDINARY_ATTEMPTS
from app.worker.tasks import Tasks
from clickup_client.comment import Comment
from clickup_client.errors import RateLimitedError

NOW = datetime(2030, 1, 1, tzinfo=UTC)


class Script:
    """The functions that jobs call: they note the call and do what the test says."""

    def __init__(self):
        self.calls = []
        self.error = None
        self.next_look = None
        self.missed = False

    def reconcile_ticket(self, _bot, task_id):
        self._do("reconcile", task_id)

    def work_notices(self, _bot, task_id):
        self._do("notices", task_id)
        return self.next_look

    def answer_commands(self, _bot, task_id):
        self._do("commands", task_id)

    def write_card(self, _bot, task_id):
        self._do("card", task_id)
        return self.next_look

    def take_report(self, _bot, reference):
        self._do("client_report", reference)
        return self.next_look

    def work_relays(self, _bot, task_id):
        self._do("relays", task_id)

    def poll_lists(self, _bot):
        self._do("poll")

    def watch_clock(self, _bot, task_id):
        self._do("clock", task_id)

    def scan_clocks(self, _bot):
        self._do("clocks")

    def check_webhooks(self, _bot):
        self._do("webhooks")
        return self.missed

    def _do(self, *call):
        self.calls.append(call)
        if self.error is not None:
            raise self.error


@pytest.fixture
def script():
    return Script()


@pytest.fixture
def tasks(engine, script):
    functions = {
        RECONCILE: script.reconcile_ticket,
        NOTICE: script.work_notices,
        CLIENT_REPORT: script.take_report,
        CARD: script.write_card,
        CLOCK: script.watch_clock,
        COMMAND: script.answer_commands,
        RELAY: script.work_relays,
        POLL: script.poll_lists,
        CLOCKS: script.scan_clocks,
        CHECK_WEBHOOKS: script.check_webhooks,
    }
    return Tasks(bot=SimpleNamespace(engine=engine, now=lambda: NOW), functions=functions, jitter=lambda: 0.0)


@pytest.fixture
def jobs(engine):
    """Read the waiting jobs: (queueing lock, attempt, time)."""

    def jobs():
        with engine.connect() as connection:
            rows = connection.execute(
                text(
                    "SELECT queueing_lock, args, scheduled_at FROM procrastinate_jobs"
                    " WHERE status = 'todo' ORDER BY queueing_lock"
                )
            )
            return [(row.queueing_lock, row.args.get("attempt", 0), row.scheduled_at) for row in rows]

    return jobs


def receive(engine, task_id, key="wh:1", *, seconds_ago=0):
    with engine.begin() as connection:
        deliveries.add(
            connection,
            key=key,
            webhook_id="wh",
            event="taskUpdated",
            task_id=task_id,
            body=b"{}",
            needs_handling=True,
        )
        connection.execute(
            text("UPDATE deliveries SET received_at = now() - :age WHERE key = :key"),
            {"age": timedelta(seconds=seconds_ago), "key": key},
        )


def letters(engine):
    with engine.connect() as connection:
        return [(letter.task_id, letter.error, letter.attempts) for letter in dead_letters.every(connection)]


def test_a_ticket_that_was_looked_at_leaves_nothing_behind(tasks, script, jobs):
    tasks.run(RECONCILE, "86a")

    assert script.calls == [("reconcile", "86a")]
    assert jobs() == []


def test_a_failure_is_tried_again_later(tasks, script, jobs):
    script.error = KeyError("stage")

    tasks.run(RECONCILE, "86a")

    assert jobs() == [("again:86a", 1, NOW + timedelta(seconds=2))]


def test_each_further_failure_waits_longer(tasks, script, jobs):
    script.error = KeyError("stage")

    tasks.run(RECONCILE, "86a", attempt=2)

    assert jobs() == [("again:86a", 3, NOW + timedelta(seconds=8))]


def test_a_used_up_minute_waits_for_the_next_one(tasks, script, jobs):
    reset = NOW + timedelta(seconds=42)
    script.error = RateLimitedError("slow down", method="GET", path="/v2/task/86a", resets_at=reset)

    tasks.run(RECONCILE, "86a", attempt=4)

    assert jobs() == [("again:86a", 4, reset)]


def test_after_the_last_attempt_the_ticket_is_a_dead_letter(tasks, script, jobs, engine):
    script.error = KeyError("stage")

    tasks.run(RECONCILE, "86a", attempt=ORDINARY_ATTEMPTS - 1)

    assert jobs() == []
    assert letters(engine) == [("86a", "KeyError: 'stage'", ORDINARY_ATTEMPTS)]


def test_success_clears_the_dead_letter_and_the_waiting_repetition(tasks, jobs, engine):
    tasks.give_up("86a", "KeyError: 'stage'", attempts=5)
    with engine.begin() as connection:
        defer(connection, RECONCILE, "86a", at=NOW, attempt=1)

    tasks.run(RECONCILE, "86a")

    assert letters(engine) == []
    assert jobs() == []


def test_a_move_that_fails_while_a_repetition_waits_starts_counting_again(tasks, script, jobs, engine):
    with engine.begin() as connection:
        defer(connection, RECONCILE, "86a", at=NOW + timedelta(minutes=2), attempt=9)
    script.error = KeyError("stage")

    tasks.run(RECONCILE, "86a")

    assert jobs() == [("again:86a", 1, NOW + timedelta(seconds=2))]


def test_what_waited_for_its_time_is_queued_with_its_lock(tasks, script, jobs, engine):
    tasks.run(RECONCILE, "86a", attempt=3, later=True)

    assert script.calls == []
    assert jobs() == [("again:86a", 3, None)]
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT lock FROM procrastinate_jobs")) == "task:86a"


def test_what_waits_for_a_code_host_says_so(tasks, script, engine):
    script.error = NotDecidedError("GitHub answered 503", hosts={"GitHub"})

    tasks.run(RECONCILE, "86a")

    with engine.connect() as connection:
        assert connection.scalar(text("SELECT args->'hosts' FROM procrastinate_jobs")) == ["GitHub"]


def test_while_a_code_host_rests_its_tickets_wait_on_without_a_look(tasks, script, jobs):
    provider = github(api_url="https://api.github.com", token="t")
    tasks.bot.providers = (provider,)
    for _ in range(3):
        provider.places.failed()

    tasks.run(RECONCILE, "86a", attempt=7, hosts=["GitHub"])

    [(lock, attempt, at)] = jobs()
    assert script.calls == []
    assert (lock, attempt) == ("again:86a", 7)
    assert NOW + timedelta(seconds=3) < at <= NOW + timedelta(seconds=4)


def test_when_it_may_be_back_they_are_looked_at(tasks, script, jobs):
    tasks.bot.providers = (github(api_url="https://api.github.com", token="t"),)

    tasks.run(RECONCILE, "86a", attempt=7, hosts=["GitHub"])

    assert script.calls == [("reconcile", "86a")]
    assert jobs() == []


def test_two_hours_after_a_code_host_went_away_its_tickets_still_wait(tasks, script, jobs, engine):
    script.error = NotDecidedError("GitHub answered 503", hosts={"GitHub"})

    tasks.run(RECONCILE, "86a", attempt=70)

    assert jobs() == [("again:86a", 71, NOW + timedelta(minutes=2))]
    assert letters(engine) == []


def test_a_failure_with_a_waiting_twin_does_not_stop_the_ticket(tasks, script, jobs, engine):
    """With procrastinate's own retry this violates a unique index, and the job stays begun for ever."""
    with engine.begin() as connection:
        defer_reconcile(connection, "86a", Urgency.MOVE)
    script.error = KeyError("stage")

    tasks.run(RECONCILE, "86a")

    assert [lock for lock, _, _ in jobs()] == ["again:86a", "move:86a"]


def test_a_notice_that_wants_to_be_looked_at_again_is(tasks, script, jobs):
    script.next_look = NOW + timedelta(minutes=5)

    tasks.run(NOTICE, "86a")

    assert script.calls == [("notices", "86a")]
    assert jobs() == [("notice:86a", 0, NOW + timedelta(minutes=5))]


def test_a_notice_that_is_done_is_not_looked_at_again(tasks, jobs):
    tasks.run(NOTICE, "86a")

    assert jobs() == []


def test_a_notice_that_fails_is_tried_again(tasks, script, jobs):
    script.error = KeyError("field")

    tasks.run(NOTICE, "86a", attempt=1)

    assert jobs() == [("notice:86a", 2, NOW + timedelta(seconds=4))]


def test_a_notice_that_fails_for_good_is_a_dead_letter(tasks, script, engine):
    script.error = KeyError("field")

    tasks.run(NOTICE, "86a", attempt=ORDINARY_ATTEMPTS - 1)

    assert letters(engine) == [("86a", "KeyError: 'field'", ORDINARY_ATTEMPTS)]


def test_a_clock_is_worked_on_once(tasks, script, jobs):
    tasks.run(CLOCK, "86a")

    assert script.calls == [("clock", "86a")]
    assert jobs() == []


def test_a_clock_that_fails_is_tried_again(tasks, script, jobs):
    script.error = KeyError("field")

    tasks.run(CLOCK, "86a", attempt=1)

    assert jobs() == [("clock:86a", 2, NOW + timedelta(seconds=4))]


def test_a_clock_that_fails_for_good_is_a_dead_letter(tasks, script, engine):
    """Someone was to be reminded and was not."""
    script.error = KeyError("field")

    tasks.run(CLOCK, "86a", attempt=ORDINARY_ATTEMPTS - 1)

    assert letters(engine) == [("86a", "KeyError: 'field'", ORDINARY_ATTEMPTS)]


def test_a_scan_that_fails_waits_for_the_next_round(tasks, script, jobs):
    script.error = KeyError("stage")
    with capture_logs() as logs:
        tasks.scan_clocks()

    assert script.calls == [("clocks",)]
    assert jobs() == []
    assert [(line["event"], line["error"]) for line in logs] == [("clocks not looked at", "KeyError")]


def test_a_poll_that_fails_waits_for_the_next_round(tasks, script, jobs):
    script.error = KeyError("list")

    tasks.poll()

    assert script.calls == [("poll",)]
    assert jobs() == []


@pytest.mark.parametrize(("missed", "then"), [(False, []), (True, [("poll",)])])
def test_what_webhooks_missed_is_looked_for_at_once(tasks, script, missed, then):
    script.missed = missed

    tasks.check_webhooks()

    assert script.calls == [("webhooks",), *then]


@pytest.mark.parametrize(
    ("error", "level"),
    [
        (KeyError("webhook"), "warning"),
        (RateLimitedError("kept for others", method="GET", path="/v2/team/1/webhook"), "info"),
    ],
)
def test_a_look_at_the_webhooks_that_fails_waits_for_the_next_round(tasks, script, jobs, error, level):
    script.error = error

    with capture_logs() as logs:
        tasks.check_webhooks()

    assert [(line["event"], line["log_level"]) for line in logs] == [("webhooks not checked", level)]
    assert jobs() == []


def test_the_sweep_queues_a_delivery_that_everybody_forgot(tasks, jobs, engine):
    receive(engine, "86a", seconds_ago=61)

    tasks.sweep()

    assert jobs() == [("move:86a", 0, None)]


def test_the_sweep_leaves_a_new_delivery_to_its_own_job(tasks, jobs, engine):
    receive(engine, "86a", seconds_ago=30)

    tasks.sweep()

    assert jobs() == []


@pytest.mark.parametrize("begun", [False, True])
def test_the_sweep_leaves_a_ticket_alone_that_a_job_will_see(tasks, jobs, engine, begun):
    receive(engine, "86a", seconds_ago=3600)
    with engine.begin() as connection:
        defer(connection, RECONCILE, "86a", at=NOW, attempt=3)
        if begun:
            connection.execute(text("UPDATE procrastinate_jobs SET status = 'doing'"))
    before = jobs()

    tasks.sweep()

    assert jobs() == before


def test_the_sweep_leaves_a_given_up_ticket_alone(tasks, jobs, engine):
    receive(engine, "86a", seconds_ago=3600)
    tasks.give_up("86a", "KeyError: 'stage'", attempts=5)

    tasks.sweep()

    assert jobs() == []


def test_the_sweep_queues_a_given_up_ticket_for_which_something_newer_came(tasks, jobs, engine):
    tasks.give_up("86a", "KeyError: 'stage'", attempts=5)
    with engine.begin() as connection:
        connection.execute(text("UPDATE dead_letters SET at = now() - interval '1 hour'"))
    receive(engine, "86a", seconds_ago=61)

    tasks.sweep()

    assert jobs() == [("move:86a", 0, None)]


def test_the_sweep_queues_a_comment_that_was_never_posted(tasks, jobs, engine):
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO comments (task_id, kind, key, state, content, created_at) VALUES"
                " ('86a', 'gate', 'k', 'pending', '[]', now() - interval '2 minutes'),"
                " ('86b', 'gate', 'k', 'done', '[]', now() - interval '2 minutes')"
            )
        )

    tasks.sweep()

    assert jobs() == [("move:86a", 0, None)]


@pytest.mark.parametrize("kind", ["sla", "advice", "remark"])
def test_the_sweep_leaves_a_comment_that_can_wait_to_the_job_that_says_it(tasks, jobs, engine, kind):
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO comments (task_id, kind, key, state, content, created_at) VALUES"
                " ('86a', :kind, 'k', 'pending', '[]', now() - interval '2 minutes')"
            ),
            {"kind": kind},
        )

    tasks.sweep()

    assert jobs() == [("clock:86a", 0, NOW)]


def test_the_sweep_queues_a_notice_that_is_due_and_only_that(tasks, jobs, engine):
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO notices (task_id, kind, cause, state, not_before) VALUES"
                " ('86a', 'delivered', 'm1', 'owed', now() - interval '2 minutes'),"
                " ('86b', 'delivered', 'm1', 'received', now() - interval '2 minutes'),"
                " ('86c', 'rescheduled', 'm1', 'owed', now() + interval '2 minutes')"
            )
        )

    tasks.sweep()

    assert jobs() == [("notice:86a", 0, NOW)]


def test_what_goes_back_to_the_first_level_is_carried(tasks, script, jobs):
    tasks.run(RELAY, "86a")

    assert script.calls == [("relays", "86a")]
    assert jobs() == []


def test_what_cannot_be_carried_back_is_tried_again(tasks, script, jobs):
    script.error = KeyError("ticket")

    tasks.run(RELAY, "86a", attempt=1)

    assert jobs() == [("relay:86a", 2, NOW + timedelta(seconds=4))]


def test_the_sweep_queues_what_first_level_tickets_are_owed(tasks, jobs, engine):
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO relays (task_id, kind, cause, state, created_at) VALUES"
                " ('86a', 'day', '1', 'owed', now() - interval '2 minutes'),"
                " ('86b', 'day', '1', 'done', now() - interval '2 minutes'),"
                " ('86c', 'day', '1', 'owed', now())"
            )
        )

    tasks.sweep()
    tasks.sweep()

    assert jobs() == [("relay:86a", 0, NOW)]


def test_the_sweep_looks_for_the_rows_that_a_new_kind_names(tasks, jobs, engine):
    unhandled = Rows(deliveries_table.c.task_id, deliveries_table.c.received_at, true())
    greeting = Kind(name="greeting", run="m:f", rank=1, calls=Rank.CARD, own_lock=True, overdue=(unhandled,))
    receive(engine, "86a", seconds_ago=61)

    for _ in range(2):
        replace(tasks, functions={greeting: None}).sweep()

    assert jobs() == [("greeting:86a", 0, NOW)]


def test_pruning_keeps_what_is_young_enough(tasks, engine):
    receive(engine, "86a", "wh:old", seconds_ago=0)
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE deliveries SET handled_at = now(), received_at = :at"),
            {"at": NOW - timedelta(days=31)},
        )
    receive(engine, "86a", "wh:new")

    tasks.prune(30)

    with engine.connect() as connection:
        assert connection.scalars(text("SELECT key FROM deliveries")).all() == ["wh:new"]


def test_a_card_that_is_written_leaves_nothing_behind(tasks, script, jobs):
    tasks.run(CARD, "86a")

    assert script.calls == [("card", "86a")]
    assert jobs() == []


def test_a_card_whose_ticket_changed_meanwhile_comes_back(tasks, script, jobs):
    script.next_look = NOW + timedelta(seconds=8)

    tasks.run(CARD, "86a")

    assert jobs() == [("card:86a", 0, NOW + timedelta(seconds=8))]


def test_a_card_that_fails_is_tried_again(tasks, script, jobs):
    script.error = KeyError("stage")

    tasks.run(CARD, "86a", attempt=1)

    assert jobs() == [("card:86a", 2, NOW + timedelta(seconds=4))]


def test_a_card_is_no_reason_to_give_a_ticket_up(tasks, script, jobs, engine):
    script.error = KeyError("stage")

    tasks.run(CARD, "86a", attempt=ORDINARY_ATTEMPTS - 1)

    assert (jobs(), letters(engine)) == ([], [])


def test_the_sweep_leaves_cards_to_their_own_jobs(tasks, jobs, engine):
    with engine.begin() as connection:
        reworded.show(connection, "86a", comment=Comment(), only_if_there=False)
        connection.execute(text("UPDATE comments SET created_at = now() - interval '1 hour'"))

    tasks.sweep()

    assert jobs() == []


def test_a_report_that_was_taken_in_leaves_nothing_behind(tasks, script, jobs, engine):
    with engine.begin() as connection:
        dead_letters.bury(connection, task_id="client_report:7KQ2", error="e", attempts=5)

    tasks.run(CLIENT_REPORT, "client_report:7KQ2")

    assert script.calls == [("client_report", "7KQ2")]
    assert jobs() == []
    assert letters(engine) == []


def test_a_report_that_has_to_wait_is_looked_at_again(tasks, script, jobs):
    script.next_look = NOW + timedelta(minutes=10)

    tasks.run(CLIENT_REPORT, "client_report:7KQ2")

    assert jobs() == [("client_report:7KQ2", 0, NOW + timedelta(minutes=10))]


def test_a_report_that_fails_is_tried_again_later_and_given_up_at_last(tasks, script, jobs, engine):
    script.error = KeyError("stage")

    tasks.run(CLIENT_REPORT, "client_report:7KQ2", attempt=1)
    tasks.run(CLIENT_REPORT, "client_report:7KQ3", attempt=ORDINARY_ATTEMPTS - 1)

    assert jobs() == [("client_report:7KQ2", 2, NOW + timedelta(seconds=4))]
    assert letters(engine) == [("client_report:7KQ3", "KeyError: 'stage'", ORDINARY_ATTEMPTS)]


def keep_report(engine, reference, *, seconds_ago):
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO client_reports (reference, source, idempotency_key, digest, state, received_at)"
                " VALUES (:reference, 'api:a', :reference, 'd', 'waiting', now() - :age)"
            ),
            {"reference": reference, "age": timedelta(seconds=seconds_ago)},
        )


def test_the_sweep_finds_reports_that_were_forgotten(tasks, jobs, engine):
    for reference, age in (("FRESH", 10), ("OLD", 90), ("QUEUED", 90), ("DEAD", 90)):
        keep_report(engine, reference, seconds_ago=age)
    with engine.begin() as connection:
        defer(connection, CLIENT_REPORT, CLIENT_REPORT.id_of("QUEUED"), at=NOW)
        dead_letters.bury(connection, task_id="client_report:DEAD", error="e", attempts=5)

    tasks.sweep()

    assert jobs() == [("client_report:OLD", 0, None), ("client_report:QUEUED", 0, NOW)]


def test_a_report_is_queued_once_for_the_earliest_time(jobs, engine):
    with engine.begin() as connection:
        assert defer(connection, CLIENT_REPORT, CLIENT_REPORT.id_of("7KQ2"), at=NOW, attempt=3)
        assert not defer(
            connection, CLIENT_REPORT, CLIENT_REPORT.id_of("7KQ2"), at=NOW + timedelta(minutes=1)
        )
        assert defer(connection, CLIENT_REPORT, CLIENT_REPORT.id_of("7KQ2"))
        assert not defer(connection, CLIENT_REPORT, CLIENT_REPORT.id_of("7KQ2"))

    assert jobs() == [("client_report:7KQ2", 0, None)]


def test_commands_that_are_handled_leave_nothing_behind(tasks, script, jobs):
    tasks.run(COMMAND, "86a")

    assert script.calls == [("commands", "86a")]
    assert jobs() == []


def test_commands_that_fail_are_tried_again(tasks, script, jobs):
    script.error = KeyError("stage")

    tasks.run(COMMAND, "86a")

    assert jobs() == [("command:86a", 1, NOW + timedelta(seconds=2))]


def test_after_the_last_attempt_at_a_command_the_ticket_is_a_dead_letter(tasks, script, engine):
    script.error = KeyError("stage")

    tasks.run(COMMAND, "86a", attempt=ORDINARY_ATTEMPTS - 1)

    assert letters(engine) == [("86a", "KeyError: 'stage'", ORDINARY_ATTEMPTS)]


def ask(engine, comment_id, *, minutes_ago):
    with engine.begin() as connection:
        commands.add(
            connection, comment_id=comment_id, task_id="86a", user_id=7, user_name=None, text="/why", at=None
        )
        connection.execute(
            text("UPDATE commands SET received_at = now() - :age WHERE comment_id = :comment_id"),
            {"age": timedelta(minutes=minutes_ago), "comment_id": comment_id},
        )


def test_the_sweep_queues_a_command_that_everybody_forgot(tasks, jobs, engine):
    ask(engine, "c1", minutes_ago=2)

    tasks.sweep()

    assert [name for name, _, _ in jobs()] == ["command:86a"]


def test_the_sweep_leaves_new_commands_and_handled_ones_alone(tasks, jobs, engine):
    ask(engine, "c1", minutes_ago=0)
    ask(engine, "c2", minutes_ago=2)
    with engine.begin() as connection:
        commands.handled(connection, "c2")

    tasks.sweep()

    assert jobs() == []
