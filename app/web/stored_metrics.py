"""
Metrics from the database: the queue, verdicts, notices, calls, webhooks.

They are read when Prometheus asks, so every web process gives the same answer for all workers.  The data
are small: a million judged moves have as many counters as a thousand.
"""

from collections.abc import Iterable, Iterator, Mapping

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from app.queue import state as queue_state
from app.store import api_budget, clocks, counters, dead_letters, open_notices, tickets, webhooks

#: Counters of the table `tallies`: its name there, the metric's name, its labels, and what it counts.
_TALLIES = (
    ("verdicts", "stagegate_verdicts", ("stage", "verdict"), "Judged moves, by the stage they led to"),
    (
        "findings",
        "stagegate_findings",
        ("code", "outcome"),
        "What was missing when a move was judged, by code",
    ),
    ("notices", "stagegate_notices", ("kind", "state"), "Notices to clients, by the state they reached"),
    ("webhook_repairs", "stagegate_webhook_repairs", ("kind",), "Repairs of webhooks"),
)


class StoredMetrics(Collector):
    """Reads everything at each scrape; without the database only reports that it is down."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def describe(self) -> Iterable[Metric]:
        """Return nothing before the first scrape; without this, registering would already scrape."""
        return ()

    def collect(self) -> Iterable[Metric]:
        """Read the metrics; called at each scrape."""
        try:
            with self._engine.connect() as connection:
                found = [*_queue(connection), *_tallies(connection), *_notices(connection)]
                found += [*_clocks(connection), *_calls(connection), *_webhooks(connection)]
        except SQLAlchemyError:
            found = []
        up = 1 if found else 0
        return [_gauge("stagegate_database_up", "Whether the database answers", up), *found]


def _queue(connection: Connection) -> Iterator[Metric]:
    state = queue_state.state(connection)
    yield _gauge("stagegate_jobs_waiting", "Jobs that are due and not started", state.waiting)
    yield _gauge(
        "stagegate_oldest_job_seconds", "Seconds the oldest of them has waited", state.oldest_seconds
    )
    outlook = queue_state.outlook(connection)
    yield _gauge("stagegate_jobs_running", "Jobs that are running", outlook.running)
    until = "Seconds until the next job is due"
    ahead = GaugeMetricFamily("stagegate_next_job_seconds", until, labels=["work"])
    for work, seconds in outlook.next_seconds.items():
        ahead.add_metric([work], seconds)
    yield ahead
    given_up = dead_letters.count(connection)
    yield _gauge("stagegate_dead_letters", "Tickets given up and not acknowledged", given_up)
    alone = len(tickets.left_alone(connection))
    yield _gauge("stagegate_left_alone", "Tickets moved again after each put-back, and left alone", alone)


def _tallies(connection: Connection) -> Iterator[Metric]:
    counted = counters.every(connection)
    for name, ours, labels, what in _TALLIES:
        family = CounterMetricFamily(ours, what, labels=labels)
        for tally in counted:
            if tally.name == name:
                family.add_metric(_values(tally.labels, labels), tally.total)
        yield family


def _notices(connection: Connection) -> Iterator[Metric]:
    family = GaugeMetricFamily(
        "stagegate_notices_open",
        "Notices to clients that are owed, or sent without a receipt",
        labels=["state"],
    )
    for state, number in open_notices.count(connection).items():
        family.add_metric([state], number)
    yield family


def _clocks(connection: Connection) -> Iterator[Metric]:
    family = GaugeMetricFamily(
        "stagegate_tickets", "Tickets with an SLA, by stage and level", labels=["stage", "sla"]
    )
    for stage, level, number in clocks.count(connection):
        family.add_metric([stage, level], number)
    yield family


def _calls(connection: Connection) -> Iterator[Metric]:
    spent = api_budget.in_use(connection)
    if spent is None:
        return
    yield _gauge("stagegate_calls_limit", "Calls that ClickUp allows per minute", spent.limit)
    yield _gauge("stagegate_calls_left", "Calls left in this minute", spent.left)
    yield CounterMetricFamily("stagegate_calls", "Calls made to ClickUp", value=spent.calls)
    yield CounterMetricFamily(
        "stagegate_calls_refused", "Calls that ClickUp answered with 429", value=spent.refused
    )


def _webhooks(connection: Connection) -> Iterator[Metric]:
    labels = ["webhook_id", "list"]
    active = GaugeMetricFamily(
        "stagegate_webhook_active", "Whether ClickUp delivers to the webhook", labels=labels
    )
    lost = GaugeMetricFamily(
        "stagegate_webhook_fail_count", "Events lost since the last successful delivery", labels=labels
    )
    checked = GaugeMetricFamily(
        "stagegate_webhook_checked_timestamp_seconds", "When the webhook was last checked", labels=labels
    )
    for webhook in webhooks.every(connection):
        if webhook.retired_at is not None or webhook.checked_at is None:
            continue
        name = [webhook.webhook_id, webhook.list_name or ""]
        active.add_metric(name, 1 if webhook.health == "active" else 0)
        lost.add_metric(name, webhook.fail_count or 0)
        checked.add_metric(name, webhook.checked_at.timestamp())
    yield from (active, lost, checked)


def _gauge(name: str, what: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, what, value=value)


def _values(labels: Mapping[str, str], names: Iterable[str]) -> list[str]:
    return [labels.get(name, "") for name in names]
