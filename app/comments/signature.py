"""How a comment is signed, and how one that an interrupted call may have posted is known again."""

from app.bot import Bot
from app.store import comments as store
from app.store import first_level, tickets
from app.store.engine import single
from clickup_client.comment import Comment, italic
from clickup_client.models import PostedComment


def signature(bot: Bot, owed: store.Owed) -> Comment:
    """The last words of a comment; none on a client's own ticket, where the client reads it."""
    if _client_reads(bot, owed.task_id):
        return Comment()
    again = f"Tried {owed.times} times. " if owed.times > 1 else ""
    settled = "Settled. " if owed.is_resolved else ""
    return italic(f"{again}{settled}{_reference(owed)}")


def find(bot: Bot, owed: store.Owed) -> str | None:
    """Find the comment that an interrupted call may have posted, among the newest on the ticket."""
    unsigned = _client_reads(bot, owed.task_id)
    for posted in bot.client.get_comments(owed.task_id):
        ours = posted.user is not None and posted.user.id == bot.directory.bot_user_id
        if ours and (_says(posted, owed) if unsigned else posted.text.rstrip().endswith(_reference(owed))):
            return posted.id
    return None


def _says(posted: PostedComment, owed: store.Owed) -> bool:
    words = "".join("\n" if run.ends_line else run.text for run in owed.comment.pieces)
    return posted.text.split() == words.split()


def _client_reads(bot: Bot, task_id: str) -> bool:
    with single(bot.engine) as connection:
        own = first_level.get(connection, task_id) is not None
        return own and tickets.get(connection, task_id) is None


def _reference(owed: store.Owed) -> str:
    return f"Stagegate, reference {owed.effect_id}"
