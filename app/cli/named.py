"""Finds the tickets that people name, for commands that otherwise need only the database."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache

from sqlalchemy import Engine

from app.bot import Bot
from app.cli.read_only import read_only_bot_of
from app.config.settings import Settings
from app.inspect.named_tickets import ids_of


@contextmanager
def named_tickets(
    settings: Settings, engine: Engine, *, must_exist: bool = False
) -> Iterator[Callable[[Iterable[str]], list[str]]]:
    """Yield a function that gives the ids of named tickets, for one `with` block."""
    with ExitStack() as stack:

        @cache
        def bot() -> Bot:
            return stack.enter_context(read_only_bot_of(settings))

        def ids(named: Iterable[str]) -> list[str]:
            with engine.connect() as connection:
                return ids_of(connection, named, bot, must_exist=must_exist)

        yield ids
