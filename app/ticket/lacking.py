"""Lists the data of its own stage that a ticket does not have, for the card, answers and `explain`."""

from datetime import date

from app.bot import Bot
from app.ticket import facts
from clickup_client.models import Task
from rules.decision import Decision, Finding
from rules.gate import gate
from rules.process.stage import Stage


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
