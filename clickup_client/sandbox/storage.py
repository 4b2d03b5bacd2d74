"""Saves a sandbox's memory to one file, a moment after it changed, and reads it at the start."""

import logging
import os
import threading
from collections.abc import Callable
from pathlib import Path

from pydantic import ValidationError

from clickup_client.sandbox.records import Memory

log = logging.getLogger(__name__)

FILE_NAME = "sandbox.json"

#: Changes within this time are saved together, so that a burst of requests costs one write.
GATHER_SECONDS = 0.25


class StorageError(Exception):
    """The saved state cannot be read or written; the text names the file and what to do."""


class Storage:
    """
    One JSON file in ``data_dir``, replaced as a whole, so that a crash leaves the old or the new one.

    Raises:
        StorageError: The folder cannot be made or written.
    """

    def __init__(self, data_dir: Path) -> None:
        self.path = data_dir / FILE_NAME
        try:
            data_dir.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(f"cannot use the data folder {data_dir}: {error.strerror}") from error
        if not os.access(data_dir, os.W_OK | os.X_OK):
            raise StorageError(f"cannot write to the data folder {data_dir}")
        self._changed = threading.Event()
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None
        self._dump: Callable[[], bytes] | None = None

    def load(self, workspace_id: str) -> Memory | None:
        """
        What was saved, or ``None`` at the first start.

        Raises:
            StorageError: The file is damaged, or belongs to another Workspace.
        """
        try:
            saved = self.path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StorageError(f"cannot read {self.path}: {error.strerror}") from error
        try:
            memory = Memory.model_validate_json(saved)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"]))
            raise StorageError(
                f"{self.path} is damaged ({where + ': ' if where else ''}{first['msg']}). "
                "Move it away to start from the workspace file again."
            ) from error
        if memory.workspace_id != workspace_id:
            raise StorageError(
                f"{self.path} belongs to workspace {memory.workspace_id}, not {workspace_id}. "
                "Choose another data folder, or move the file away."
            )
        return memory

    def start(self, dump: Callable[[], bytes]) -> None:
        """Begin to save whatever ``dump`` returns after each change."""
        self._dump = dump
        self._thread = threading.Thread(target=self._keep_saving, name="sandbox-storage", daemon=True)
        self._thread.start()

    def touch(self) -> None:
        """Something changed. Returns at once."""
        self._changed.set()

    def close(self) -> None:
        """Save what is not saved yet and stop."""
        self._closing.set()
        self._changed.set()
        if self._thread:
            self._thread.join()

    def _keep_saving(self) -> None:
        while not self._closing.is_set():
            self._changed.wait()
            self._closing.wait(GATHER_SECONDS)
            self._changed.clear()
            try:
                self._save()
            except OSError as error:  # a full disk: the next change tries again, requests go on meanwhile
                log.error("cannot save %s: %s", self.path, error.strerror)  # noqa: TRY400 - the text says it all

    def _save(self) -> None:
        if self._dump is None:
            return
        temporary = self.path.with_suffix(".part")
        descriptor = os.open(
            temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600
        )  # it holds webhook secrets
        with os.fdopen(descriptor, "wb") as file:
            file.write(self._dump())
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self.path)
