"""
Ends fights: someone moves a ticket again after each put-back.  It may be an Automation, or two people.

After some rounds the bot leaves the ticket where it is, and says so once.  When no one moves it any more, the
bot looks at it again.
"""

from datetime import timedelta

import structlog
from sqlalchemy import Connection

from app.bot import Bot
from app.comments import asking
from app.deliveries.hint import hint_at_rest
from app.deliveries.history import hear
from app.messages.comments import gate as words
from app.reconcile.pending import LATELY, Pending
from app.store import asking as stored_asking
from app.store import deliveries, moves, tickets
from app.store.held import Held
from app.store.prepared import Batch
from app.ticket.observe import Observation
from clickup_client.webhook import read_delivery
from rules.decision import Decision

log = structlog.get_logger()

#: This many put-backs within this time are a fight.
ROUNDS = 5
WITHIN = LATELY

#: A ticket has rested when no one has moved it for this long.  After the longest time it is looked at anyway.
REST = timedelta(minutes=2)
LONGEST = timedelta(hours=1)


def is_on(held: Held, seen: Observation) -> bool:
    """Whether a ticket was put back so often lately that putting it back again would not help."""
    told_in = seen.heard.delivery_of(seen.moved)
    rounds = [each for each in held.rejected if each["delivery_id"] != told_in]
    return len(rounds) >= ROUNDS


def leave_alone(bot: Bot, connection: Connection, seen: Observation, decision: Decision) -> None:
    """Leave a ticket where it is, and say so in its open comment, with the names of its movers."""
    lately = moves.rejected_since(connection, seen.task.id, bot.now() - WITHIN)
    movers = {each["mover_id"]: each["mover_name"] for each in lately}
    who = [words.person(user_id, name) for user_id, name in movers.items()]
    said = words.left_alone(decision, bot.process, who)
    same = f"fight:{decision.move.to_stage}"
    standing = stored_asking.standing(connection, seen.task.id)
    asking.say(connection, seen.task.id, asking.GATE, said, same=same, is_news=False, standing=standing)
    now = bot.now()
    tickets.note(connection, seen.task.id, left_alone_at=now, look_again_at=now + REST)
    log.warning("ticket left alone", action="fight", task_id=seen.task.id, rounds=len(lately))


def goes_on(bot: Bot, pending: Pending) -> bool:
    """Whether a ticket is left alone now, so its deliveries need no look."""
    known = pending.known
    return known is not None and known.look_again_at is not None and bot.now() < known.look_again_at


def wait_longer(bot: Bot, where: Connection | Batch, pending: Pending) -> None:
    """Wait longer for a ticket that was moved again."""
    known = pending.known
    if known is None or known.left_alone_at is None or not pending.has_moved:
        return
    until = min(bot.now() + REST, known.left_alone_at + LONGEST)
    tickets.note(where, pending.task_id, look_again_at=until)


def has_rested(bot: Bot, pending: Pending) -> bool:
    """Whether a ticket that was left alone should be looked at now."""
    known = pending.known
    return known is not None and known.look_again_at is not None and known.look_again_at <= bot.now()


def end(bot: Bot, task_id: str) -> None:
    """Queue a look at a ticket that was left alone, with all changes since its last put-back."""
    with bot.engine.begin() as connection:
        tickets.note(connection, task_id, left_alone_at=None, look_again_at=None)
        last = max((row["delivery_id"] for row in moves.latest(connection, task_id)), default=0)
        told = [(number, read_delivery(body)) for number, body in deliveries.after(connection, task_id, last)]
        hint_at_rest(connection, task_id, max((number for number, _ in told), default=last), hear(told).items)
