"""
The card of a ticket: one comment, edited in place, that shows what the next stage still needs.

Each look at the ticket stores what the card should say, which costs no call.  A separate job of the lowest
rank writes the card a while after the last change, so no move waits for a card.
"""

from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from datetime import datetime

import structlog
from sqlalchemy import Connection

from app.bot import Bot
from app.card import advice
from app.comments import asking, outbox
from app.fill import offer
from app.messages.comments import card as words
from app.queue.defer import defer
from app.queue.kinds import CARD
from app.sla import clock
from app.store import cards as store
from app.store import comments as stored_comments
from app.store import fill_pages, out_of_sight, pauses, reworded, tickets
from app.store.fill_pages import Links
from app.store.held import Unfinished
from app.store.tickets import Accepted, Outside
from app.ticket.judge import judge_now
from app.ticket.observe import Observation
from app.ticket.outcome import Outcome, Owe, Result
from app.ticket.required import lacking
from app.workspace.refusals import is_refusal
from clickup_client.comment import Comment
from clickup_client.errors import ClickUpError, NotFoundError
from clickup_client.models import Task
from rules.decision import Decision
from rules.gate.order import stage_after
from rules.process.stage import Stage
from rules.ticket import Move

log = structlog.get_logger()

#: Makes the card of a ticket.  It takes the codes of missing data that open comments list already.
Says = Callable[[AbstractSet[str]], Comment]


def follow_up(bot: Bot, seen: Observation, outcome: Outcome, _unfinished: Unfinished) -> Owe | None:
    """
    Store what the card of a ticket should say, and queue the job that writes it a while later.

    Costs no call: an unknown company and the state of a pull request are not looked up.
    """
    home = outcome.home
    if not bot.process.card.shown or not outcome.is_decided or isinstance(home, Outside):
        return None
    is_final = home.closed is not None
    entered = outcome.result is Result.ENTERED
    following = _following(bot, seen, home, seen.written_inside if entered else seen.written)
    says = _closed_card(home) if is_final else _open_card(bot, seen, home, following)

    def owe(connection: Connection) -> None:
        if seen.heard.is_replay and store.get(connection, seen.task.id) is None:
            return  # a replay must not create a card
        now = bot.now()
        shown = store.shown(connection, seen.task.id, stage=home.name, since=outcome.visit_began(seen))
        whole = says(asking.open_list(shown.asking)) + _mover(shown)
        whole += _page(bot, connection, seen, home, following, shown.links)
        whole += _origin(seen.task, shown.first_level)
        if store.put(connection, seen.task.id, whole, is_final=is_final, at=now):
            defer(connection, CARD, seen.task.id, at=now + bot.process.card.after)

    return owe


def _following(bot: Bot, seen: Observation, home: Stage, written: AbstractSet[str]) -> Decision | None:
    """
    Judge the move to the next stage; `written` are the data that were updated since the ticket entered
    `home`.
    """
    after = None if home.closed is not None else stage_after(bot.process, home)
    if after is None:
        return None
    return judge_now(bot, seen, Move(from_stage=home.name, to_stage=after.name, written=frozenset(written)))


def _mover(shown: store.Shown) -> Comment:
    """Return the person who moved the ticket here by the page.  ClickUp's history names the bot instead."""
    return words.filled_in_by(shown.moved_by) if shown.moved_by else Comment()


def _page(
    bot: Bot,
    connection: Connection,
    seen: Observation,
    home: Stage,
    following: Decision | None,
    links: Links,
) -> Comment:
    """Make the link to the page that asks for the next stage's data."""
    if following is None:
        return Comment()
    user = offer.owner_of(bot, seen, home)
    address = offer.offer(bot, connection, seen, fill_pages.CARD, following, user=user, links=links)
    return Comment() if address is None else words.fill_in(address)


def _closed_card(home: Stage) -> Says:
    return lambda _: words.closed_card(home)


def _open_card(bot: Bot, seen: Observation, home: Stage, following: Decision | None) -> Says:
    lacks = lacking(bot, seen.task, home, following, due_day=seen.due_day)
    advised = advice.advice_of(bot, seen, home)
    return lambda listed: words.open_card(
        bot.process,
        home,
        lacks=lacks,
        following=following,
        advice=advised,
        listed=listed,
    )


def write(bot: Bot, task_id: str) -> datetime | None:
    """
    Post or edit the card of a ticket, if it does not say what is stored.

    Costs one call, or none if the card is right.  Returns when to come back, if the ticket has changed again.

    Raises:
        ClickUpError: Try again later.
    """
    with bot.engine.begin() as connection:
        card, known = store.get(connection, task_id), tickets.get(connection, task_id)
    settings = bot.process.card
    if card is None or known is None or known.gone_at is not None:
        return None
    if not settings.shown or bot.process.mode == "shadow":
        return None
    due = card.changed_at + settings.after
    if bot.now() < due:
        return due
    with bot.engine.begin() as connection:
        says = card.says + _clock(bot, connection, known) + words.ending(bot.process, is_final=card.is_final)
        owed = reworded.show(
            connection,
            task_id,
            comment=says,
            only_if_there=card.is_final,
        )
    if owed is not None:
        _bring_about(bot, owed, is_final=card.is_final)
    return None


def _origin(task: Task, first_level: Iterable[str]) -> Comment:
    """Return the first-level tickets with their addresses, which differ from the ticket's only in the id."""
    stem = task.url.removesuffix(task.id) if task.url.endswith(task.id) else ""
    return words.origin([(each, f"{stem}{each}") for each in first_level])


def _clock(bot: Bot, connection: Connection, known: Accepted) -> Comment:
    """Read the state of the clock when the card is written, because it changes by itself."""
    now = clock.assess(bot.process, connection, known, known.agreed_day, bot.now())
    standing = pauses.standing(connection, known.task_id)
    return words.clock(now.state, standing, bot.zone, due_day=now.due_day)


def _bring_about(bot: Bot, owed: stored_comments.Owed, *, is_final: bool) -> None:
    """Post or edit the card.  If ClickUp refuses it, the next change tries again: no one has to act."""
    try:
        outbox.bring_up_to_date(bot, owed, resolved=is_final)
    except NotFoundError:
        if bot.reader.find(owed.task_id) is not None:
            raise
        with bot.engine.begin() as connection:
            out_of_sight.take_out(connection, owed.task_id, bot.now())
    except ClickUpError as error:
        if not is_refusal(error):
            raise
        log.warning("card refused", action="card", task_id=owed.task_id, error=str(error))
        with bot.engine.begin() as connection:
            if owed.comment_id is None:
                stored_comments.cancelled(connection, owed.effect_id)
            else:
                stored_comments.done(connection, owed.effect_id, owed.comment_id)
