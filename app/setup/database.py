"""The database to set up: DATABASE_URL, or the embedded one in the data folder."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.config.settings import Settings
from app.machine.data_folder import DataFolder
from app.machine.database import running_in
from app.machine.postgres.server import EmbeddedPostgres


@contextmanager
def database_to_set_up(settings: Settings) -> Iterator[str]:
    """
    Yield the address of a database that runs during the `with` block.

    Without DATABASE_URL it is the embedded one of `stagegate run`, which is started if it is not running.

    Raises:
        EmbeddedPostgresError, DataFolderError: The embedded database cannot be started.
    """
    folder = DataFolder(settings.data_dir.expanduser().absolute())
    running = settings.database_url or running_in(folder)
    if running:
        yield running
        return
    with EmbeddedPostgres(settings.data_dir) as server:
        yield server.database_url
