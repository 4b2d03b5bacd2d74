"""How a comment is signed, and how one that an interrupted call may have posted is known again."""

from app.bot import Bot
from app.store import comments as store
from clickup_client.comment import Comment, italic
from clickup_client.models import PostedComment


def signature(owed: store.Owed) -> Comment:
    """The last words of a comment; none on a client's own ticket, where the client reads it."""
    if owed.client_reads:
        return Comment()
    again = f"Tried {owed.times} times. " if owed.times > 1 else ""
    settled = "Settled. " if owed.is_resolved else ""
    return italic(f"{again}{settled}{_reference(owed)}")


def find(bot: Bot, owed: store.Owed) -> str | None:
    """Find the comment that an interrupted call may have posted, among the newest on the ticket."""
    for posted in bot.client.get_comments(owed.task_id):
        is_ours = posted.user is not None and posted.user.id == bot.directory.bot_user_id
        if is_ours and (_says if owed.client_reads else _is_signed)(posted, owed):
            return posted.id
    return None


def _is_signed(posted: PostedComment, owed: store.Owed) -> bool:
    return posted.text.rstrip().endswith(_reference(owed))


def _says(posted: PostedComment, owed: store.Owed) -> bool:
    words = "".join("\n" if run.ends_line else run.text for run in owed.comment.pieces)
    return posted.text.split() == words.split()


def _reference(owed: store.Owed) -> str:
    return f"Stagegate, reference {owed.effect_id}"
