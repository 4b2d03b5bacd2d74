"""What people ask in comments, heard of as by the receiver and handled as by its job."""

from app.slash_commands import answer as slash_answer


def answer(workspace, ticket):
    """What the job does; the calls it took."""
    before = workspace.calls()["total"]
    slash_answer.answer_commands(workspace.bot, ticket)
    return workspace.calls()["total"] - before


def words_of(comment):
    """What a comment says before its reference."""
    return comment["comment_text"].rpartition("Stagegate, reference ")[0]
