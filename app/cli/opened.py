"""Opens the database for commands that inspect or repair a running Stagegate."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Engine

from app.cli.start import begin
from app.config.settings import Settings
from app.machine.database import database_of
from app.store import revision
from app.store.engine import connect


@contextmanager
def opened(*required: str) -> Iterator[tuple[Settings, Engine]]:
    """
    Yield the settings and an engine for their database, for one `with` block.

    `required`: names of settings that the command needs.
    """
    given = begin(*required, talks=True, beside_demo=True)
    settings = given.model_copy(update={"database_url": database_of(given)})
    engine = connect(settings.database_url, pool_size=2)
    try:
        with engine.connect() as connection:
            revision.require(connection)
        yield settings, engine
    finally:
        engine.dispose()


def shown(moment: datetime | None) -> str:
    """A moment in the terminal's local time; "-" for None."""
    return "-" if moment is None else f"{moment.astimezone():%Y-%m-%d %H:%M:%S}"
