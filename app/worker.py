"""The worker process, from its settings to its end."""

import structlog

from app import jobs, poll, webhooks
from app.bootstrap import start_bot
from app.settings import Settings

log = structlog.get_logger()


def run(settings: Settings) -> None:
    """
    Find the process in ClickUp, see that ClickUp tells us, catch up, and then work until SIGTERM.

    The webhooks come before the first look at the tickets, so that no move falls between the two.
    """
    bot = start_bot(settings)
    webhooks.ensure(bot, settings.require_public_url())
    poll.poll_lists(bot)
    jobs.run_worker(bot, concurrency=settings.worker_concurrency, keep_days=settings.retention_days)
