"""Judges the move of a ticket: gathers its data and asks the rules for a decision.  Writes nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import structlog

from app.bot import Bot
from app.errors import NotDecidedError
from app.messages.comments.checklist import asked_when_moved
from app.ticket import facts
from app.ticket.observe import Observation
from clickup_client.models import Task
from rules.decision import Decision, Override, Verdict
from rules.gate import gate
from rules.gate.way import in_between
from rules.ticket import Move, Ticket, Value

log = structlog.get_logger()

_LETS_THROUGH = (Verdict.ALLOWED, Verdict.OVERRIDDEN)

#: The first part of a move, and all stages of the way up to its end.
_Part = tuple[Move, tuple[str, ...]]

#: An override expires if the ticket has not entered the stage after this time.
OVERRIDE_LASTS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Judgement:
    """
    A decision, and the data that were not available for it.

    `away` are data that could not be read now, because a service did not answer or was not asked.  `hosts`
    are the code hosts among these services, by name.
    """

    decision: Decision
    away: frozenset[str]
    hosts: frozenset[str] = frozenset()

    def settled(self) -> Decision:
        """
        Return the decision.

        Raises:
            NotDecidedError: It may change when the missing data can be read.
        """
        if self.is_premature:
            reasons = "; ".join(finding.observed for finding in self.decision.unknown)
            raise NotDecidedError(reasons, hosts=self.hosts)
        return self.decision

    @property
    def is_premature(self) -> bool:
        """Whether the decision is undecided only because a service did not answer."""
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

    `due_day` is the delivery day after Due Date and its mirror field are made equal.  `supposed` are values
    by datum that replace those of the ticket.

    Costs a call for a company that is not known yet, and a call to GitHub or GitLab if a pull request must be
    merged.  With `from_memory` it costs no call, and these data are `away`.

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


def decide(bot: Bot, seen: Observation, move: Move) -> tuple[Observation, Decision]:
    """
    Judge the move of a ticket that was just read, and log the verdict.  An override counts.

    Two moves are split, so that the result does not depend on how late we look: a ticket from outside is
    first judged in the stage where it came in, and of a rejected move the part up to the last allowed stage
    counts. Then the observation ends with that part, and the next look judges the rest of the way.  In shadow
    mode the ticket stays where people put it, so the way is judged as a whole.

    The decision on an allowed move names only the stages in between that the ticket was let into.

    Raises:
        NotDecidedError: A service did not answer, and the decision depends on it.
        ClickUpError: A company could not be read.
    """
    is_shadow = bot.process.mode == "shadow"
    part = None if is_shadow else _entry_from_outside(bot, seen, move)
    if part is None:
        decision = _judge(bot, seen, move)
        if decision.verdict is Verdict.REJECTED and not is_shadow:
            part = _allowed_part(bot, seen, move)
        elif move.via and decision.verdict in _LETS_THROUGH:
            decision = replace(decision, move=replace(move, via=_let_into(bot, seen, move)))
    if part is not None:
        move, reached = part
        decision = _judge(bot, seen, move)
        seen = seen.as_far_as(bot, move, reached)
    log_verdict(decision, task_id=seen.task.id, delivery_id=seen.heard.newest_id)
    return seen, decision


def _entry_from_outside(bot: Bot, seen: Observation, move: Move) -> _Part | None:
    """
    Return the first step of a ticket from outside that has moved on since, if the ticket may stay there.

    None for any other move.
    """
    if move.from_stage is not None or not move.via:
        return None
    step = replace(move, to_stage=move.via[0], via=())
    return (step, move.via[:1]) if _judge(bot, seen, step).verdict is Verdict.ALLOWED else None


def _allowed_part(bot: Bot, seen: Observation, move: Move) -> _Part | None:
    """
    Return the part of a rejected move up to the last stage that was allowed.

    Each step is judged from the last stage that was allowed before it, as if we had looked after each step.
    None if no step was allowed, or they lead back to the start.
    """
    reached = _walk(move, lambda step: _judge(bot, seen, step).verdict in _LETS_THROUGH)
    let_through = [move.via[number] for number in reached]
    if not let_through or let_through[-1] == move.from_stage:
        return None
    *via, stop = let_through
    return replace(move, to_stage=stop, via=tuple(via)), move.via[: reached[-1] + 1]


def _let_into(bot: Bot, seen: Observation, move: Move) -> tuple[str, ...]:
    """
    Return the stages in between that a ticket was let into, for a move that is allowed.  Costs no call.

    Each step is judged like those of a rejected move.  If the last one is not allowed then, only the direct
    way is: the ticket was in none of these stages.  What is not known stops no step.
    """

    def may(step: Move) -> bool:
        judgement = judge(bot, seen.task, step, due_day=seen.due_day, from_memory=True)
        return overruled(judgement, seen, now=bot.now()).decision.verdict is not Verdict.REJECTED

    reached = _walk(replace(move, via=(*move.via, move.to_stage)), may)
    if len(move.via) not in reached:
        return ()
    return tuple(move.via[number] for number in reached[:-1])


def _walk(move: Move, may: Callable[[Move], bool]) -> list[int]:
    """Return which stages in between are allowed, each judged from the last one allowed before it."""
    here, reached = move.from_stage, []
    for number, stage in enumerate(move.via):
        written = move.written if here == move.from_stage else frozenset()
        if may(Move(from_stage=here, to_stage=stage, written=written)):
            here = stage
            reached.append(number)
    return reached


def steps(bot: Bot, seen: Observation, decision: Decision) -> tuple[Decision, ...]:
    """
    Judge each step of the way in order, for a move that skipped stages or came from outside.

    Empty if no way leads there, or if the move itself is one step.  Costs no call: see :func:`judge_now`.
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
    Judge a move with the data that one look shows.  Costs no call.

    For data that would cost a call, the finding says that they are checked when the ticket is moved.
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
    """Log a decision with the codes of its findings."""
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
    """Apply the override for this move, if someone gave one and it has not expired."""
    word = None if seen.known is None else seen.known.override
    if word is None or word["stage"] != judgement.decision.move.to_stage or _has_ended(word, now):
        return judgement
    override = Override(by_id=word["by_id"], by=word["by"], reason=word["reason"])
    return replace(judgement, decision=judgement.decision.overruled(override))


def _has_ended(word: Mapping[str, Any], now: datetime) -> bool:
    given = word.get("at")
    return given is None or now - datetime.fromisoformat(given) > OVERRIDE_LASTS
