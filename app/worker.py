"""What a worker does before its first job."""

from app import poll, webhooks
from app.bootstrap import Bot, start_bot
from app.settings import Settings


def start(settings: Settings) -> Bot:
    """
    Find the process in ClickUp, see that ClickUp tells us, and catch up with what we missed.

    The webhooks come before the look at the tickets, so that no move falls between the two.

    Raises:
        ProcessFileError, DirectoryError, ClickUpError: As :func:`app.bootstrap.start_bot`.
    """
    bot = start_bot(settings)
    webhooks.ensure(bot, settings.require_public_url())
    poll.poll_lists(bot)
    return bot
