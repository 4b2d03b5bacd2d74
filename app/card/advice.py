"""Advises a priority where somebody decides on it, and remarks on a ticket that goes on with another one."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from app.bot import Bot
from app.messages import advice as words
from app.queue import defer
from app.sla.clock import FIRST_LOOK
from app.store import comments as store
from app.store.comments import CommentKind
from app.ticket import facts
from app.ticket.observe import Observation
from clickup_client.comment import Comment
from rules import priority
from rules.priority import PriorityAdvice
from rules.process.stage import Stage


def advice_of(bot: Bot, seen: Observation, home: Stage) -> PriorityAdvice | None:
    """
    What is advised for a ticket that belongs in `home`; None where nobody decides on it there.

    From memory only: a company that is not known is not asked for.
    """
    settings = bot.process.priority_advice
    if settings is None or settings.shown_in != home.name:
        return None
    ticket = facts.remembered(bot, seen.task, priority.inputs(bot.process), due_day=seen.due_day).ticket
    return priority.recommend(bot.process, ticket, bot.day_of(bot.now()))


def look(bot: Bot, seen: Observation, home: Stage) -> Mapping[CommentKind, Comment]:
    """What is to be said, by kind of comment, of a ticket that belongs in `home`; where no card shows it."""
    advice = None if bot.process.card.shown else advice_of(bot, seen, home)
    return {} if advice is None else {CommentKind.ADVICE: words.advice(advice)}


def look_on_entry(bot: Bot, seen: Observation, mover: Comment) -> Mapping[CommentKind, Comment]:
    """
    The same of a ticket that enters its stage: also a remark where priorities are compared, on another one.

    None where a company would have to be asked for: half of the data may speak for another priority.
    """
    said = look(bot, seen, seen.stage)
    process, settings = bot.process, bot.process.priority_advice
    if settings is None or settings.compared_in != seen.stage.name or process.priority is None:
        return said
    names = priority.inputs(process) | {process.priority}
    found = facts.remembered(bot, seen.task, names, due_day=seen.due_day)
    today = bot.day_of(bot.now())
    sentence = priority.remark(process, found.ticket, today)
    advice = priority.recommend(process, found.ticket, today)
    if sentence is None or advice is None or found.away:
        return said
    return {**said, CommentKind.REMARK: words.remark(sentence, advice, seen.stage.label, mover)}


def keep(
    bot: Bot,
    connection: Connection,
    task_id: str,
    said: Mapping[CommentKind, Comment],
    *,
    entered_at: datetime,
) -> None:
    """Owe it, or other words for what stands, once a visit; it is said when there are calls to spare."""
    for kind, comment in said.items():
        key = f"{kind}:{entered_at.isoformat()}"
        if store.say(connection, task_id, kind=kind, key=key, comment=comment):
            defer.defer_clock(connection, task_id, bot.now() + FIRST_LOOK)
