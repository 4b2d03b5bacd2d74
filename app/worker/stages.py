"""Updates tickets when stages of the process file were renamed or removed."""

import structlog

from app.bot import Bot
from app.deliveries.hint import hint_again
from app.messages.admin import stage_changes as words
from app.process import running
from app.process.migrate import migrate
from app.store import missing

log = structlog.get_logger()


def rename_stages(bot: Bot) -> None:
    """Rename the stages of tickets and verdicts, log what changed, and store which process runs."""
    with bot.engine.begin() as connection:
        found = migrate(connection, bot.process)
        running.keep(connection, bot.process)
        renamed, removed = found.changes.renamed, found.changes.removed
        sentences = words.all_of(renamed, removed, found.tickets)
        if sentences:
            left = {old: home for old, home in removed.items() if found.tickets[old]}
            missing.keep(connection, words.all_of({}, left, found.tickets), "stages")
        for old in renamed:
            for task_id in found.tickets[old]:  # what is written on them shows the old name
                hint_again(connection, task_id, bot.now())
    for sentence in sentences:
        log.warning("stage changed", action="stages", what=sentence)
