"""Lists the data that a ticket's stage requires: what is there, and what is missing."""

from datetime import date

from app.bot import Bot
from app.ticket import facts
from app.ticket.observe import Observation
from app.ticket.outcome import RequiredData
from clickup_client.models import Task
from rules.decision import Decision, Finding
from rules.gate import gate
from rules.gate.demands import demands_inside
from rules.process.datum import DueDateDatum, RelatedDatum
from rules.process.stage import Stage
from rules.ticket import Unread, Value


def required_data(bot: Bot, seen: Observation) -> RequiredData:
    """
    List the required data of a ticket in its stage.  Costs no call.

    A required due date is left out, because the bot restores it.  A linked company counts as there, even if
    it has no value.  Data that cannot be read are neither there nor missing.
    """
    ours = {demand.datum for demand in demands_inside(seen.stage)}
    if seen.stage.keeps_date:
        ours -= {name for name in ours if isinstance(bot.process.data[name], DueDateDatum)}
    ticket = facts.remembered(bot, seen.task, ours, due_day=seen.due_day).ticket
    linked = {name for name, value in ticket.values.items() if _is_linked(bot, name, value)}
    unread = {name for name, value in ticket.values.items() if isinstance(value, Unread)}
    found = gate.missing_inside(bot.process, ticket, seen.stage.name)
    missing = {finding.code.removeprefix("datum:"): finding for finding in found}
    missing = {name: finding for name, finding in missing.items() if name in ours - linked}
    return RequiredData(frozenset(ours - unread - missing.keys()), missing)


def lacking(
    bot: Bot, task: Task, home: Stage, following: Decision | None, *, due_day: date | None
) -> list[Finding]:
    """
    List the data that `home` requires and that are missing.  Costs no call.

    Data that the decision on the next stage lists are left out.
    """
    judged = {finding.code for finding in following.findings} if following else set()
    needs = frozenset(need.datum for need in home.requires)
    ticket = facts.remembered(bot, task, needs, due_day=due_day).ticket
    missing = gate.missing_inside(bot.process, ticket, home.name)
    return [finding for finding in missing if finding.code not in judged]


def _is_linked(bot: Bot, name: str, value: Value) -> bool:
    """Whether a value is in a linked task, which may have changed since it was cached."""
    return isinstance(bot.process.data[name], RelatedDatum) and not (
        value is None or isinstance(value, Unread)
    )
