"""`stagegate webhooks list`, `stagegate webhooks repair` and `stagegate webhooks rotate`."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import click

from app.cli import options

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from app.bot import Bot
    from app.webhooks.repairs import WebhookReport


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    list: str | None
    webhook_id: str
    endpoint: str
    health: str | None
    fail_count: int | None
    last_delivery: datetime | None
    checked: datetime | None
    retired: datetime | None


@click.group()
def webhooks() -> None:
    """Show, repair and rotate the webhooks through which ClickUp reports changes."""


@webhooks.command("list")
@options.for_programs
def show(*, for_programs: bool) -> None:
    """
    Show the webhooks as the worker last saw them.

    The deliveries of a replaced webhook are still accepted for a while. `repair` checks ClickUp now.
    """
    from app.cli.opened import opened

    with opened() as (_, engine):
        rows = _rows(engine)
    if for_programs:
        click.echo(json.dumps([asdict(row) for row in rows], indent=2, default=datetime.isoformat))
    elif not rows:
        click.echo("No webhook is registered. The worker registers them when it starts.")
    else:
        for row in rows:
            for line in _lines(row):
                click.echo(line)


@webhooks.command()
def repair() -> None:
    """Register missing webhooks and reactivate suspended ones now. A running worker does this by itself."""
    from app.reconcile import poll
    from app.webhooks import ensure as registered

    with _bot() as (bot, public_url):
        report = registered.ensure(bot, public_url)
        _say(report)
        if report.missed:
            poll.poll_lists(bot)
            click.echo("Checked the lists for changes that were not reported in the meantime.")


@webhooks.command()
def rotate() -> None:
    """
    Replace all webhooks, which gives them new secrets.

    No delivery is lost: old and new webhooks are both accepted until the worker has removed the old ones.
    """
    from app.webhooks import ensure as registered
    from app.webhooks import rotate as webhooks_rotate

    with _bot() as (bot, public_url):
        _say(registered.ensure(bot, public_url), quiet=True)
        _say(webhooks_rotate.rotate(bot, public_url))
    minutes = webhooks_rotate.OVERLAP // timedelta(minutes=1)
    hours = webhooks_rotate.GRACE // timedelta(hours=1)
    click.echo(
        f"The worker removes the old webhooks from ClickUp in {minutes} minutes. "
        f"Their deliveries are refused after {hours} hour."
    )


@contextmanager
def _bot() -> Iterator[tuple["Bot", str]]:
    """A bot, and the public address at which ClickUp reaches it."""
    from app.bootstrap import start_bot
    from app.cli.opened import opened

    with opened("clickup_token", "public_url") as (settings, _):
        bot = start_bot(settings)
        try:
            yield bot, settings.require_public_url()
        finally:
            bot.close()


def _say(report: "WebhookReport", *, quiet: bool = False) -> None:
    for done in report.repairs:
        click.echo(done.sentence)
    if not report.repairs and not quiet:
        click.echo("Nothing to do: every list has a working webhook.")


def _rows(engine: "Engine") -> list[_Row]:
    from app.store import webhooks as store

    with engine.connect() as connection:
        return [
            _Row(
                list=webhook.list_name or webhook.list_id,
                webhook_id=webhook.webhook_id,
                endpoint=webhook.endpoint,
                health=webhook.health,
                fail_count=webhook.fail_count,
                last_delivery=store.last_delivery_at(connection, webhook.webhook_id),
                checked=webhook.checked_at,
                retired=webhook.retired_at,
            )
            for webhook in store.every(connection)
        ]


def _lines(row: _Row) -> Iterator[str]:
    """A webhook in short lines: a table of ids and addresses is too wide for a terminal."""
    from app.cli.opened import shown

    state = "replaced" if row.retired else row.health or "not checked yet"
    lost = f", {row.fail_count} events lost" if row.fail_count else ""
    yield f"{row.list or '-'}: {state}{lost}"
    yield f"  {row.webhook_id} delivers to {row.endpoint}"
    yield f"  last delivery {shown(row.last_delivery)}, checked {shown(row.checked)}"
    if row.retired:
        yield f"  replaced {shown(row.retired)}; its deliveries are still accepted for a while"
