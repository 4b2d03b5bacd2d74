"""Checks the webhooks while the worker runs, so that a silent one is noticed and repaired."""

import structlog

from app.bot import Bot
from app.messages.admin import failures as words
from app.store import webhook_checks
from app.store.webhooks import BusyError
from app.webhooks import ensure as ensure_webhooks
from app.webhooks import rotate
from clickup_client.errors import ADDRESS_REFUSED, ClickUpError, RateLimitedError

log = structlog.get_logger()


def check(bot: Bot) -> bool:
    """
    Check and repair the webhooks; return whether events may be missing, so that a poll should find them.

    Costs one call if all is well.  If another worker is doing it, nothing is done and nothing missed.  Calls
    saved for more urgent work are no failure; a failure is stored for `/readyz`.

    Raises:
        ClickUpError: ClickUp refused or did not answer.
    """
    public_url = bot.public_url
    if public_url is None:
        return False
    try:
        missed = ensure_webhooks.ensure(bot, public_url).missed
        rotate.clear_up(bot)
    except BusyError:
        return False
    except RateLimitedError:
        raise
    except ClickUpError as error:
        with bot.engine.begin() as connection:
            webhook_checks.failed(connection, _said(error))
        raise
    return missed


def _said(error: ClickUpError) -> str:
    return str(words.address_refused() if error.code == ADDRESS_REFUSED else error)
