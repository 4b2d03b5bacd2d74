"""Judges a move that no one has made, as a real one.  Writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.bot import Bot
from app.inspect.suppose import SupposeError, suppose
from app.messages.comments import answers as words
from app.ticket.judge import judge
from app.ticket.lookup import look_up
from rules.decision import Decision, Finding
from rules.process.process import Process
from rules.process.stage import Stage
from rules.ticket import Move


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """A move that no one made, and its result; `given` are the values it assumes."""

    task_id: str
    name: str
    url: str
    given: Mapping[str, str]
    decision: Decision


def simulate(bot: Bot, reference: str, *, to: str, given: Mapping[str, str]) -> Simulation:
    """
    Judge the move of a ticket from where it belongs to the stage (or status) named `to`.

    Raises:
        NoTicketError, SupposeError: There is nothing to judge; the text says why.
        ClickUpError: ClickUp could not be asked.
    """
    view = look_up(bot, reference)
    bot = view.bot
    target = stage_called(bot.process, to)
    supposed = suppose(bot, view.task, given)
    seen = view.seen
    due = supposed.task.due_date
    unchanged = seen is not None and due == view.task.due_date
    due_day = seen.due_day if seen and unchanged else None if due is None else bot.day_set(due)
    move = Move(
        from_stage=view.home.name if view.home else None,
        to_stage=target.name,
        written=(seen.written if seen else frozenset()) | supposed.written,
    )
    judgement = judge(bot, supposed.task, move, due_day=due_day, supposed=supposed.values)
    return Simulation(
        task_id=view.task.id,
        name=view.task.name,
        url=view.task.url,
        given=given,
        decision=judgement.decision,
    )


def as_json(simulation: Simulation) -> dict[str, Any]:
    """The simulation as JSON."""
    decision = simulation.decision
    return {
        "task_id": simulation.task_id,
        "name": simulation.name,
        "url": simulation.url,
        "set": dict(simulation.given),
        "from_stage": decision.move.from_stage,
        "to_stage": decision.move.to_stage,
        "verdict": decision.verdict.value,
        "ends_in": decision.ends_in,
        "findings": [finding_as_json(finding) for finding in decision.findings],
        "asks": [finding_as_json(finding) for finding in decision.asks],
    }


def finding_as_json(finding: Finding) -> dict[str, str]:
    """One finding as JSON."""
    return {
        "code": finding.code,
        "outcome": finding.outcome.value,
        "required": finding.required,
        "observed": finding.observed,
        "remedy": finding.remedy,
    }


def stage_called(process: Process, name: str) -> Stage:
    """
    A stage by its own name, else by the name of its status, regardless of case.

    Raises:
        SupposeError: There is no such stage; the text lists the stages.
    """
    wanted = name.strip().casefold()
    by_name = (stage for stage in process.stages if stage.name.casefold() == wanted)
    found = next(by_name, None) or process.stage_of_status(name)
    if found is None:
        raise _no_stage(process, name)
    return found


def stage_before(process: Process, text: str) -> tuple[Stage, str]:
    """
    The stage that a text begins with (the longest matching name or status), and the rest of the text.

    Raises:
        SupposeError: It begins with no stage; the text lists the stages.
    """
    folded = text.casefold()
    names = {name.casefold(): stage for stage in process.stages for name in (stage.status, stage.name)}
    found = max((name for name in names if _begins(folded, name)), key=len, default=None)
    if found is None:
        raise _no_stage(process, text.split(maxsplit=1)[0])
    return names[found], text[len(found) :].lstrip(" :,;-")


def _begins(text: str, name: str) -> bool:
    return text.startswith(name) and not text[len(name) : len(name) + 1].isalnum()


def _no_stage(process: Process, name: str) -> SupposeError:
    return SupposeError(words.unknown_stage(name, process))
