"""Finds the database for a command: DATABASE_URL, or the embedded PostgreSQL of `run`."""

import os
from pathlib import Path
from urllib.parse import quote

from app.config.settings import Settings
from app.errors import ForPeopleError
from app.machine.data_folder import DataFolder

#: Lines of `postmaster.pid`, counted from 0.  Source: https://www.postgresql.org/docs/18/storage-file-layout.html
_PID_LINE, _SOCKET_LINE = 0, 4


class NoDatabaseError(ForPeopleError):
    """DATABASE_URL is not set and no embedded PostgreSQL is running; the text says what to do."""


def database_of(settings: Settings) -> str:
    """
    The address to connect to.

    Raises:
        NoDatabaseError: There is no database.
    """
    if settings.database_url:
        return settings.database_url
    folder = DataFolder(settings.data_dir.expanduser().absolute())
    running = running_in(folder)
    if running is None:
        raise NoDatabaseError(
            f"DATABASE_URL is not set, and no embedded PostgreSQL runs in {folder.path}: "
            "start `stagegate run` there first, or set DATABASE_URL."
        )
    return running


def running_in(folder: DataFolder) -> str | None:
    """The address of the embedded PostgreSQL that another Stagegate process started; None if none runs."""
    try:
        lines = (folder.postgres / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        pid, socket_folder = int(lines[_PID_LINE]), lines[_SOCKET_LINE]
    except (OSError, ValueError, IndexError):
        return None
    if not Path(f"{socket_folder}/.s.PGSQL.5432").exists() or not _lives(pid):
        return None
    return f"postgresql://postgres@/postgres?host={quote(socket_folder)}"


def _lives(pid: int) -> bool:
    """Whether the process is alive.  A killed one leaves its file and socket behind."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # another user's
        return True
    return True
