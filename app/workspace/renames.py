"""
Follows what people rename in ClickUp: a process file that has the ids goes on working under new names.

Every task that is read shows the ids and names of its status and fields; what differs from the process
file is noted, said once in the log, and used from then on.
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
    """The names that ClickUp showed last, by id; one a worker process, any number of threads."""

    _names: dict[str, str] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def learn(self, process: Process, shown: Mapping[str, str]) -> Process:
        """The process in the names known now, `shown` (name by id) being the newest."""
        with self._lock:
            for each in named_in(process):
                new = shown.get(each.id)
                old = self._names.get(each.id, each.name)
                if new is None or new.casefold() == old.casefold():
                    continue
                self._names[each.id] = new
                log.warning(
                    "renamed in ClickUp; its id still leads there, and `stagegate setup` writes the new name "
                    "into the process file",
                    action="renamed",
                    kind=each.kind,
                    id=each.id,
                    of=each.owner,
                    old=old,
                    new=new,
                )
            return with_names(process, self._names)
