"""Shared by the commands that only read: a bot that cannot write, and their errors."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.exc import SQLAlchemyError

from app.bootstrap import start_bot
from app.bot import Bot
from app.cli.start import begin, explained
from app.machine.database import NoDatabaseError, database_of
from app.process.file import ProcessFileError
from app.store import revision
from app.store.engine import DatabaseUrlError
from app.store.revision import OtherShapeError
from app.ticket.lookup import NoTicketError
from app.workspace.directory import DirectoryError
from clickup_client.errors import ClickUpError


@contextmanager
def read_only_bot() -> Iterator[Bot]:
    """
    A bot made from the settings, for one `with` block.  It writes nothing anywhere.

    An expected error ends the command with its own text and exit code 1.
    """
    settings = begin("clickup_token")
    with explained(
        ProcessFileError,
        DirectoryError,
        ClickUpError,
        DatabaseUrlError,
        NoDatabaseError,
        NoTicketError,
        OtherShapeError,
        SQLAlchemyError,
    ):
        update = {"database_url": database_of(settings)}
        bot = start_bot(settings.model_copy(update=update), read_only=True)
        try:
            with bot.engine.connect() as connection:
                revision.require(connection)
            yield bot
        finally:
            bot.close()


class NoAnswerGivenError(click.ClickException):
    """An error of a command whose exit code 1 already means an answer; its exit code is 2."""

    exit_code = 2


@contextmanager
def errors_are_no_answer() -> Iterator[None]:
    """End the command with exit code 2 instead of 1."""
    try:
        yield
    except click.ClickException as error:
        raise NoAnswerGivenError(error.message) from error
