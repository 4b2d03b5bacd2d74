"""May a ticket of the first-level list be elevated? One pure function decides, and says why."""

from dataclasses import replace

from rules.decision import Decision, Finding
from rules.gate.checks import is_empty
from rules.gate.outcome import Result, met, unknown, unmet
from rules.process.elevation import ElevationSettings
from rules.process.process import Process
from rules.ticket import Move, Unread, Unusable, Value
from rules.wording import clause, listed, quoted


def decide(
    process: Process, settings: ElevationSettings, task_id: str, *, category: Value, came_from: str
) -> Decision:
    """
    Judge the elevation of a first-level ticket by its category there.

    The stages of the decision are statuses of the first-level list. If it is rejected, the ticket ends in
    the status it ``came_from``.
    """
    result = _check(process, settings, category)
    finding = Finding(
        code="elevation",
        outcome=result.outcome,
        required=f"{process.name} takes {listed(process.categories, 'and')}.",
        observed=result.observed,
        remedy=result.remedy,
    )
    decision = Decision(
        task_id=task_id,
        move=Move(from_stage=came_from, to_stage=settings.status),
        findings=(finding,),
        ends_in=settings.status,
    )
    return replace(decision, ends_in=came_from) if decision.unmet else decision


def _check(process: Process, settings: ElevationSettings, category: Value) -> Result:
    field, choices = settings.category, listed(process.categories, "or")
    if isinstance(category, Unread):
        return unknown(f"{field} could not be read: {clause(category.reason)}.")
    if isinstance(category, Unusable):
        choose = f'Choose one in the "{field}" field: {choices}.'
        return unmet(f"{field} cannot be used: {clause(category.reason)}.", choose)
    if is_empty(category):
        return unmet(f"{field} is not set.", f'Choose one in the "{field}" field: {choices}.')
    given = str(category).strip()
    if given.casefold() in {name.casefold() for name in process.categories}:
        return met(f"{field} is {quoted(given)}.")
    return unmet(
        f"{field} is {quoted(given)}, which {process.name} does not take.",
        f'Solve the ticket here, or choose another category in the "{field}" field: {choices}.',
    )
