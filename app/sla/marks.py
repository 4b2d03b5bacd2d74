"""The marks that show a ticket's SLA level in views: tags, or the choice in a field."""

from collections.abc import Mapping

from app.bot import Bot
from app.deliveries.history import place_of_field
from app.ticket.field_values import readable
from clickup_client.models import CustomField, Option, Task
from rules.process.process import Process
from rules.sla.level import Level
from rules.sla.shown import all_shown, shown_as

Marks = frozenset[str]


def wanted(process: Process, level: Level) -> Marks:
    """The marks that show a level, in lower case like tags; none for a ticket without a limit."""
    mark = shown_as(process, level)
    return Marks() if mark is None else Marks({mark.casefold()})


def on(process: Process, task: Task) -> Marks:
    """Our marks on a ticket; in a field also a choice that someone else made."""
    mark = process.sla.shown_as
    if mark is None:
        return Marks()
    if mark.field is not None:
        chosen = _chosen(task.field(mark.field))
        return Marks() if chosen is None else Marks({chosen.casefold()})
    return Marks(tag.casefold() for tag in task.tags) & _ours(process)


def write(bot: Bot, task: Task, marks: Marks) -> Mapping[str, str]:
    """
    Make a ticket show exactly these marks.  Repeatable; costs a call for each mark added or removed, and
    two for a tag that ClickUp does not make by itself.

    Returns what was written, by history field and in ClickUp's form, to recognise our own echo.

    Raises:
        ClickUpError: ClickUp refused or did not answer.
    """
    mark = bot.process.sla.shown_as
    if mark is not None and mark.field is not None:
        return _choose(bot, task, task.field(mark.field), marks)
    there = on(bot.process, task)
    for name in sorted(marks - there):
        if not bot.answers.makes_tags:
            _make_tag(bot, task, name)
        bot.client.add_tag(task.id, name)
    for name in task.tags:
        if name.casefold() in there - marks:
            bot.client.remove_tag(task.id, name)
    return {}


def _make_tag(bot: Bot, task: Task, name: str) -> None:
    """Make a tag that the Space lacks, where ClickUp does not."""
    if task.space_id is None:
        return
    if name not in {tag.name.casefold() for tag in bot.client.get_space_tags(task.space_id)}:
        bot.client.create_space_tag(task.space_id, name)


def _choose(bot: Bot, task: Task, field: CustomField | None, marks: Marks) -> Mapping[str, str]:
    """Set the field.  A missing field or option is ignored here: `stagegate doctor` reports it."""
    options = [option for option in field.options if option.name.casefold() in marks] if field else []
    if field is None or (marks and not options):
        return {}
    if marks:
        bot.client.set_field(task.id, field, options[0].name)
        return {place_of_field(field.id): options[0].id}
    if on(bot.process, task) & _ours(bot.process):
        bot.client.clear_field(task.id, field.id)
    return {place_of_field(field.id): ""}


def _ours(process: Process) -> Marks:
    return Marks(name.casefold() for name in all_shown(process))


def _chosen(field: CustomField | None) -> str | None:
    value = readable(field)
    return value.name if isinstance(value, Option) else None
