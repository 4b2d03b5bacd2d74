"""Signs comments with a reference, and finds a comment that an interrupted call may have posted."""

from app.bot import Bot
from app.messages.comments import too_long as words
from app.store import comments as store
from clickup_client.comment import Comment, italic
from clickup_client.models import PostedComment


def signature(owed: store.Owed) -> Comment:
    """Return the last line of a comment; it is empty on a client's own ticket, where the client reads it."""
    if owed.client_reads:
        return Comment()
    again = f"Tried {owed.times} times. " if owed.times > 1 else ""
    settled = "Settled. " if owed.is_resolved else ""
    return italic(f"{again}{settled}{_reference(owed)}")


def signed(bot: Bot, owed: store.Owed, comment: Comment) -> Comment:
    """
    Sign a comment, and shorten it if ClickUp would cut it.

    ClickUp cuts the end of a long comment, and with it the signature by which the bot recognises it.
    """
    end, longest = signature(owed), bot.answers.longest_comment
    if longest is not None:
        comment = comment.shortened(longest - end.length, end=words.comment_ends())
    return comment + end


def find(bot: Bot, owed: store.Owed) -> str | None:
    """Find the comment that an interrupted call may have posted, among the newest on the ticket."""
    for posted in bot.client.get_comments(owed.task_id):
        is_ours = posted.user is not None and posted.user.id == bot.directory.bot_user_id
        if is_ours and (_says(bot, posted, owed) if owed.client_reads else _is_signed(posted, owed)):
            return posted.id
    return None


def _is_signed(posted: PostedComment, owed: store.Owed) -> bool:
    return posted.text.rstrip().endswith(_reference(owed))


def _says(bot: Bot, posted: PostedComment, owed: store.Owed) -> bool:
    pieces = signed(bot, owed, owed.comment).pieces
    text = "".join("\n" if run.ends_line else run.text for run in pieces)
    return posted.text.split() == text.split()


def _reference(owed: store.Owed) -> str:
    return f"Stagegate, reference {owed.effect_id}"
