"""Which process the worker runs, so that others see whether it is the one of the file."""

from hashlib import sha256

from sqlalchemy import Connection

from app.store import key_values
from rules.process.process import Process

_KEPT = "process that runs"


def digest(process: Process) -> str:
    """The same text for the same process, however its file is written."""
    return sha256(process.model_dump_json(by_alias=True).encode()).hexdigest()


def keep(connection: Connection, process: Process) -> None:
    """Store that the worker runs this process."""
    key_values.put(connection, _KEPT, digest(process))


def is_running(connection: Connection, process: Process) -> bool | None:
    """Whether the worker that started last runs this process; None if none ever started."""
    kept: str | None = key_values.get(connection, _KEPT)
    return None if kept is None else kept == digest(process)
