"""Changes the secrets of the webhooks without losing a delivery, and clears up after it."""

from contextlib import suppress
from datetime import timedelta

import structlog

from app.bot import Bot
from app.store import webhooks as store
from app.webhooks import ensure as ensure_webhooks
from app.webhooks.repairs import Kind, Repair, Report, keep_report
from clickup_client.errors import NotFoundError

log = structlog.get_logger()

#: A replaced webhook goes on so long beside the new one: ClickUp may still be trying, five times in all, to
#: deliver what happened before there was a new one.
OVERLAP = timedelta(minutes=10)
#: How long its secret is accepted here; by then nothing of it is under way.
GRACE = timedelta(hours=1)


def rotate(bot: Bot, public_url: str) -> Report:
    """
    Give each list a new webhook with a new secret.

    The new webhook is there before the old one goes, and both secrets are accepted meanwhile: until
    :func:`clear_up` removes the old one, every event comes twice, which costs nothing.  A crash in between
    leaves the old webhook in use, and the next look removes the new one, whose secret was not kept.

    One call, and one for each list.  Call :func:`app.webhooks.ensure.ensure`
    before: what is rotated must work.

    Raises:
        BusyError: Somebody else sees to the webhooks now.
        ClickUpError: ClickUp refused or did not answer; lists that had their turn keep their new webhook.
    """
    with store.alone(bot.engine):
        seen = ensure_webhooks.look(bot, public_url)
        repairs = []
        for place in ensure_webhooks.places(bot):
            old = [row.webhook_id for row in seen.in_use(place.list_id)]
            repairs.append(ensure_webhooks.register(bot, seen, place, Kind.ROTATED, instead_of=old))
        report = Report(tuple(repairs), missed=False)
        keep_report(bot.engine, report)
    return report


def clear_up(bot: Bot) -> Report:
    """
    Remove from ClickUp what was replaced long enough ago, and forget its secret after a while more.

    No call when nothing was replaced; otherwise one, and one for each webhook that is removed.  A webhook of
    a list that the process no longer names goes the same way.

    Raises:
        BusyError, ClickUpError: As :func:`rotate`.
    """
    served = {place.list_id for place in ensure_webhooks.places(bot)}
    with store.alone(bot.engine):
        with bot.engine.begin() as connection:
            known = {row.webhook_id: row for row in store.every(connection)}
            for row in known.values():
                if row.list_id not in served or row.workspace_id != bot.directory.workspace_id:
                    store.retire(connection, row.webhook_id)
            replaced = store.retired_since(connection, OVERLAP)
            expired = store.retired_since(connection, GRACE)
        if not replaced:
            return Report((), missed=False)
        present = {webhook.id for webhook in bot.client.get_webhooks(bot.directory.workspace_id)}
        repairs = [_remove(bot, known[webhook_id]) for webhook_id in replaced if webhook_id in present]
        with bot.engine.begin() as connection:
            for webhook_id in set(expired) - present:
                store.remove(connection, webhook_id)
                log.info("webhook forgotten", action="webhook", webhook_id=webhook_id)
        report = Report(tuple(repairs), missed=False)
        keep_report(bot.engine, report)
    return report


def _remove(bot: Bot, row: store.Webhook) -> Repair:
    with suppress(NotFoundError):  # somebody was faster
        bot.client.delete_webhook(row.webhook_id)
    log.info("webhook removed", action="webhook", webhook_id=row.webhook_id)
    return Repair(kind=Kind.REMOVED, webhook_id=row.webhook_id, list_name=row.list_name or "An old list")
