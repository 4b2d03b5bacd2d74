"""Comments that the bot restored a required due date which someone had cleared."""

from app.bot import Bot
from app.deliveries import history
from app.messages.comments import gate as words
from app.store import comments, notices
from app.store.comments import CommentKind
from app.ticket.observe import Observation


def owe(bot: Bot, seen: Observation) -> None:
    """Owe the comment before the date is written: after the write, nothing shows that it was cleared."""
    if not seen.dates.restored or seen.due_day is None or seen.known is None:
        return
    editor = history.cleared_by(seen.heard, None if seen.mirror is None else seen.mirror.id)
    who = words.person(editor.user_id if editor else None, editor.user_name if editor else None)
    with bot.engine.begin() as connection:
        told = notices.was_told(connection, seen.task.id, seen.due_day)
        comments.owe(
            connection,
            task_id=seen.task.id,
            kind=CommentKind.DATE,
            key=f"restored:{min(seen.heard.delivery_ids, default=0)}",  # the same one after a crash
            comment=words.date_restored(seen.due_day, who, told=told),
        )
