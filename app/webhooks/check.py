"""Looks after the webhooks while the worker runs, so that a silenced one is noticed and made up for."""

import structlog

from app.bot import Bot
from app.store import webhook_checks
from app.store.webhooks import BusyError
from app.webhooks import ensure as ensure_webhooks
from app.webhooks import rotate
from clickup_client.errors import ClickUpError, RateLimitedError

log = structlog.get_logger()


def check(bot: Bot) -> bool:
    """
    See to the webhooks; whether events may have been missed, so that a poll should look for them.

    One call when all is well.  Somebody else may be at it: then nothing is done and nothing missed.  That
    the calls are kept for more urgent work is no failure; a failure is kept for `/readyz`.

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
            webhook_checks.failed(connection, str(error))
        raise
    return missed
