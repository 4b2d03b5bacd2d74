"""The data folder of one machine, with `postgres/`, `sandbox/` and `logs/`."""

import fcntl
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from app.errors import ForPeopleError

CHOOSE_ANOTHER = "choose another folder with --data-dir or STAGEGATE_DATA_DIR"


class DataFolderError(ForPeopleError):
    """The data folder cannot be used; the text names it and says what to do."""


@dataclass(frozen=True, slots=True)
class DataFolder:
    """An absolute path, and the places of things in it."""

    path: Path

    @property
    def postgres(self) -> Path:
        """The embedded server's cluster."""
        return self.path / "postgres"

    @property
    def sandbox(self) -> Path:
        """The stored state of the simulated ClickUp."""
        return self.path / "sandbox"

    @property
    def logs(self) -> Path:
        """The folder with one log file for each child process."""
        return self.path / "logs"

    @property
    def demo_settings(self) -> Path:
        """The settings of the demo that runs here, as lines of a `.env`; there while it runs."""
        return self.path / "demo.env"

    def log_of(self, name: str) -> Path:
        """The log file of the child process `name`."""
        return self.logs / f"{name}.log"


def open_data_folder(path: Path) -> DataFolder:
    """Create the folder and its `logs` if needed, and check that files can be written there."""
    folder = DataFolder(path.expanduser().absolute())
    try:
        folder.logs.mkdir(parents=True, exist_ok=True)
        for place in (folder.path, folder.logs):
            with tempfile.TemporaryFile(dir=place):
                pass
    except OSError as error:
        raise DataFolderError(
            f"The data folder {folder.path} is not writable ({error.strerror}): {CHOOSE_ANOTHER}."
        ) from error
    return folder


class DataFolderLock:
    """
    Only one process owns a data folder, until that process ends.

    The kernel releases the lock when the process ends, so a killed process leaves nothing to clean up.
    """

    def __init__(self, folder: DataFolder) -> None:
        self._folder = folder
        self._file: IO[str] | None = None

    def take(self) -> None:
        """Take the lock, or raise :exc:`DataFolderError` naming the process that has it."""
        if self._file is not None:
            return
        file = (self._folder.path / "lock").open("a+", encoding="ascii")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            owner = file.read().strip() or "unknown"
            file.close()
            raise DataFolderError(
                f"The data folder {self._folder.path} is in use by another stagegate (process {owner}): "
                f"stop it, or {CHOOSE_ANOTHER}."
            ) from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        self._file = file

    def give_back(self) -> None:
        """Release the lock; does nothing if it is not taken."""
        if self._file is not None:
            self._file.close()
            self._file = None
