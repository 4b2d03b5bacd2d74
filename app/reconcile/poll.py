"""
Finds what webhooks missed: reads changed tickets by page and hints at those that differ.

Each difference is stored as a hint, which is handled like a delivery from ClickUp.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from app.bot import Bot
from app.deliveries.hint import POLL, hint, hint_again
from app.deliveries.history import hear
from app.elevation import first_level
from app.queue.defer import Urgency
from app.reconcile import company, statuses, wake
from app.reconcile.pending import cursor_of, find_pending
from app.sla import clock
from app.sla import pause as sla_pause
from app.store import deliveries, key_values, pauses, tickets
from app.store import first_level as stored_first_level
from app.store.engine import single
from app.store.first_level import FirstLevel
from app.ticket import required
from app.ticket.observe import Observation, observe
from clickup_client.errors import ClickUpError, RateLimitedError
from clickup_client.models import OddTask, Task
from clickup_client.times import to_milliseconds

log = structlog.get_logger()

#: Each poll also reads what changed shortly before the last one, because ClickUp's clock may differ from
#: ours.
OVERLAP = timedelta(minutes=2)

See = Callable[[Bot, Task], None]


def poll_lists(bot: Bot) -> None:
    """
    Read what changed since the last poll, 100 tasks a call.  The first poll adopts all tickets as they are.

    Raises:
        ClickUpError: The list of tickets cannot be read now; the next poll continues where this one stopped.
            Failures of other lists are only logged.
    """
    statuses.check(bot)
    if bot.directory.companies_list is not None:
        _try(bot, bot.directory.companies_list, first=company.see, later=company.see)
    _poll(bot, bot.directory.tickets_list, first=adopt, later=_compare)
    if bot.directory.first_level_list is not None and bot.process.elevation is not None:
        _try(bot, bot.directory.first_level_list, first=adopt_first_level, later=_compare_first_level)
    with bot.engine.begin() as connection:
        undecided = tickets.undecided(connection) + stored_first_level.undecided(connection)
        for task_id in undecided:  # someone may have fixed what was in the way
            hint_again(connection, task_id, bot.now())


def _try(bot: Bot, list_id: str, *, first: See, later: See) -> None:
    """Poll a list that is not needed to check tickets: a failure waits for the next poll."""
    try:
        _poll(bot, list_id, first=first, later=later)
    except RateLimitedError:
        raise
    except ClickUpError as error:
        log.warning("list not polled", action="poll", list_id=list_id, error=str(error))


def _poll(bot: Bot, list_id: str, *, first: See, later: See) -> None:
    """Poll a list page by page.  After an interruption, the next poll continues at the same page."""
    cursor = cursor_of(list_id)
    with bot.engine.begin() as connection:
        since = key_values.get(connection, cursor)
        unfinished = key_values.get(connection, f"{cursor}:unfinished") or {}
    began, page, count = unfinished.get("began", bot.now().isoformat()), unfinished.get("page", 0), 0
    after = None if since is None else datetime.fromisoformat(since) - OVERLAP
    while True:
        found = bot.client.get_tasks(
            list_id, page=page, updated_after=after, of_other_lists=list_id == bot.directory.tickets_list
        )
        for task in found.tasks:
            bot.reader.odd.tell_of_parts(task)
            is_there = since is None and not _came_since(bot, task, began)
            (first if is_there else later)(bot, task)
        for odd in found.odd:
            _set_aside(bot, odd, is_there=since is None and list_id == bot.directory.tickets_list)
        count, page = count + len(found.tasks) + len(found.odd), page + 1
        if found.last_page or not (found.tasks or found.odd):
            break
        with bot.engine.begin() as connection:
            key_values.put(connection, f"{cursor}:unfinished", {"began": began, "page": page})
    with bot.engine.begin() as connection:
        key_values.put(connection, cursor, began)
        key_values.forget(connection, f"{cursor}:unfinished")
    log.info("list polled", action="poll", list_id=list_id, tasks=count, first=since is None)


def _came_since(bot: Bot, task: Task, began: str) -> bool:
    """Whether a task was created during the first poll of its list, so it is not an older ticket."""
    is_new = task.date_created is not None and task.date_created > datetime.fromisoformat(began)
    return is_new or find_pending(bot, task.id).heard.from_outside


def _set_aside(bot: Bot, odd: OddTask, *, is_there: bool) -> None:
    """
    Log a ticket that cannot be read on the page, and queue a read of the single ticket.

    If it `is_there` at the first poll, it is accepted where it is once it can be read.
    """
    bot.reader.odd.tell(odd.id, odd.complaint, name=odd.name)
    if odd.id is None:
        return
    with bot.engine.begin() as connection:
        if is_there:
            tickets.adopt_unseen(connection, odd.id, bot.directory.tickets_list, bot.now())
        if not deliveries.waiting(connection, odd.id):
            hint_again(connection, odd.id, bot.now())


def adopt(bot: Bot, task: Task) -> None:
    """Accept a ticket where it is now.  Later moves are judged from there."""
    bot = bot.named_as(task)
    stage = bot.process.stage_of_status(task.status)
    if stage is None or not _is_ticket(bot, task):
        return
    seen = observe(bot, task, stage, hear(()), None)
    with bot.engine.begin() as connection:
        before = tickets.get(connection, task.id)
        row = {
            "task_id": task.id,
            "list_id": task.list_id,
            "stage": stage.name,
            "status": task.status,
            "entered_at": task.date_updated or bot.now(),
            "entry_values": dict(seen.entry_values),
            "agreed_day": seen.agreed,
            "days": dict(seen.days),
            "seen_at": task.date_updated,
            "told_day": seen.presumed_told,
            "filled": sorted(required.required_data(bot, seen).filled),
            **clock.begun(bot.process, stage.name, bot.now(), seen=False),
        }
        if tickets.adopt(connection, row):
            wake.ask_what_was_told(bot, connection, seen, before)
        paused = pauses.standing(connection, task.id)
    sla_pause.pause_or_resume(bot, task, hear(()), paused, since=row["entered_at"])


def _compare(bot: Bot, task: Task) -> None:
    """Store a hint for a ticket that differs from its accepted state, or is unknown."""
    bot = bot.named_as(task)
    stage = bot.process.stage_of_status(task.status)
    if bot.is_guest(task) and not bot.has_gate_for(task) and task.parent is None:
        return _hint_at_guest(bot, task)
    if stage is None or not _is_ticket(bot, task):
        return None
    with bot.engine.begin() as connection:
        known = tickets.get(connection, task.id)
        seen, paused = observe(bot, task, stage, hear(()), known), pauses.standing(connection, task.id)
        created = known is None
        if known is not None and known.gone_at is not None:
            _hint_at(bot, connection, task, Urgency.MOVE, since=known.gone_at)
        elif created or seen.move is not None:
            _hint_at(bot, connection, task, Urgency.MOVE, created=created)
        elif _differs(bot, seen) or sla_pause.differs(bot, task, paused) is not None:
            _hint_at(bot, connection, task, Urgency.EDIT)
    return None


def _is_ticket(bot: Bot, task: Task) -> bool:
    return bot.has_gate_for(task) and task.parent is None and not task.archived


def _hint_at_guest(bot: Bot, task: Task) -> None:
    """Store a hint for a ticket of another list that is shown here: the bot does not check it."""
    with bot.engine.begin() as connection:
        hint(connection, task.id, f"{POLL}:{task.id}:guest", Urgency.EDIT)


def adopt_first_level(bot: Bot, task: Task) -> None:
    """Accept a first-level ticket as it is.  Even one with the elevating status is not elevated."""
    if first_level.is_one(bot, task) and _known_at_first_level(bot, task) is None and not _waits(bot, task):
        first_level.see(bot, task)


def _compare_first_level(bot: Bot, task: Task) -> None:
    """Store a hint for a first-level ticket that someone elevated, and store the statuses of the others."""
    if not first_level.is_one(bot, task) or _waits(bot, task):
        return
    known = _known_at_first_level(bot, task)
    if known is None and first_level.is_back(bot, task):
        first_level.see(bot, task)
    elif first_level.is_news(bot, task, known):
        with bot.engine.begin() as connection:
            _hint_at(bot, connection, task, Urgency.MOVE, created=known is None)
    elif known is None or known.status.casefold() != task.status.casefold():
        first_level.see(bot, task)


def _known_at_first_level(bot: Bot, task: Task) -> FirstLevel | None:
    with single(bot.engine) as connection:
        return stored_first_level.get(connection, task.id)


def _waits(bot: Bot, task: Task) -> bool:
    with single(bot.engine) as connection:
        return bool(deliveries.waiting(connection, task.id))


def _differs(bot: Bot, seen: Observation) -> bool:
    known = seen.known
    return known is not None and (
        (known.filled is not None and frozenset(known.filled) != required.required_data(bot, seen).filled)
        or seen.dates.set_due
        or seen.dates.set_mirror
        or seen.due_day != known.agreed_day
        or seen.written != known.written
    )


def _hint_at(
    bot: Bot,
    connection: Connection,
    task: Task,
    urgency: Urgency,
    *,
    created: bool = False,
    since: datetime | None = None,
) -> None:
    """
    Store one hint for each change of a task, and one for its return; `since` is when it went out of sight.

    If ClickUp does not say when a task was changed, each difference counts as a new change.
    """
    if task.date_updated is None and deliveries.waiting(connection, task.id):
        return
    stamp = to_milliseconds(task.date_updated or bot.now())
    key = f"{POLL}:{task.id}:{stamp}" + ("" if since is None else f":{to_milliseconds(since)}")
    creation = {
        "id": key,
        "field": "status",
        "user": None,  # it may have been moved since: by whom, no one told
        "before": {"status": None},
        "after": {"status": task.status},
    }
    new = hint(connection, task.id, key, urgency, history=[creation] if created else [])
    if new is not None:
        log.info("poll found a difference", action="poll", task_id=task.id, delivery_id=new)
