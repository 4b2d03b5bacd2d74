"""Rotates the secrets of the webhooks without losing a delivery, and removes the old webhooks."""

from contextlib import suppress
from datetime import timedelta

import structlog

from app.bot import Bot
from app.store import webhooks as store
from app.webhooks import ensure as ensure_webhooks
from app.webhooks.repairs import Kind, Repair, WebhookReport, keep_report
from clickup_client.errors import NotFoundError

log = structlog.get_logger()

#: How long a replaced webhook still delivers beside the new one: ClickUp tries five times in all to deliver
#: what happened before the new one existed.
OVERLAP = timedelta(minutes=10)
#: How long its secret is accepted here; after that, none of its deliveries is still under way.
GRACE = timedelta(hours=1)


def rotate(bot: Bot, public_url: str) -> WebhookReport:
    """
    Give each list a new webhook with a new secret.

    The new webhook exists before the old one is removed, and both secrets are accepted in the meantime: until
    :func:`clear_up` removes the old one, every event arrives twice, which costs nothing.  After a crash the
    old webhook stays in use, and the next check removes the new one, whose secret was not stored.

    Costs one call, and one for each list.  Call :func:`app.webhooks.ensure.ensure` first: only working
    webhooks can be rotated.

    Raises:
        BusyError: Another process is working on the webhooks now.
        ClickUpError: ClickUp refused or did not answer; lists that are done keep their new webhook.
    """
    with store.alone(bot.engine):
        seen = ensure_webhooks.compare(bot, public_url)
        repairs = []
        for place in ensure_webhooks.places(bot):
            old = [row.webhook_id for row in seen.in_use(place.list_id)]
            repairs.append(ensure_webhooks.register(bot, seen, place, Kind.ROTATED, instead_of=old))
        report = WebhookReport(tuple(repairs), missed=False)
        keep_report(bot.engine, report)
    return report


def clear_up(bot: Bot) -> WebhookReport:
    """
    Remove webhooks from ClickUp that were replaced long enough ago; later delete their secrets.

    Costs no call if nothing was replaced; otherwise one, and one for each webhook removed.  A webhook of a
    list that the process no longer names is removed the same way.

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
            return WebhookReport((), missed=False)
        present = {webhook.id for webhook in bot.client.get_webhooks(bot.directory.workspace_id)}
        repairs = [_remove(bot, known[webhook_id]) for webhook_id in replaced if webhook_id in present]
        with bot.engine.begin() as connection:
            for webhook_id in set(expired) - present:
                store.remove(connection, webhook_id)
                log.info("webhook forgotten", action="webhook", webhook_id=webhook_id)
        report = WebhookReport(tuple(repairs), missed=False)
        keep_report(bot.engine, report)
    return report


def _remove(bot: Bot, row: store.Webhook) -> Repair:
    with suppress(NotFoundError):  # someone else removed it first
        bot.client.delete_webhook(row.webhook_id)
    log.info("webhook removed", action="webhook", webhook_id=row.webhook_id)
    return Repair(kind=Kind.REMOVED, webhook_id=row.webhook_id, list_name=row.list_name or "An old list")
