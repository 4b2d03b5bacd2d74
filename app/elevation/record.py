"""An elevation, which someone asked for by moving a first-level ticket to a status, and its records."""

from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import Connection

from app.bot import Bot
from app.comments import asking as gate_comments
from app.comments.pass_on import pass_on
from app.deliveries import replaced
from app.deliveries.history import History
from app.messages.comments import first_level as words
from app.messages.comments.asking import Asking
from app.messages.comments.gate import person
from app.store import asking, deliveries, moves
from app.store import comments as stored_comments
from app.store import first_level as store
from app.store.api_budget import Rank
from app.store.comments import CommentKind
from app.ticket import newer
from app.workspace.call_budget import ranked
from app.workspace.refusals import is_refusal
from clickup_client.comment import Comment
from clickup_client.errors import ClickUpError
from clickup_client.models import Task
from clickup_client.webhook import HistoryItem
from rules.decision import Decision

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Elevation:
    """
    A first-level ticket that someone moved to the status that asks for elevation.

    `moved` is the history item of that move, if one was reported; `came_from` the previous status; `at` the
    time, by ClickUp's clock.
    """

    task: Task
    heard: History
    moved: HistoryItem | None
    came_from: str
    at: datetime

    @property
    def told_in(self) -> int:
        """The delivery that reported it; the same one after a crash."""
        return self.heard.delivery_of(self.moved)

    @property
    def mover(self) -> Comment:
        """Who did it."""
        moved = self.moved
        return person(moved.user_id if moved else None, moved.user_name if moved else None)


def record(connection: Connection, elevation: Elevation, decision: Decision, *, shadow: bool = False) -> bool:
    """Store the judgement of an elevation; return whether it is new."""
    moved = elevation.moved
    return moves.record(
        connection,
        decision,
        delivery_id=elevation.told_in,
        mover_id=moved.user_id if moved else None,
        mover_name=moved.user_name if moved else None,
        at=elevation.at,
        shadow=shadow,
    )


def owe(connection: Connection, elevation: Elevation, comment: Comment) -> None:
    """Store the one comment that reports the result of an elevation."""
    stored_comments.owe(
        connection,
        task_id=elevation.task.id,
        kind=CommentKind.ELEVATION,
        key=f"elevated:{elevation.told_in}",
        comment=comment,
    )


def tell_staff(bot: Bot, elevation: Elevation, task_id: str, comment: Comment) -> None:
    """Store a comment on the ticket of a first-level ticket, which clients do not read; its job posts it."""
    with bot.engine.begin() as connection:
        key = f"elevated:{elevation.told_in}:staff"
        pass_on(connection, task_id, kind=CommentKind.GATE, key=key, comment=comment)


def put_back(bot: Bot, elevation: Elevation, decision: Decision, comment: Comment) -> None:
    """
    Return the ticket to its previous status, and say why.  The comment is stored first, as for every
    rejection.
    """
    task, home, landed = elevation.task, elevation.came_from, None
    with bot.engine.begin() as connection:
        newer.refuse(bot, connection, task, elevation.heard)
        _record_and_say(connection, elevation, decision, comment)
    try:
        with ranked(Rank.PUT_BACK):
            landed = replaced.landed_at(task, bot.client.update_task(task.id, status=home))
    except ClickUpError as error:
        if not is_refusal(error):
            raise
        log.warning("ticket cannot be put back", action="put_back", task_id=task.id, error=str(error))
        home = task.status
    with bot.engine.begin() as connection:
        over = None if home == task.status else task.status
        store.see(connection, task.id, home, seen_at=elevation.at, over=over, written_at=landed)
        deliveries.mark_handled(connection, elevation.heard.delivery_ids)


def leave_undecided(bot: Bot, elevation: Elevation, decision: Decision) -> None:
    """Something is wrong in the set-up: report it once, and check again with every poll."""
    with bot.engine.begin() as connection:
        _record_and_say(connection, elevation, decision, words.undecided())
        store.see(connection, elevation.task.id, elevation.came_from, seen_at=elevation.at, undecided=True)
        deliveries.mark_handled(connection, elevation.heard.delivery_ids)


def _record_and_say(
    connection: Connection, elevation: Elevation, decision: Decision, comment: Comment
) -> None:
    """Store a judgement, and its comment if it is new."""
    if record(connection, elevation, decision):
        said, told_in = Asking(opening=comment), elevation.told_in
        standing = asking.standing(connection, elevation.task.id)
        gate_comments.owe(
            connection, elevation.task, decision, said, moved=None, told_in=told_in, standing=standing
        )
