"""Finds the scratch list, and refuses every other one."""

from dataclasses import replace

from sqlalchemy import Engine

from app.bot import Bot
from app.config.settings import Settings
from app.doctor.canary import Timer
from app.errors import ForPeopleError
from app.messages.admin import probe as words
from app.probe.clean import is_ours
from app.probe.question import Named, Scratch
from app.workspace.find import find_one, list_by_id
from app.workspace.list_reference import read_list_id
from clickup_client.models import List, Task


class ProbeError(ForPeopleError):
    """The probe cannot be made there; the text says why, and what to do."""


def scratch_on(
    bot: Bot,
    settings: Settings,
    list_named: str,
    *,
    other: str | None,
    named: Named,
    timer: Timer,
    engine: Engine,
) -> Scratch:
    """
    Look at the list that someone named, without changing anything.  Costs four calls, two more for another.

    `engine` may write, unlike that of the bot.

    Raises:
        ProbeError: The list is not there, is used, or holds tasks.
        ClickUpError: ClickUp refused or did not answer.
    """
    place, leftovers = _empty_list(bot, list_named)
    other_list = None
    if other is not None:
        other_list, others = _empty_list(bot, other)
        leftovers = (*leftovers, *others)
        if other_list.id == place.id:
            raise ProbeError(words.same_list())
    found = bot.directory
    return Scratch(
        client=bot.client,
        engine=engine,
        workspace=find_one("workspace", found.workspace_id, bot.client.get_workspaces()),
        bot_user_id=found.bot_user_id,
        place=place,
        fields=bot.client.get_list_fields(place.id),
        home=bot.zone,
        account=found.account.zone,
        public_url=settings.public_url,
        timer=timer,
        named=replace(named, other_list=other_list),
        leftovers=leftovers,
    )


def _empty_list(bot: Bot, named: str) -> tuple[List, tuple[Task, ...]]:
    """The list, and what an interrupted probe left in it."""
    list_id = read_list_id(named)
    if list_id is None:
        raise ProbeError(words.no_list(named))
    found = bot.directory
    if list_id in (found.tickets_list, found.first_level_list, found.companies_list):
        raise ProbeError(words.list_in_use(list_id))
    place = list_by_id(bot.client, list_id)
    if place is None:
        raise ProbeError(words.list_not_seen(list_id))
    page = bot.client.get_tasks(place.id, subtasks=True, of_other_lists=True)
    ours = tuple(task for task in page.tasks if is_ours(task, found.bot_user_id))
    if len(page.tasks) + len(page.odd) > len(ours):
        raise ProbeError(words.list_not_empty(place.name))
    return place, ours
