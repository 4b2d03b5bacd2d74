"""Says on a ticket that ClickUp did not assign the owners of its stage, to someone who can help."""

from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from app.bot import Bot
from app.deliveries.urgency import assigns
from app.messages.comments import unassigned as words
from app.messages.comments.sla import people
from app.store import comments, unassigned
from app.store.comments import CommentKind
from app.store.held import Unfinished
from app.store.tickets import Outside
from app.ticket.observe import Observation
from app.ticket.outcome import Outcome, Owe, Result
from app.workspace import owners
from app.workspace.directory import Assignees

log = structlog.get_logger()

#: People who can help are mentioned again after this time.  Until then comments do not mention them.
REMINDED_AFTER = timedelta(days=1)


def follow_up(bot: Bot, seen: Observation, outcome: Outcome, _unfinished: Unfinished) -> Owe | None:
    """
    Owe the comment, once for each visit to a stage, and store who was assigned in the end.

    The comment is settled when someone is assigned.
    """
    asked, missing, home = outcome.written.asked, outcome.written.unassigned, outcome.home
    if outcome.result is Result.STAYED and _is_assigned(bot, seen):
        return _settle(seen.task.id)
    if asked == Assignees() or isinstance(home, Outside):
        return None

    def owe(connection: Connection) -> None:
        missed: list[int | str] = [*sorted(missing.users), *sorted(missing.groups)]
        unassigned.forget(connection, (asked.users - missing.users) | (asked.groups - missing.groups))
        if not missed:
            return
        told = unassigned.every(connection)
        is_news = any(_is_news(told.get(str(each)), bot.now()) for each in missed)
        if is_news:
            unassigned.note(connection, missed, bot.now())
        log.warning(
            "owners not assigned", action="write", task_id=seen.task.id, stage=home.name, owners=missed
        )
        names = [bot.directory.names.get(each, str(each)) for each in sorted(missing.users)]
        helpers = bot.directory.escalation.users - missing.users
        comments.owe(
            connection,
            task_id=seen.task.id,
            kind=CommentKind.OWNER,
            key=f"unassigned:{home.name}",
            comment=words.unassigned(
                [*names, *_groups(bot, missing)],
                home.label,
                people(helpers if is_news else (), bot.directory.names),
            ),
        )

    return owe


def _is_assigned(bot: Bot, seen: Observation) -> bool:
    """Whether a person assigned someone, or, where nothing tells, the stage's owners have the ticket now."""
    if any(assigns(each) and each.user_id != bot.directory.bot_user_id for each in seen.heard.items):
        return True
    entered = seen.stage.name
    return seen.heard.is_vague and not owners.change_of(
        bot.process, bot.directory, seen.task, left=(), entered=entered
    )


def _settle(task_id: str) -> Owe:
    def owe(connection: Connection) -> None:
        comments.settle(connection, task_id, CommentKind.OWNER)

    return owe


def _is_news(told_at: datetime | None, now: datetime) -> bool:
    return told_at is None or now - told_at > REMINDED_AFTER


def _groups(bot: Bot, missing: Assignees) -> list[str]:
    """The groups by the names of the process file."""
    named = {
        group: owner.group
        for name, owner in bot.process.owners.items()
        for group in bot.directory.owners[name].groups
        if owner.group
    }
    return [f"the group {named.get(group, group)}" for group in sorted(missing.groups)]
