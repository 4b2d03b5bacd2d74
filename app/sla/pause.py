"""Pauses the SLA clock of a ticket while the ticket has the mark that the process file names."""

from collections.abc import Iterable, Iterator
from datetime import datetime

import structlog

from app.bot import Bot
from app.deliveries.history import History
from app.store import pauses
from app.store.pauses import Pause
from app.ticket import facts
from clickup_client.models import Task
from clickup_client.webhook import HistoryItem
from rules.process.datum import FieldDatum
from rules.process.process import Process
from rules.sla.shown import is_marked_paused

log = structlog.get_logger()

#: ClickUp's names for a change of tags.
_TAG_FIELDS = frozenset({"tag", "tag_removed", "tags"})


def pause_or_resume(
    bot: Bot, task: Task, heard: History, standing: Iterable[Pause], *, since: datetime | None = None
) -> None:
    """
    Pause or resume the clock of a ticket according to its mark, from the time of the reported change.

    `standing` are its open pauses.  `since` is the time to use if no change was reported; by default now.
    Costs no call.
    """
    marked = differs(bot, task, standing)
    if marked is None:
        return
    item = next((item for item in reversed(heard.items) if _is_about_mark(bot.process, item)), None)
    at = (item.at if item else None) or since or bot.now()
    with bot.engine.begin() as connection:
        if marked:
            pauses.begin(connection, task.id, "mark", at, by=item.user_name if item else None)
        else:
            pauses.end(connection, task.id, "mark", at)
    log.info("clock paused" if marked else "clock resumed", action="pause", task_id=task.id)


def differs(bot: Bot, task: Task, standing: Iterable[Pause]) -> bool | None:
    """Whether a ticket has the mark, if that has changed; None if not, or if it cannot be read."""
    marked = _is_marked(bot, task)
    stands = any(pause.cause == "mark" for pause in standing)
    return None if marked == stands else marked


def only_other_tags(process: Process, heard: History) -> bool:
    """Whether only tags changed, and none of them pauses the clock."""
    return (
        not heard.is_vague
        and bool(heard.items)
        and all(item.field in _TAG_FIELDS and not _is_about_mark(process, item) for item in heard.items)
    )


def _is_marked(bot: Bot, task: Task) -> bool | None:
    mark = bot.process.sla.paused_by
    datum = FieldDatum(field=mark.field, type="yes_no") if mark and mark.field else None
    field = facts.field_value(bot, task, datum) if datum else None
    return is_marked_paused(bot.process, tags=task.tags, field=field)


def _is_about_mark(process: Process, item: HistoryItem) -> bool:
    """Whether an item is about the mark; an item that names no tags may be about any."""
    mark = process.sla.paused_by
    if mark is None:
        return False
    if mark.field is not None:
        return (item.field_name or "").casefold() == mark.field.casefold()
    if item.field not in _TAG_FIELDS or mark.tag is None:
        return False
    names = {name.strip().casefold() for name in (*_names(item.before), *_names(item.after))}
    return not names or mark.tag.casefold() in names


def _names(tags: object) -> Iterator[str]:
    for tag in tags if isinstance(tags, list) else ():
        name = tag.get("name") if isinstance(tag, dict) else tag
        if isinstance(name, str):
            yield name
