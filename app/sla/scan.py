"""
Checks the clocks that are due, every minute, and queues work for those that need something done.

It reads only the database: each clock stores when its level changes next, so only the few due tickets of a
hundred thousand are read.
"""

from datetime import timedelta

import structlog
from sqlalchemy import Connection

from app.bot import Bot
from app.queue.defer import defer, tickets_waiting
from app.queue.kinds import CARD, CLOCK
from app.sla import clock as sla_clock
from app.sla.clock import Clock
from app.store import clocks as store
from app.store import key_values, tickets
from app.store.tickets import Accepted

log = structlog.get_logger()

#: Clocks checked in one transaction, whose rows others have to wait for; and in one scan.
BATCH = 100
MOST = 5000

#: At most this many tickets wait for a change of marks at a time; comments do not wait for them.
MOST_WAITING = 200

#: A clock that needed something done is checked again after this time, whatever the result was.
RETRY = timedelta(minutes=5)


def scan(bot: Bot) -> int:
    """Check every clock that is due; return how many there were.  Makes no calls."""
    _follow_settings(bot)
    with bot.engine.begin() as connection:
        room = MOST_WAITING - len(tickets_waiting(connection, CLOCK))
    looked = 0
    while looked < MOST:
        with bot.engine.begin() as connection:
            rows = store.due(connection, bot.now(), most=BATCH)
            for row in rows:
                known = tickets.known_of(row)
                clock = sla_clock.assess(bot.process, connection, known, known.agreed_day, bot.now())
                if row["sla_next_at"] == store.AT_ONCE or row["sla_level"] != clock.state.level.value:
                    _show_on_card(bot, connection, known)
                room -= _follow(bot, connection, known, clock, has_room=room > 0)
        looked += len(rows)
        if len(rows) < BATCH:
            break
    if looked:
        log.info("clocks checked", action="scan", tickets=looked)
    return looked


def _follow(bot: Bot, connection: Connection, known: Accepted, clock: Clock, *, has_room: bool) -> bool:
    """Queue what a clock needs; return whether a job was queued."""
    if bot.process.mode == "shadow" or not clock.has_work(known):
        store.record_check(
            connection,
            known.task_id,
            sla=str(clock.limit or "none"),
            level=clock.state.level.value,
            told=clock.told.value,
            next_at=clock.state.next_change_at,
        )
        return False
    store.schedule(connection, known.task_id, bot.now() + RETRY)
    return (has_room or bool(clock.comments)) and defer(connection, CLOCK, known.task_id, at=bot.now())


def _show_on_card(bot: Bot, connection: Connection, known: Accepted) -> None:
    """Update the ticket's card, which shows the clock."""
    if bot.process.card.shown and bot.process.mode != "shadow":
        defer(connection, CARD, known.task_id, at=bot.now())


def _follow_settings(bot: Bot) -> None:
    """Schedule a check of all clocks if the process file has changed in something that they depend on."""
    now = sla_clock.fingerprint(bot.process)
    with bot.engine.begin() as connection:
        before = key_values.get(connection, "sla settings")
        if before == now:
            return
        key_values.put(connection, "sla settings", now)
        if before is None:  # no clock was ever checked
            return
        number = store.schedule_all(connection, [stage.name for stage in bot.process.open_stages])
    log.info("SLA settings changed", action="scan", tickets=number)
