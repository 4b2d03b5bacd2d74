"""
Lets people in who sign in with ClickUp: members of the workspace who may see the ticket.

ClickUp decides both: it is asked with the person's own token.  A person who may not see the ticket learns
nothing about it.
"""

from typing import Literal

import structlog

from app.bot import Bot
from app.store import fill_pages, sign_ins
from app.store.engine import single
from app.store.sign_ins import SignedIn
from app.workspace.directory import members_of
from app.workspace.refusals import is_refusal
from clickup_client.client import ClickUpClient
from clickup_client.errors import ClickUpError, NotAuthorisedError, NotFoundError
from clickup_client.models import User

log = structlog.get_logger()


def admit_waiting(bot: Bot, task_id: str) -> None:
    """Decide about everyone who came back from ClickUp to a page of a ticket.  Repeatable."""
    with single(bot.engine) as connection:
        waiting = sign_ins.waiting(connection, task_id)
    for each in waiting:
        _decide(bot, each)


def _decide(bot: Bot, waiting: SignedIn) -> None:
    with single(bot.engine) as connection:
        page = fill_pages.good(connection, waiting.page_id, bot.now())
    if page is None or bot.sign_in is None or waiting.code is None:
        return _refuse(bot, waiting, "out")
    try:
        token = bot.sign_in.token_for(waiting.code)
        with bot.sign_in.client(token) as client:
            person = client.get_user()
            if not _may_see(bot, client, person, waiting.task_id):
                return _refuse(bot, waiting, "out")
    except ClickUpError as error:  # a code is good once, so it is not tried again
        log.warning("not signed in", action="sign in", task_id=waiting.task_id, error=str(error))
        return _refuse(bot, waiting, "failed")
    with bot.engine.begin() as connection:
        sign_ins.admit(
            connection,
            waiting.session,
            user_id=person.id,
            user_name=person.username or person.email,
            zone=person.timezone,
            token=bot.sign_in.sealed(token),
        )
    log.info("signed in", action="sign in", task_id=waiting.task_id, by=person.id)
    return None


def _may_see(bot: Bot, client: ClickUpClient, person: User, task_id: str) -> bool:
    here = (each for each in client.get_workspaces() if each.id == bot.directory.workspace_id)
    tells = bot.answers.guests_have_role
    if not any(person.id in members_of(each, guests_have_role=tells) for each in here):
        return False
    try:
        client.get_task(task_id)
    except NotFoundError:
        return False
    except NotAuthorisedError as error:
        if not is_refusal(error):
            raise
        return False
    return True


def _refuse(bot: Bot, waiting: SignedIn, state: Literal["out", "failed"]) -> None:
    with bot.engine.begin() as connection:
        sign_ins.refuse(connection, waiting.session, state)
