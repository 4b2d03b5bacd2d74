"""
Follows what people rename in ClickUp: a process file that has the ids goes on working under new names.

Every task that is read shows the ids and names of its status and fields; what differs from the process
file is noted, said once in the log, and used from then on.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import TYPE_CHECKING

import structlog

from app.process_names import named_in, with_names
from clickup_client.models import Status, Task
from rules.process import Process, Stage

if TYPE_CHECKING:
    from app.bootstrap import Bot

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


def follow(bot: "Bot", task: Task) -> "Bot":
    """The bot with a process in the names that this task shows; the very same bot where nothing differs."""
    shown = {custom.id: custom.name for custom in task.custom_fields}
    if task.status_id:
        shown[task.status_id] = task.status
    return _follow(bot, shown)


def follow_known(bot: "Bot") -> "Bot":
    """The same in the names that are known already, for what shows none of them."""
    return _follow(bot, {})


def follow_statuses(bot: "Bot", statuses: Iterable[Status]) -> "Bot":
    """The same for the statuses of the list of tickets."""
    return _follow(bot, {status.id: status.status for status in statuses if status.id})


def ask_for_status(bot: "Bot", stage: Stage) -> str | None:
    """
    What ClickUp calls a stage now, asked anew; None where that is nothing new or the file has no id.

    Costs one call.

    Raises:
        ClickUpError: ClickUp could not be asked.
    """
    if stage.status_id is None:
        return None
    statuses = bot.client.get_list(bot.directory.tickets_list).statuses
    now = follow_statuses(bot, statuses).process.stage(stage.name).status
    return None if now.casefold() == stage.status.casefold() else now


def _follow(bot: "Bot", shown: Mapping[str, str]) -> "Bot":
    process = bot.renames.learn(bot.process, shown)
    return bot if process is bot.process else replace(bot, process=process)
