"""Prepares a worker before its first job."""

import structlog

from app.bootstrap import start_bot
from app.bot import Bot
from app.config.settings import Settings
from app.intake import publish
from app.reconcile import poll, wake
from app.webhooks import check as check_webhooks
from app.worker import missing, stages
from clickup_client.errors import ClickUpError, RateLimitedError

log = structlog.get_logger()


def start(settings: Settings) -> Bot:
    """
    Find the process in ClickUp, register the webhooks, and poll for changes that were missed.

    If the database was restored from a dump, this is noticed before any waiting job runs.

    The webhooks come before the poll, so that no move is missed between the two.  If the calls of one minute
    are not enough for all tickets, the periodic poll continues.

    Raises:
        ProcessFileError, DirectoryError, ClickUpError: As :func:`app.bootstrap.start_bot`.
    """
    bot = start_bot(settings)
    wake.wake(bot)
    publish.publish(bot)
    stages.rename_stages(bot)
    missing.tell(bot)
    try:
        check_webhooks.check(bot)
    except ClickUpError as error:  # until the next check, the poll finds all changes
        log.warning("webhooks cannot be looked after", action="webhook", error=str(error))
    try:
        poll.poll_lists(bot)
    except RateLimitedError as error:  # the list is long; a restart would not make it shorter
        log.info("first look goes on later", action="poll", why=str(error))
    except ClickUpError as error:  # webhooks work, and the poll comes back
        log.warning("tickets cannot be looked through", action="poll", error=str(error))
    return bot
