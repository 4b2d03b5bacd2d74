"""Notices that the status of a stage is gone: someone renamed it, and the process file has no id."""

from collections.abc import Iterable

import structlog
from sqlalchemy import Connection

from app.bot import Bot
from app.deliveries.hint import POLL, hint
from app.messages.admin import missing as words
from app.messages.comments.sla import people
from app.queue.defer import Urgency
from app.store import comments, missing, stages
from app.store.comments import CommentKind
from clickup_client.errors import ClickUpError, RateLimitedError
from clickup_client.models import Status
from rules.process.stage import Stage

log = structlog.get_logger()


def check(bot: Bot) -> None:
    """
    Compare the stages with the statuses of the list.  For each lost one, warn and comment on one ticket.

    Costs one call.  If the list cannot be read, the next poll checks again.

    Raises:
        RateLimitedError: No call is left in this minute.
    """
    try:
        statuses = bot.client.get_list(bot.directory.tickets_list).statuses
    except RateLimitedError:
        raise
    except ClickUpError as error:
        log.warning("statuses not checked", action="poll", error=str(error))
        return
    gone = list(_without_status(bot.named_as_list(statuses), statuses)) if statuses else []
    sentences = [words.status_gone(stage.status, stage.name) for stage in gone]
    with bot.engine.begin() as connection:
        known = missing.kept(connection, "statuses")
        if sentences == known:
            return
        missing.keep(connection, sentences, "statuses")
        for stage, sentence in zip(gone, sentences, strict=True):
            if sentence not in known:
                log.warning("status missing", action="missing", what=sentence)
                _tell(bot, connection, stage)


def _without_status(bot: Bot, statuses: Iterable[Status]) -> Iterable[Stage]:
    names = {each.status.strip().casefold() for each in statuses}
    return (stage for stage in bot.process.stages if stage.status.strip().casefold() not in names)


def _tell(bot: Bot, connection: Connection, stage: Stage) -> None:
    """Comment on one ticket of the stage, where the people of that stage see it."""
    tickets = stages.tickets_in(connection, stage.name)
    if not tickets or bot.process.mode == "shadow":
        return
    comments.owe(
        connection,
        task_id=tickets[-1],
        kind=CommentKind.GATE,
        key=f"no status:{stage.name}:{stage.status}",
        comment=words.ungated(
            stage.status, stage.label, people(bot.directory.escalation.users, bot.directory.names)
        ),
    )
    key = f"{POLL}:{tickets[-1]}:no status:{bot.now().isoformat()}"
    hint(connection, tickets[-1], key, Urgency.MOVE)
