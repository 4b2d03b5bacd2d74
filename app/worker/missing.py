"""
Reports people and lists that the process file names and ClickUp does not have, and
looks for them again.
"""

from dataclasses import replace

import structlog
from sqlalchemy.exc import SQLAlchemyError

from app.bot import Bot
from app.messages.admin import missing as words
from app.store import missing
from app.store.api_budget import Rank
from app.store.engine import single
from app.workspace import answers, directory, known_directory
from app.workspace.call_budget import ranked
from app.workspace.find import DirectoryError
from clickup_client.errors import ClickUpError

log = structlog.get_logger()


def tell(bot: Bot) -> None:
    """Store what is missing for `/readyz`, and log changes.  Moves are checked all the same."""
    sentences = [words.missing(each.kind, each.name, each.role) for each in bot.directory.missing]
    for sentence in sentences:
        log.warning("missing from the workspace", action="missing", what=sentence)
    with bot.engine.begin() as connection:
        known_directory.keep(connection, bot.identity, bot.directory)
        missing.keep(connection, sentences)


def with_new_answers(bot: Bot) -> Bot:
    """Return the bot with the answers of the newest probe; the same bot if there is no newer one."""
    try:
        with single(bot.engine) as connection:
            probed = answers.answers_of(answers.read(connection, bot.directory.workspace_id))
    except SQLAlchemyError as error:
        log.info("probe not looked for", action="probe", why=str(error))
        return bot
    if probed == bot.answers:
        return bot
    log.info("probe followed", action="probe", **probed.model_dump(exclude_defaults=True))
    return replace(bot, answers=probed)


def look_again(bot: Bot) -> Bot:
    """
    Look for what is missing.  Returns the bot with what is there now.

    Costs no call if nothing is missing, otherwise about six.  Raises nothing: it is called again later.
    """
    before = bot.directory
    if not before.missing:
        return bot
    try:
        with ranked(Rank.POLL):
            found = directory.look_up(bot.client, bot.process, workspace=before.workspace_id)
        if found.missing == before.missing:
            return bot
        knows = replace(bot, directory=replace(found, account=before.account))
        tell(knows)
    except (ClickUpError, DirectoryError, SQLAlchemyError) as error:
        log.info("not looked for what is missing", action="missing", why=str(error))
        return bot
    log.info("found in the workspace", action="missing", still_missing=len(found.missing))
    return knows
