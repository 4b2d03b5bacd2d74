"""A bot that cannot write, and the exit code of errors, for commands that only read."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from app.bootstrap import start_read_only_bot
from app.bot import Bot
from app.cli.explained import explained
from app.cli.start import begin
from app.config.settings import Settings
from app.machine.database import database_of
from app.store.api_budget import Rank
from app.store.engine import connect
from app.workspace.call_budget import ranked
from app.workspace.clients import budget_of


@contextmanager
def read_only_bot() -> Iterator[Bot]:
    """Yield a read-only bot for the settings of the environment."""
    settings = begin("clickup_token", talks=True, beside_demo=True)
    with read_only_bot_of(settings.model_copy(update={"database_url": database_of(settings)})) as bot:
        yield bot


@contextmanager
def read_only_bot_of(settings: Settings) -> Iterator[Bot]:
    """
    Yield a bot that writes nothing, neither to ClickUp nor to the database.

    Its calls to ClickUp are counted with those of the workers, and come after all others.
    """
    engine = connect(settings.database_url, pool_size=1)
    try:
        with ranked(Rank.LOOK):
            bot = start_read_only_bot(settings, calls=budget_of(settings, engine))
            try:
                yield bot
            finally:
                bot.close()
    finally:
        engine.dispose()


class NoAnswerGivenError(click.ClickException):
    """An error of a command whose exit code 1 already means an answer; its exit code is 2."""

    exit_code = 2


@contextmanager
def errors_are_no_answer() -> Iterator[None]:
    """End the command with exit code 2 instead of 1."""
    try:
        with explained():
            yield
    except click.ClickException as error:
        raise NoAnswerGivenError(error.message) from error
