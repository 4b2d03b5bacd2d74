"""Days and moments as ClickUp keeps them, the two dates of a ticket, and the clock of a test."""

from datetime import UTC, date, datetime, time, timedelta

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
#: Two days on which a ticket can be due.
DAY, OTHER = date(2026, 12, 3), date(2026, 12, 10)


def milliseconds(day):
    return int(datetime.combine(day, time(4), UTC).timestamp() * 1000)


def due(workspace, ticket):
    """The day of a ticket's due date."""
    return _day(workspace.task(ticket)["due_date"])


def mirror(workspace, ticket):
    """The day in the field that follows the due date."""
    return _day(workspace.field(ticket, "Estimated Delivery Date").value)


class Clock:
    """Shows a moment until the test puts it forward."""

    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now

    def forward(self, **how):
        self.now += timedelta(**how)


def _day(value):
    return None if value is None else datetime.fromtimestamp(int(value) / 1000, UTC).date()


_EARLIER = (
    "UPDATE deliveries SET received_at = received_at - make_interval(secs => %s)",
    "UPDATE page_reads SET begun_at = begun_at - make_interval(secs => %s)",
    "UPDATE page_reads SET read_at = read_at - make_interval(secs => %s)",
    "UPDATE shown_tickets SET shown_at = shown_at - make_interval(secs => %s)",
)


def let_pass(engine, seconds):
    """Let time pass for what has arrived and was read by page, which the database's clock dates."""
    with engine.begin() as connection:
        for statement in _EARLIER:
            connection.exec_driver_sql(statement, (seconds,))
