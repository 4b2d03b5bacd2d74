"""Saves a sandbox's memory to one file, a moment after it changed, and reads it at the start."""

import logging
import os
import threading
from collections.abc import Callable
from pathlib import Path

from pydantic import ValidationError

from clickup_client.sandbox.memory.records import Memory
from clickup_client.sandbox.workspace.definition import Workspace, lists_of

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
        self._state = threading.Condition()
        self._changes = 0
        self._saved = 0  # how many of the changes the file has
        self._closing = False
        self._thread: threading.Thread | None = None
        self._dump: Callable[[], bytes] | None = None

    def load(self, workspace: Workspace) -> Memory | None:
        """
        What was saved, or ``None`` at the first start.

        Raises:
            StorageError: The file is damaged, or does not fit the Workspace.
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
        self._check_that_it_fits(memory, workspace)
        return memory

    def _check_that_it_fits(self, memory: Memory, workspace: Workspace) -> None:
        lists = {a_list.id for space in workspace.spaces for a_list in lists_of(space)}
        groups = {group.id for group in workspace.groups}
        missing = {task.list_id for task in memory.tasks.values()} - lists
        missing |= {group for task in memory.tasks.values() for group in task.groups} - groups
        if memory.workspace_id != workspace.id:
            raise StorageError(
                f"{self.path} belongs to workspace {memory.workspace_id}, not {workspace.id}. "
                "Choose another data folder, or move the file away."
            )
        if missing:
            raise StorageError(
                f"{self.path} has tasks of {', '.join(sorted(missing))}, which the workspace file lost. "
                "Choose another data folder, or move the file away."
            )

    def start(self, dump: Callable[[], bytes]) -> None:
        """Begin to save whatever ``dump`` returns after each change."""
        self._dump = dump
        self._thread = threading.Thread(target=self._keep_saving, name="sandbox-storage", daemon=True)
        self._thread.start()

    def touch(self) -> None:
        """Something changed. Returns at once."""
        with self._state:
            self._changes += 1
            self._state.notify_all()

    def wait_until_saved(self, timeout_seconds: float) -> bool:
        """Wait until the file has every change made so far; ``False`` when that took too long."""
        with self._state:
            wanted = self._changes
            return self._state.wait_for(lambda: self._saved >= wanted, timeout_seconds)

    def close(self) -> None:
        """Save what is not saved yet and stop."""
        with self._state:
            self._closing = True
            self._changes += 1  # so that the last save is made in any case
            self._state.notify_all()
        if self._thread:
            self._thread.join()

    def _keep_saving(self) -> None:
        closing = False
        while not closing:
            with self._state:
                self._state.wait_for(lambda: self._changes > self._saved)
                self._state.wait_for(lambda: self._closing, GATHER_SECONDS)
                changes, closing = self._changes, self._closing
            try:
                self._save()
            except OSError as error:  # a full disk: requests go on, and this is tried again
                log.error("cannot save %s: %s", self.path, error.strerror)  # noqa: TRY400 - the text says it all
                continue
            with self._state:
                self._saved = changes
                self._state.notify_all()

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
