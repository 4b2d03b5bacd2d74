"""
Advises a priority before the stage that requires one, and comments if a ticket enters
it with another one.
"""

from sqlalchemy import Connection

from app.bot import Bot
from app.messages.comments import advice as words
from app.queue.defer import defer
from app.queue.kinds import CLOCK
from app.sla.clock import FIRST_LOOK
from app.store import comments as store
from app.store import reworded
from app.store.comments import CommentKind
from app.store.held import Unfinished
from app.store.tickets import Outside
from app.ticket import facts
from app.ticket.observe import Observation
from app.ticket.outcome import Outcome, Owe, Result
from clickup_client.comment import Comment
from rules import priority
from rules.priority import PriorityAdvice
from rules.process.stage import Stage
from rules.ticket import Ticket


def advice_of(bot: Bot, seen: Observation, home: Stage) -> PriorityAdvice | None:
    """
    Return the advice for a ticket that belongs in `home`; None if the next stage does not require a priority.

    Costs no call: an unknown company is not read.
    """
    settings = bot.process.priority_advice
    if settings is None or settings.shown_in != home.name:
        return None
    ticket = facts.remembered(bot, seen.task, priority.inputs(bot.process), due_day=seen.due_day).ticket
    return priority.recommend(bot.process, ticket, bot.day_of(bot.now()))


def follow_up(bot: Bot, seen: Observation, outcome: Outcome, _unfinished: Unfinished) -> Owe | None:
    """
    Owe the advice if no card shows it, and on entry a remark if the priority differs; once
    for each visit.
    """
    began = outcome.visit_began(seen)
    if not outcome.is_decided or began is None or isinstance(outcome.home, Outside):
        return None
    said: dict[CommentKind, Comment] = {}
    found = None if bot.process.card.shown else advice_of(bot, seen, outcome.home)
    if found is not None:
        said[CommentKind.ADVICE] = words.advice(found)
    if outcome.result is Result.ENTERED and (remark := _remark(bot, seen)) is not None:
        said[CommentKind.REMARK] = remark
    is_as_advised = outcome.result is Result.STAYED and _is_as_advised(bot, seen)
    if not said and not is_as_advised:
        return None

    def owe(connection: Connection) -> None:
        if is_as_advised and store.settle(connection, seen.task.id, CommentKind.REMARK):
            defer(connection, CLOCK, seen.task.id, at=bot.now() + FIRST_LOOK)
        for kind, comment in said.items():
            key = f"{kind}:{began.isoformat()}"
            if reworded.say(connection, seen.task.id, kind=kind, key=key, comment=comment):
                defer(connection, CLOCK, seen.task.id, at=bot.now() + FIRST_LOOK)

    return owe


def _remark(bot: Bot, seen: Observation) -> Comment | None:
    """
    Return a remark if the ticket's priority differs from the advised one.

    None if a company is not known, because half of the data may suggest another priority.
    """
    found = _compared(bot, seen)
    if found is None:
        return None
    today = bot.day_of(bot.now())
    sentence = priority.remark(bot.process, found, today)
    advice = priority.recommend(bot.process, found, today)
    if sentence is None or advice is None:
        return None
    return words.remark(sentence, advice, seen.stage.label, seen.mover)


def _is_as_advised(bot: Bot, seen: Observation) -> bool:
    """Whether priorities are compared here, and the ticket has the advised one."""
    found = _compared(bot, seen)
    return found is not None and priority.remark(bot.process, found, bot.day_of(bot.now())) is None


def _compared(bot: Bot, seen: Observation) -> Ticket | None:
    """
    Return the ticket's data for the comparison; None if nothing is compared here, or a part
    is not known.
    """
    process, settings = bot.process, bot.process.priority_advice
    if settings is None or settings.compared_in != seen.stage.name or process.priority is None:
        return None
    names = priority.inputs(process) | {process.priority}
    found = facts.remembered(bot, seen.task, names, due_day=seen.due_day)
    return None if found.away else found.ticket
