"""What a ticket still lacks of what its own stage requires: the same for the card, answers and `explain`."""

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
    What is missing of what `home` requires.  Costs no call.

    Without what the decision on a move to the next stage says anyway.
    """
    judged = {finding.code for finding in following.findings} if following else set()
    needs = frozenset(need.datum for need in home.requires)
    ticket = facts.remembered(bot, task, needs, due_day=due_day).ticket
    missing = gate.missing_inside(bot.process, ticket, home.name)
    return [finding for finding in missing if finding.code not in judged]
