"""Makes the page that a comment links to, and keeps its content up to date while the link is valid."""

from sqlalchemy import Connection

from app.bot import Bot
from app.fill.build import page_for
from app.fill.link import address_of, secret_of
from app.fill.page import as_kept
from app.store import fill_pages
from app.store.engine import single
from app.store.fill_pages import Issue, Links
from app.store.held import Unfinished
from app.store.prepared import Batch
from app.ticket.judge import judge_now
from app.ticket.observe import Observation
from app.ticket.outcome import Outcome, Owe, Result
from rules.decision import Decision
from rules.process.stage import Stage
from rules.ticket import Move


def offer(
    bot: Bot,
    where: Connection | Batch,
    seen: Observation,
    topic: str,
    decision: Decision,
    *,
    user: tuple[int | None, str | None],
    links: Links,
) -> str | None:
    """
    Make the page for a move that was judged, for a person (their id and name); return its address.

    Where people sign in, the link is no one's: who signed in is who fills it in.
    None if the public address of the web process is not set.
    """
    if bot.public_url is None:
        return None
    shows = as_kept(page_for(bot, seen.task, decision, due_day=seen.due_day))
    user = user if bot.sign_in is None else (None, None)
    new = Issue(task_id=seen.task.id, topic=topic, stage=decision.move.to_stage, user=user, at=bot.now())
    page_id = new.same(links.pages)
    if page_id is not None:
        fill_pages.show(where, page_id, shows)
    else:
        page_id = links.next_id
        fill_pages.issue(where, page_id, new, shows)
    if (secret := links.secret) is None:
        with single(bot.engine) as connection:
            secret = secret_of(connection)
    return address_of(secret, bot.public_url, page_id)


def mover_of(bot: Bot, seen: Observation) -> tuple[int | None, str | None]:
    """Return whom the link in a refusal is for: the person who moved the ticket; None if a program did."""
    moved = seen.moved
    if moved is None or moved.user_id is None or moved.user_id <= 0:
        return None, None
    return moved.user_id, moved.user_name or bot.directory.names.get(moved.user_id)


def owner_of(bot: Bot, seen: Observation, home: Stage) -> tuple[int | None, str | None]:
    """Return whom the link in a card is for: the stage's only owner, or else the only assignee."""
    owners = bot.directory.owners.get(home.owner or "")
    users = sorted(owners.users) if owners is not None else []
    if len(users) != 1:
        users = [user.id for user in seen.task.assignees if user.id > 0]
    return (users[0], bot.directory.names.get(users[0])) if len(users) == 1 else (None, None)


def follow_up(bot: Bot, seen: Observation, outcome: Outcome, unfinished: Unfinished) -> Owe | None:
    """Update the page of an open refusal.  The page of the card is updated with the card."""
    if outcome.result is not Result.STAYED or seen.known is None:
        return None
    home = seen.known.stage
    pages = [page for page in unfinished.pages if page.topic == fill_pages.GATE]
    known = [page for page in pages if bot.process.find_stage(page.stage) is not None]
    if not known or bot.process.find_stage(home) is None:
        return None
    shown = {
        page.page_id: page_for(
            bot,
            seen.task,
            judge_now(bot, seen, Move(from_stage=home, to_stage=page.stage, written=seen.written)),
            due_day=seen.due_day,
        )
        for page in known
    }

    def owe(connection: Connection) -> None:
        for page_id, page in shown.items():
            fill_pages.show(connection, page_id, as_kept(page))

    return owe
