"""What one worker reads by page serves the looks of all."""

from datetime import timedelta

import pytest

from app.store import page_reads
from tests.app.dates import let_pass

MOMENT = timedelta(microseconds=1)


@pytest.fixture
def connection(engine):
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        yield connection


def test_only_one_reads_at_a_time(connection):
    begun = page_reads.begin(connection, "changed")

    assert page_reads.begin(connection, "changed") is None
    assert page_reads.begin(connection, "all") is not None
    page_reads.end(connection, "changed", begun, is_whole=True)
    assert page_reads.begin(connection, "changed") > begun


def test_the_pages_show_what_was_there_when_they_were_begun(connection):
    begun = page_reads.begin(connection, "changed")
    assert page_reads.read_at(connection, "changed") is None

    page_reads.end(connection, "changed", begun, is_whole=True)

    assert page_reads.read_at(connection, "changed") == begun


def test_pages_that_were_not_all_read_leave_the_ones_before(connection):
    first = page_reads.begin(connection, "changed")
    page_reads.end(connection, "changed", first, is_whole=True)
    second = page_reads.begin(connection, "changed")
    page_reads.end(connection, "changed", second, is_whole=False)

    assert page_reads.read_at(connection, "changed") == first
    assert page_reads.begin(connection, "changed") is not None


def test_whoever_died_while_reading_keeps_no_one_from_it(engine, connection):
    dead = page_reads.begin(connection, "changed")
    let_pass(engine, page_reads.LONGEST_READ.total_seconds() + 1)
    begun = page_reads.begin(connection, "changed")

    page_reads.end(connection, "changed", dead, is_whole=True)

    assert begun > dead
    assert page_reads.read_at(connection, "changed") is None


def test_a_ticket_is_taken_once_and_only_if_it_was_shown_late_enough(connection):
    begun = page_reads.begin(connection, "changed")
    page_reads.keep(connection, {"t1": "{}", "t2": "{}"}, begun)

    assert page_reads.take(connection, "t1", since=begun - MOMENT) == "{}"
    assert page_reads.take(connection, "t1", since=begun - MOMENT) is None
    assert page_reads.take(connection, "t2", since=begun) is None
    assert page_reads.take(connection, "t2", since=begun - MOMENT) is None


def test_what_was_never_taken_is_deleted(engine, connection):
    page_reads.keep(connection, {"t1": "{}"}, page_reads.begin(connection, "changed"))
    let_pass(engine, page_reads.KEPT.total_seconds() + 1)

    page_reads.keep(connection, {}, page_reads.begin(connection, "all"))

    assert connection.exec_driver_sql("SELECT count(*) FROM shown_tickets").scalar() == 0
