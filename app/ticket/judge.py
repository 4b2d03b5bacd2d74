"""The one evaluation: facts about a ticket in, a decision with its reasons out.  Writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import structlog

from app.bot import Bot
from app.errors import NotDecidedError
from app.messages.checklist import asked_when_moved
from app.ticket import facts
from app.ticket.observe import Observation
from clickup_client.models import Task
from rules.decision import Decision, Override, Verdict
from rules.gate import gate
from rules.gate.way import in_between
from rules.ticket import Move, Ticket, Value

log = structlog.get_logger()

#: An override that led to no entry in this time does not count any more.
OVERRIDE_LASTS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Judgement:
    """
    A decision, and the data it had to do without: someone did not answer just now, or was not asked.

    `hosts` are the code hosts among those, by name.
    """

    decision: Decision
    away: frozenset[str]
    hosts: frozenset[str] = frozenset()

    def settled(self) -> Decision:
        """
        The decision.

        Raises:
            NotDecidedError: It could be another one once those answer who are away now.
        """
        if self.is_premature:
            reasons = "; ".join(finding.observed for finding in self.decision.unknown)
            raise NotDecidedError(reasons, hosts=self.hosts)
        return self.decision

    @property
    def is_premature(self) -> bool:
        """Whether it could be another decision if those who did not answer just now had answered."""
        return self.decision.verdict is Verdict.UNDECIDED and bool(self.away)


def judge(
    bot: Bot,
    task: Task,
    move: Move,
    *,
    due_day: date | None,
    supposed: Mapping[str, Value] | None = None,
    from_memory: bool = False,
) -> Judgement:
    """
    Judge a move of a ticket.

    `due_day` is the delivery day once Due Date and its mirror field are equal.  `supposed` are values, by
    datum, to take instead of what the ticket has.

    Costs a call for a company that is not known yet, and one to GitHub or GitLab where a pull request has
    to be merged; none `from_memory`, where both are `away`.

    Raises:
        ClickUpError: A company could not be read.
    """
    needed = gate.data_needed(bot.process, move)
    found = facts.gather(bot, task, needed, lookups=gate.lookups(bot.process, move), from_memory=from_memory)
    values = {**found.values, **(supposed or {})}
    if bot.process.due_date in values:
        values[bot.process.due_date] = due_day
    decision = gate.decide(bot.process, Ticket(task_id=task.id, values=values, fields=found.fields), move)
    return Judgement(decision, found.away, found.hosts)


def decide(bot: Bot, seen: Observation, move: Move) -> Decision:
    """
    Judge the move of a ticket that was just read, with the override that someone gave for it.

    Raises:
        NotDecidedError: It could be another decision once those answer who are away now.
        ClickUpError: A company could not be read.
    """
    decision = _judge(bot, seen, move)
    log_verdict(decision, task_id=seen.task.id, delivery_id=seen.heard.newest_id)
    return decision


def arrival(bot: Bot, seen: Observation, move: Move) -> tuple[Move, tuple[str, ...]] | None:
    """
    How a ticket came from outside that moved on since, if it may stay where it came in; and that stage.

    It would have been let in there, had we looked at once: what follows is a move from there.  None for any
    other move.

    Raises:
        NotDecidedError, ClickUpError: See :func:`decide`.
    """
    if move.from_stage is not None or not move.via:
        return None
    step = replace(move, to_stage=move.via[0], via=())
    return (step, move.via[:1]) if _judge(bot, seen, step).verdict is Verdict.ALLOWED else None


def allowed_as_far_as(bot: Bot, seen: Observation, move: Move) -> tuple[Move, tuple[str, ...]] | None:
    """
    The first part of a rejected move, up to the last stage that its way allowed, and the stages up to there.

    Each step is judged from where the steps before it were let through, so it does not matter how late
    we look; the part goes by those that were.  None where the last one is the stage it started from.

    Raises:
        NotDecidedError, ClickUpError: See :func:`decide`.
    """
    here, let_through, reached = move.from_stage, [], 0
    for number, stage in enumerate(move.via, start=1):
        written = move.written if here == move.from_stage else frozenset()
        step = Move(from_stage=here, to_stage=stage, written=written)
        if _judge(bot, seen, step).verdict in (Verdict.ALLOWED, Verdict.OVERRIDDEN):
            here, reached = stage, number
            let_through.append(stage)
    if not let_through or here == move.from_stage:
        return None
    *via, stop = let_through
    return replace(move, to_stage=stop, via=tuple(via)), move.via[:reached]


def steps(bot: Bot, seen: Observation, decision: Decision) -> tuple[Decision, ...]:
    """
    What each step of the way in order requires, for a move that skipped stages or came from outside.

    None where no way leads there, or the move itself is in order from where the ticket is now.

    From memory only: a company that is not known and the state of a pull request are not asked for.
    """
    came_in = decision.move.from_stage is None
    if not came_in and not any(finding.code == "order" for finding in decision.unmet):
        return ()
    ahead = in_between(bot.process, decision.ends_in, decision.move.to_stage)
    if not ahead:
        return ()
    way = pairwise((decision.ends_in, *ahead, decision.move.to_stage))
    moves = [Move(from_stage=start, to_stage=end) for start, end in way]
    moves[0] = replace(moves[0], written=decision.move.written)
    return tuple(judge_now(bot, seen, move) for move in moves)


def judge_now(bot: Bot, seen: Observation, move: Move) -> Decision:
    """
    Judge a move by what a look shows, from memory only.

    What is not asked for is said to be checked when the ticket is moved.
    """
    judgement = judge(bot, seen.task, move, due_day=seen.due_day, from_memory=True)
    then = {f"datum:{name}": asked_when_moved(name) for name in judgement.away}
    findings = tuple(
        replace(each, observed=then[each.code], remedy="") if each.code in then else each
        for each in judgement.decision.findings
    )
    return replace(judgement.decision, findings=findings)


def _judge(bot: Bot, seen: Observation, move: Move) -> Decision:
    judgement = judge(bot, seen.task, move, due_day=seen.due_day)
    return overruled(judgement, seen, now=bot.now()).settled()


def log_verdict(decision: Decision, *, task_id: str, delivery_id: int) -> None:
    """Write a decision to the log, with the codes of what it found."""
    log.info(
        "move judged",
        action="judge",
        task_id=task_id,
        delivery_id=delivery_id,
        from_stage=decision.move.from_stage,
        to_stage=decision.move.to_stage,
        verdict=decision.verdict.name.lower(),
        unmet=[finding.code for finding in decision.unmet],
        unknown=[finding.code for finding in decision.unknown],
    )


def overruled(judgement: Judgement, seen: Observation, *, now: datetime) -> Judgement:
    """The judgement of a move, overruled by the override that someone gave for it, if there is one."""
    word = None if seen.known is None else seen.known.override
    if word is None or word["stage"] != judgement.decision.move.to_stage or _has_ended(word, now):
        return judgement
    override = Override(by_id=word["by_id"], by=word["by"], reason=word["reason"])
    return replace(judgement, decision=judgement.decision.overruled(override))


def _has_ended(word: Mapping[str, Any], now: datetime) -> bool:
    given = word.get("at")
    return given is None or now - datetime.fromisoformat(given) > OVERRIDE_LASTS
