"""The clock of a ticket as the database has it: visits, pauses, due dates, holidays, odd times."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from app.sla import clock as sla_clock
from app.store import pauses, tickets
from rules.process.calendar import Calendar
from rules.sla.due import Level

HOUR = timedelta(hours=1)


@pytest.fixture
def state(bot):
    """The clock of a ticket now, and what the database knows of the ticket."""

    def of(ticket, process=None):
        with bot.engine.begin() as connection:
            known = tickets.get(connection, ticket)
            return sla_clock.assess(
                process or bot.process, connection, known, known.agreed_day, bot.now()
            ).state

    return of


def columns(bot, ticket):
    with bot.engine.begin() as connection:
        found = connection.execute(
            text("SELECT sla, sla_told, sla_next_at FROM tickets WHERE task_id = :id"), {"id": ticket}
        )
        return found.one()


def test_a_move_begins_a_visit_with_the_sla_of_now(workspace, ready, bot, clock):
    ticket = ready("validating")
    workspace.move(ticket, "replicating")

    assert columns(bot, ticket) == ("2 days", "none", clock.now + sla_clock.FIRST_LOOK)


def test_what_an_adopted_ticket_has_reached_is_no_one_s_news(ready, bot, clock):
    assert columns(bot, ready("estimating")) == ("1 day", None, clock.now + sla_clock.FIRST_LOOK)


def test_the_clock_starts_on_entering_the_stage(workspace, ready, state, clock):
    ticket = ready("validating")
    workspace.move(ticket, "replicating")
    clock.forward(hours=6)

    found = state(ticket)

    assert (found.level, found.allowed) == (Level.OK, 16 * HOUR)
    assert 6 * HOUR - timedelta(seconds=1) < found.used <= 6 * HOUR


def test_a_ticket_that_is_put_back_keeps_its_clock(workspace, ready, state, clock):
    ticket = ready("validating", Severity=None)
    clock.forward(hours=3)
    workspace.move(ticket, "replicating")
    clock.forward(hours=1)

    assert state(ticket).used == 4 * HOUR


def test_a_pause_is_not_counted(ready, state, bot, clock):
    ticket = ready("validating")
    clock.forward(hours=1)
    with bot.engine.begin() as connection:
        pauses.begin(connection, ticket, "command", clock.now)
    clock.forward(hours=4)

    assert (state(ticket).used, state(ticket).paused) == (HOUR, True)

    with bot.engine.begin() as connection:
        pauses.end(connection, ticket, "command", clock.now)
    clock.forward(hours=1)

    assert (state(ticket).used, state(ticket).paused) == (2 * HOUR, False)


def test_fixing_is_measured_against_the_due_date(ready, state, clock):
    ticket = ready("fixing", due=date(2026, 12, 3))
    assert state(ticket).level is Level.OK
    clock.now = datetime(2026, 12, 2, 9, tzinfo=UTC)
    assert state(ticket).level is Level.AT_RISK
    clock.now = datetime(2026, 12, 4, tzinfo=UTC)
    assert state(ticket).level is Level.BREACHED


def test_another_due_date_has_the_clock_looked_at_at_once(workspace, ready, bot, clock):
    ticket = ready("fixing", due=date(2026, 12, 3))
    workspace.set_due(ticket, date(2026, 12, 10))
    workspace.settle(ticket)

    assert columns(bot, ticket).sla_next_at < clock.now


def test_an_edit_that_changes_no_date_leaves_the_clock_alone(workspace, ready, bot, clock):
    ticket = ready("fixing")
    workspace.tell(ticket, "name", after="Another name")
    workspace.settle(ticket)

    assert columns(bot, ticket).sla_next_at == clock.now + sla_clock.FIRST_LOOK


def test_a_closed_ticket_has_no_clock(ready, state):
    assert state(ready("In Production")).level is Level.NONE


def test_public_holidays_are_not_counted(ready, state, bot, clock):
    german = Calendar.model_validate({"time zone": "Europe/Berlin", "holidays": {"country": "DE"}})
    process = bot.process.model_copy(update={"calendar": german})
    clock.now = datetime(2026, 12, 24, 14, tzinfo=UTC)  # a Thursday, 15:00 in Berlin
    ticket = ready("replicating")
    clock.now = datetime(2026, 12, 28, 9, tzinfo=UTC)  # after Christmas Day and a weekend, 10:00

    assert state(ticket, process).used == 3 * HOUR
    assert state(ticket, process).breach_at == datetime(2026, 12, 29, 14, tzinfo=UTC)


@pytest.mark.parametrize("year", [1, 1969, 2199, 9999])
def test_no_time_is_too_odd_for_a_clock(ready, bot, state, year):
    ticket = ready("fixing")
    with bot.engine.begin() as connection:
        odd = datetime(year, 12, 31, tzinfo=UTC)
        tickets.note(connection, ticket, entered_at=odd, agreed_day=odd.date())
    german = Calendar.model_validate({"holidays": {"country": "DE"}})

    assert state(ticket, bot.process.model_copy(update={"calendar": german})).level in Level


def test_a_stage_that_got_another_name_keeps_its_clock(ready, state, bot):
    renamed = [
        stage.model_copy(update={"name": "Proving"}) if stage.name == "Replicating" else stage
        for stage in bot.process.stages
    ]

    found = state(ready("replicating"), bot.process.model_copy(update={"stages": tuple(renamed)}))

    assert found.allowed == 16 * HOUR
