"""
Follows renames in ClickUp: a process file with ids still works under new names.

Every task shows the ids and names of its status and fields.  A name that differs from the process file is
logged once and used from then on.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock

import structlog

from app.process.names import named_in, with_names
from rules.process.process import Process

log = structlog.get_logger()


@dataclass(slots=True)
class Renames:
    """The latest names in ClickUp, by id; one per worker process, for any number of threads."""

    _names: dict[str, str] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def learn(self, process: Process, shown: Mapping[str, str]) -> Process:
        """The process with the latest names; `shown` (names by id) are the newest."""
        with self._lock:
            for each in named_in(process):
                new = shown.get(each.id)
                old = self._names.get(each.id, each.name)
                if new is None or new.casefold() == old.casefold():
                    continue
                self._names[each.id] = new
                log.warning(
                    "renamed in ClickUp; Stagegate follows its id, and `stagegate setup` writes the new name "
                    "into the process file",
                    action="renamed",
                    kind=each.kind,
                    id=each.id,
                    of=each.owner,
                    old=old,
                    new=new,
                )
            return with_names(process, self._names)
