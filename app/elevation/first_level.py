"""
Handles a ticket of the first-level list, where clients' own tickets are: was it elevated?

Only elevations matter there.  They are recognised by the status that the ticket was last seen in, or by the
reported changes, and handled once.
"""

from dataclasses import replace
from datetime import datetime

import structlog

from app.bot import Bot
from app.deliveries import history, track
from app.deliveries.history import History
from app.elevation import elevate
from app.elevation.record import Elevation
from app.store import deliveries, tickets
from app.store import first_level as store
from app.store.first_level import FirstLevel
from clickup_client.models import Task
from clickup_client.webhook import HistoryItem
from rules.process.elevation import ElevationSettings

log = structlog.get_logger()

#: Changes that may be an elevation; other changes of a first-level ticket need no check.
_COUNTS = frozenset({"status", "task_creation", "section_moved"})


def is_one(bot: Bot, task: Task) -> bool:
    """Whether a task is in the first-level list, and the process takes tickets from there."""
    in_list = task.list_id == bot.directory.first_level_list
    return in_list and task.parent is None and bot.process.elevation is not None


def take_in(bot: Bot, task_id: str, heard: History) -> bool:
    """
    Handle reported changes of a first-level ticket; return whether that is enough without reading it.

    It is enough for everything but elevations: the newest move says where the ticket is now.
    """
    settings = bot.process.elevation
    with bot.engine.begin() as connection:
        known = store.get(connection, task_id)
    if settings is None or known is None or known.undecided or heard.is_vague:
        return False
    newest, is_over = None, False
    for item in heard.items:
        if item.field not in _COUNTS:
            continue
        if known.written_over is not None and _may_be_undone(bot, item, known):
            return False
        if _is_echo(bot, item, known):
            is_over = True
            continue
        if item.status_after is None or item.at is None or item.at <= known.seen_at:
            return False
        if item.status_before is None or settings.asks_for_it(item.status_after):
            return False
        newest = (item.status_after, item.at)
    if is_over and known.written_over is not None:
        with bot.engine.begin() as connection:
            store.hear_of_write(connection, task_id)
    if newest is not None:
        with bot.engine.begin() as connection:
            store.see(connection, task_id, newest[0], seen_at=newest[1])
    return True


def handle(bot: Bot, task: Task, heard: History) -> None:
    """
    Handle reported changes of a first-level ticket.  Costs a call only if it was elevated.

    Raises:
        ClickUpError: ClickUp refused or did not answer; nothing is lost, try again.
        LaterError, NotDecidedError: Likewise.
    """
    bot = bot.named_as_known()
    settings = bot.process.elevation
    if settings is None:
        return None  # is_one made sure of this
    with bot.engine.begin() as connection:
        tickets.mark_gone(connection, task.id, bot.now())  # if it was a ticket of the process
        known = store.get(connection, task.id)
    undone = _undone(bot, task, heard, known)
    if undone is not None:
        log.info("someone was written over", action="first_level", task_id=task.id, status=undone)
        task = bot.client.update_task(task.id, status=undone)
    if _is_elevated(settings, task, heard, known) or elevate.is_unfinished(bot, task.id):
        elevation = _elevation(bot, settings, task, heard, known)
        if undone is not None:  # we made the move again, and its delivery will come
            elevation = replace(elevation, at=_last_change(bot, task))
        return elevate.elevate(bot, settings, elevation)
    if known is None or not (settings.asks_for_it(task.status) and settings.asks_for_it(known.status)):
        see(bot, task)
    else:
        elevate.let_wait(bot, settings, task)  # unless this was done before a crash
    with bot.engine.begin() as connection:
        deliveries.mark_handled(connection, heard.delivery_ids)
    log.info("first-level ticket seen", action="first_level", task_id=task.id)
    return None


def _undone(bot: Bot, task: Task, heard: History, known: FirstLevel | None) -> str | None:
    """Return the status that someone moved it to just before our own write undid that move."""
    if known is None or known.written_over is None or task.status.casefold() != known.status.casefold():
        return None
    way = track.join(
        heard,
        start=known.status,
        replaced=known.written_over,
        written_at=known.written_at,
        current=task.status,
        since=known.seen_at,
        is_ours=lambda item: _is_echo(bot, item, known),
    )
    return way.hops[-1].status if way.hops else None


def _may_be_undone(bot: Bot, item: HistoryItem, known: FirstLevel) -> bool:
    """Whether our last write replaced this change, or this is our write and it replaced someone's change."""
    if _is_echo(bot, item, known):
        return (item.status_before or "").casefold() != (known.written_over or "").casefold()
    return item.at is None or known.written_at is None or item.at <= known.written_at


def was_elevated_unheard(bot: Bot, task: Task, heard: History) -> bool:
    """Whether the ticket's status shows an elevation that no delivery has reported yet."""
    settings = bot.process.elevation
    if settings is None or history.moved_by(heard, settings.status) is not None:
        return False
    with bot.engine.begin() as connection:
        known = store.get(connection, task.id)
    return _is_elevated(settings, task, heard, known)


def see(bot: Bot, task: Task) -> None:
    """Store the status of a ticket that stays in the first level."""
    with bot.engine.begin() as connection:
        store.see(connection, task.id, task.status, seen_at=_last_change(bot, task))


def is_back(bot: Bot, task: Task) -> bool:
    """Whether a ticket that was elevated before was gone and is back: it is accepted as it is."""
    settings = bot.process.elevation
    with bot.engine.begin() as connection:
        status = store.last_status(connection, task.id)
    if settings is None or status is None:
        return False
    return settings.asks_for_it(status) and settings.asks_for_it(task.status)


def is_news(bot: Bot, task: Task, known: FirstLevel | None) -> bool:
    """Whether a ticket found by a poll was elevated without a webhook reporting it."""
    settings = bot.process.elevation
    here = settings is not None and settings.asks_for_it(task.status)
    return here and (known is None or settings is None or not settings.asks_for_it(known.status))


def _is_elevated(settings: ElevationSettings, task: Task, heard: History, known: FirstLevel | None) -> bool:
    if not settings.asks_for_it(task.status):
        return False
    moved = history.moved_by(heard, task.status)
    if known is None:
        return moved is not None or heard.from_outside
    if not settings.asks_for_it(known.status):
        return True
    return moved is not None and moved.at is not None and moved.at > known.seen_at  # out and in again


def _elevation(
    bot: Bot, settings: ElevationSettings, task: Task, heard: History, known: FirstLevel | None
) -> Elevation:
    moved = history.moved_by(heard, settings.status)
    return Elevation(
        task=task,
        heard=heard,
        moved=moved,
        came_from=_came_from(bot, settings, moved, known),
        at=(moved.at if moved else None) or _last_change(bot, task),
    )


def _came_from(
    bot: Bot, settings: ElevationSettings, moved: HistoryItem | None, known: FirstLevel | None
) -> str:
    """The previous status; the list's first status for a ticket that had no other."""
    told = (moved.status_before if moved else None, known.status if known else None)
    for status in told:
        if status is not None and not settings.asks_for_it(status):
            return status
    statuses = bot.client.get_list(bot.directory.first_level_list or "").statuses
    return next(each.status for each in statuses if not settings.asks_for_it(each.status))


def _last_change(bot: Bot, task: Task) -> datetime:
    """The time of the last change, by ClickUp's clock, like reported changes."""
    return task.date_updated or bot.now()


def _is_echo(bot: Bot, item: HistoryItem, known: FirstLevel) -> bool:
    ours = item.user_id == bot.directory.bot_user_id
    return ours and (item.status_after or "").casefold() == known.status.casefold()
