"""
Keeps the lists in the bot's comments up to date.

What someone has filled in is ticked.  When nothing is missing, or the ticket moves on, the comment is
settled.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from app.bot import Bot
from app.comments import asking as comments
from app.messages.comments import gate as words
from app.messages.comments.asking import Asking, Section, each_once
from app.store import asking as store
from app.store.asking import Standing
from app.store.held import Unfinished
from app.ticket import facts
from app.ticket.judge import judge_now
from app.ticket.observe import Observation
from app.ticket.outcome import Outcome, Owe, Result
from rules.decision import Decision, Finding
from rules.decision import Outcome as Found
from rules.gate import gate
from rules.ticket import Move, PullRequest


def follow_up(bot: Bot, seen: Observation, outcome: Outcome, unfinished: Unfinished) -> Owe | None:
    """Update every open comment that lists missing data.  Costs no call by itself."""
    now = [(one, _asking(bot, seen, outcome, one)) for one in unfinished.asking]
    if not now:
        return None

    def owe(connection: Connection) -> None:
        for one, asking in now:
            if outcome.result is Result.ENTERED:
                store.end(connection, one, asking.comment())
            else:
                comments.keep_true(connection, one, asking)

    return owe


def _asking(bot: Bot, seen: Observation, outcome: Outcome, one: Standing) -> Asking:
    kept = comments.kept(one)
    asking = kept.asking
    if kept.once_back is not None and _is_home(outcome):
        asking = kept.once_back
    sections = each_once(_judged_again(bot, seen, outcome, section) for section in asking.sections)
    asking = replace(asking, sections=sections)
    if outcome.result is Result.ENTERED:
        return asking.ended(words.moved_on(seen.stage.label))
    return asking


def _is_home(outcome: Outcome) -> bool:
    """Whether the ticket is where it belongs, no matter who moved it there."""
    if outcome.result is Result.PUT_BACK:
        return "status" in outcome.written.over
    return outcome.result is Result.STAYED


def _judged_again(bot: Bot, seen: Observation, outcome: Outcome, section: Section) -> Section:
    if section.move is not None:
        return section.judged_again(_required(bot, seen, outcome, section))
    stage = bot.process.find_stage(section.inside)
    if stage is None:
        return section
    names = frozenset(need.datum for need in stage.requires)
    ticket = facts.remembered(bot, seen.task, names, due_day=seen.due_day).ticket
    listed = {finding.code for finding in section.findings}  # other missing data are not listed here
    found = gate.judged_inside(bot.process, ticket, stage.name)
    return section.judged_again([each for each in found if each.code in listed])


def _required(bot: Bot, seen: Observation, outcome: Outcome, section: Section) -> Sequence[Finding]:
    """
    Judge the move of a list again.  An earlier lookup counts while the ticket has the same
    pull requests.
    """
    move, decision = section.move, outcome.decision
    assert move is not None  # noqa: S101 - the caller asked
    if decision is not None and _is_of(decision, outcome, move):
        return decision.findings
    is_here = seen.known is not None and move.from_stage == seen.known.stage
    found = judge_now(bot, seen, replace(move, written=seen.written if is_here else frozenset()))
    before = {finding.code: finding for finding in section.findings}
    return [_looked_up(bot, seen, each, before.get(each.code)) for each in found.findings]


def _is_of(decision: Decision, outcome: Outcome, move: Move) -> bool:
    """Whether a decision says what a move requires: data that cost a call were looked up for it."""
    is_same_start = outcome.result is Result.ENTERED or decision.move.from_stage == move.from_stage
    return is_same_start and decision.move.to_stage == move.to_stage


def _looked_up(bot: Bot, seen: Observation, now: Finding, before: Finding | None) -> Finding:
    """Return the earlier finding about pull requests, if the ticket still has them."""
    if before is None or now.outcome is not Found.UNKNOWN:
        return now
    name = now.code.removeprefix("datum:")
    names = {name} & bot.process.data.keys()
    value = facts.gather(bot, seen.task, names, from_memory=True).values.get(name)
    links = value if isinstance(value, tuple) else ()
    there = {link.address for link in links if isinstance(link, PullRequest)}
    looked_up = re.findall(r"The pull request (\S+) ", before.observed)
    return before if looked_up and there.issuperset(looked_up) else now
