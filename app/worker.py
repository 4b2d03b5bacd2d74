"""What a worker does before its first job."""

from contextlib import suppress

import structlog

from app import poll, webhooks
from app.bootstrap import Bot, start_bot
from app.settings import Settings
from app.store.webhooks import BusyError
from clickup_client.errors import RateLimitedError

log = structlog.get_logger()


def start(settings: Settings) -> Bot:
    """
    Find the process in ClickUp, see that ClickUp tells us, and catch up with what we missed.

    The webhooks come before the look at the tickets, so that no move falls between the two.  Where the calls
    of a minute do not suffice for all tickets, the periodic poll goes on with the rest.

    Raises:
        ProcessFileError, DirectoryError, ClickUpError: As :func:`app.bootstrap.start_bot`.
    """
    bot = start_bot(settings)
    with suppress(BusyError):  # another worker, which starts at the same time, sees to them
        webhooks.ensure(bot, settings.require_public_url())
    try:
        poll.poll_lists(bot)
    except RateLimitedError as error:  # of a long list; starting again would not make it shorter
        log.info("first look goes on later", action="poll", why=str(error))
    return bot
