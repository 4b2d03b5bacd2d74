"""What a worker does before its first job."""

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
    Find the process in ClickUp, see that ClickUp tells us, and catch up with what we missed.

    If the database was restored from a dump, it is noticed here, before anything waits in it is done.

    The webhooks come before the look at the tickets, so that no move falls between the two.  Where the calls
    of a minute do not suffice for all tickets, the periodic poll goes on with the rest.

    Raises:
        ProcessFileError, DirectoryError, ClickUpError: As :func:`app.bootstrap.start_bot`.
    """
    bot = start_bot(settings)
    wake.wake(bot)
    publish.publish(bot)
    stages.follow(bot)
    missing.tell(bot)
    try:
        check_webhooks.check(bot)
    except ClickUpError as error:  # the poll finds what no webhook tells, and they are looked after again
        log.warning("webhooks cannot be looked after", action="webhook", error=str(error))
    try:
        poll.poll_lists(bot)
    except RateLimitedError as error:  # of a long list; starting again would not make it shorter
        log.info("first look goes on later", action="poll", why=str(error))
    except ClickUpError as error:  # what webhooks tell can be judged, and the poll comes back
        log.warning("tickets cannot be looked through", action="poll", error=str(error))
    return bot
