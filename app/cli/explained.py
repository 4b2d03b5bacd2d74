"""Ends a command with a sentence instead of a traceback."""

import errno
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

#: Click's own ways to end a command.
_OF_CLICK = (click.ClickException, click.Abort, click.exceptions.Exit)


@contextmanager
def explained(*, is_service: Callable[[], bool] = lambda: False) -> Iterator[None]:
    """
    End the command with what happened and what to do, and exit code 1.

    An error that no one expected is raised as it is if it helps: in the log of a service, and if the log
    level is `debug`.
    """
    try:
        yield
    except _OF_CLICK:
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.errno == errno.EPIPE:  # the reader of our output has ended
            raise
        from app.cli.failures import in_words
        from app.messages.admin.failures import not_expected

        sentence = in_words(error)
        if sentence is None and (is_service() or logging.getLogger().isEnabledFor(logging.DEBUG)):
            raise
        raise click.ClickException(sentence or not_expected(type(error).__name__, str(error))) from error
