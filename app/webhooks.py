"""Sees to it that ClickUp tells us: one webhook a list, each with its own secret."""

import structlog
from sqlalchemy import Engine

from app.bootstrap import Bot
from app.store import webhooks as store
from clickup_client.models import Webhook

log = structlog.get_logger()

#: What ClickUp is asked to tell.  Every change of a task comes as `taskUpdated` as well; the specific
#: events carry the same history ids, so hearing of a move twice costs nothing and missing one is harder.
EVENTS = ("taskCreated", "taskUpdated", "taskDeleted", "taskStatusUpdated", "taskMoved")

#: The path of the receiver under the public address.
PATH = "/webhooks/clickup"


def ensure(bot: Bot, public_url: str) -> None:
    """
    Register a webhook for the list of tickets and one for the companies, where there is none that works.

    Costs one call when all is well.  A webhook at our address whose secret we do not know is replaced,
    since ClickUp tells a secret only once; one that was suspended or changed is repaired.

    Raises:
        ClickUpError: ClickUp refused or did not answer.
    """
    endpoint = f"{public_url}{PATH}"
    present = bot.client.get_webhooks(bot.directory.workspace_id)
    with bot.engine.begin() as connection:
        known = {webhook.webhook_id for webhook in store.every(connection)}
    for list_id in filter(None, (bot.directory.tickets_list, bot.directory.companies_list)):
        here = [webhook for webhook in present if webhook.list_id == list_id]
        ours = next((webhook for webhook in here if webhook.id in known), None)
        for stranger in here:
            if stranger.id not in known and stranger.endpoint == endpoint:
                bot.client.delete_webhook(stranger.id)
                log.warning("webhook of unknown secret replaced", action="webhook", webhook_id=stranger.id)
        if ours is None:
            _create(bot, endpoint, list_id)
        elif _needs_repair(ours, endpoint):
            bot.client.update_webhook(ours.id, endpoint=endpoint, events=EVENTS, status="active")
            log.warning("webhook repaired", action="webhook", webhook_id=ours.id, was=ours.health.status)


def _create(bot: Bot, endpoint: str, list_id: str) -> None:
    created = bot.client.create_webhook(
        bot.directory.workspace_id, endpoint=endpoint, events=EVENTS, list_id=list_id
    )
    _keep(bot.engine, bot.directory.workspace_id, created, list_id)
    log.info("webhook registered", action="webhook", webhook_id=created.id, list_id=list_id)


def _keep(engine: Engine, workspace_id: str, created: Webhook, list_id: str) -> None:
    secret = created.secret.get_secret_value() if created.secret else ""
    with engine.begin() as connection:
        store.add(
            connection,
            webhook_id=created.id,
            workspace_id=workspace_id,
            list_id=list_id,
            endpoint=created.endpoint,
            secret=secret,
        )


def _needs_repair(webhook: Webhook, endpoint: str) -> bool:
    deaf = "*" not in webhook.events and not set(EVENTS) <= set(webhook.events)
    return webhook.endpoint != endpoint or webhook.health.status != "active" or deaf
