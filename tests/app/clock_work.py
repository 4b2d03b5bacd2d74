"""What the worker does about clocks, job by job; only the waiting is left out."""

from sqlalchemy import text

from app.sla import scan as sla_scan
from app.sla import watch as sla_watch


def queued(bot):
    """The tickets for which a clock's job waits; they are taken out of the queue."""
    with bot.engine.begin() as connection:
        found = connection.execute(
            text(
                "DELETE FROM procrastinate_jobs WHERE task_name = 'clock' AND status = 'todo'"
                " RETURNING args->>'task_id'"
            )
        )
        return sorted(found.scalars())


def pass_time(workspace, **how):
    """Let time pass, and the clocks be seen to; the calls it took."""
    workspace.clock.forward(**how)
    return see_to_clocks(workspace)


def see_to_clocks(workspace):
    before = workspace.calls()["total"]
    sla_scan.scan(workspace.bot)
    for ticket in queued(workspace.bot):
        sla_watch.watch(workspace.bot, ticket)
    return workspace.calls()["total"] - before


def tags(workspace, ticket):
    return [tag["name"] for tag in workspace.task(ticket)["tags"]]


def said(workspace, ticket):
    """The bot's comments on a ticket, oldest first, without their references."""
    comments = [comment["comment_text"] for comment in workspace.comments(ticket)]
    return [comment.rpartition("\n")[0] for comment in reversed(comments)]
