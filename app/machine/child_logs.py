"""The log files of child processes: keeps them small and shows their warnings."""

import json
import os
import re
import shutil
from pathlib import Path

LARGEST_BYTES = 10_000_000

#: Our console format, and gunicorn's own.
_CONSOLE_LINE = re.compile(
    r"^(?:\d{4}-\d\d-\d\dT\S+|\[\d{4}-\d\d-\d\d [^]]+\] \[\d+\]) \[(?P<level>\w+)\s*\]"
)
_SHOWN_LEVELS = frozenset({"warning", "error", "critical"})


class ChildLog:
    """
    Follows one file from its current end.

    A line in another format belongs to the line before it (a traceback).  At the start of a process it is an
    error of Python itself, and is shown.  `shown=False`: only keep the file small.
    """

    def __init__(self, path: Path, *, shown: bool = True, largest_bytes: int = LARGEST_BYTES) -> None:
        self.path = path
        self._largest_bytes = largest_bytes
        self._position = self._size()
        self._rest = b""
        self._followed = shown
        self._shown = True

    def new_warnings(self) -> list[str]:
        """The warnings and errors since the last call.  Also cuts a file that grew too large."""
        size = self._size()
        if size < self._position:  # someone cleared it
            self._position = 0
        if size == self._position:
            return []
        with self.path.open("rb") as file:
            file.seek(self._position)
            text = self._rest + file.read(size - self._position)
        self._position = size
        *lines, self._rest = text.split(b"\n")
        if size > self._largest_bytes:
            self._cut()
        texts = [raw.decode(errors="replace") for raw in lines if self._followed]
        return [text for text in texts if self._is_shown(text)]

    def last_lines(self, count: int) -> list[str]:
        """The end of the file."""
        if not self.path.exists():
            return []
        return self.path.read_text(encoding="utf-8", errors="replace").splitlines()[-count:]

    def _cut(self) -> None:
        """Keep one older file.  The writer appends, so it continues at the new end, as with logrotate."""
        shutil.copyfile(self.path, self.path.with_suffix(".log.1"))
        os.truncate(self.path, 0)
        self._position = 0

    def _size(self) -> int:
        try:
            return self.path.stat().st_size
        except FileNotFoundError:
            return 0

    def _is_shown(self, line: str) -> bool:
        level = _level_of(line)
        if level is not None:
            self._shown = level in _SHOWN_LEVELS
        return self._shown


def _level_of(line: str) -> str | None:
    found = _CONSOLE_LINE.match(line)
    if found:
        return found["level"].lower()
    if line.startswith("Error: "):  # how a command reports an expected error
        return "error"
    if line.startswith("{"):
        try:
            event = json.loads(line)
        except ValueError:
            return None
        level = event.get("level") if isinstance(event, dict) else None
        return level if isinstance(level, str) else None
    return None
