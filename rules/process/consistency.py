"""Whether the names in a process file fit together. Every fault is found, not just the first."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from rules.process.datum import (
    Datum,
    DueDateDatum,
    FieldDatum,
    RelatedDatum,
    choices_of,
    due_date_in,
    priority_in,
)
from rules.process.moves import Moves
from rules.process.overrides import OverrideSettings
from rules.process.owner import Owner, OwnerOrName
from rules.process.priority import ByDays, ByValue, PrioritySettings
from rules.process.sla import SlaSettings
from rules.process.stage import Requirement, Stage
from rules.wording import choose, quoted

#: Where in the file, as keys and list positions; and what is wrong there.
Fault = tuple[tuple[str | int, ...], str]

#: Types of datum whose values can each have points.
_WEIGHABLE = ("drop_down", "checkbox", "yes_no")

#: Types of datum that can say yes.
_ANSWERS = ("checkbox", "yes_no")


def data_faults(data: Mapping[str, Datum], categories: tuple[str, ...]) -> Iterator[Fault]:
    """More than one due date, and choices that are not listed."""
    due_dates = [name for name, datum in data.items() if isinstance(datum, DueDateDatum)]
    for name in due_dates[1:]:
        yield ("data", name), f"{quoted(due_dates[0])} is already the due date; a ticket has only one"
    for name, datum in data.items():
        if isinstance(datum, FieldDatum) and datum.choices == "categories" and not categories:
            yield ("data", name, "choices"), "the process file lists no categories"


def move_faults(moves: Moves, open_names: Collection[str]) -> Iterator[Fault]:
    """Names in the section ``moves`` that are not open stages."""
    for key, rule in (
        ("resolved from", moves.resolved_from),
        ("unresolved from", moves.unresolved_from),
        ("reopen to", moves.reopen_to),
    ):
        for at, name in enumerate(() if isinstance(rule, str) else rule):
            if name not in open_names:
                yield ("moves", key, at), f"unknown open stage {quoted(name)}; {choose(name, open_names)}"


def owner_faults(
    sla: SlaSettings, overrides: OverrideSettings, owners: Mapping[str, Owner]
) -> Iterator[Fault]:
    """Owners in the sections ``sla`` and ``overrides`` that the file does not define."""
    named: list[tuple[tuple[str | int, ...], OwnerOrName | None]] = [
        (("sla", "escalate to"), sla.escalate_to)
    ]
    named += [(("overrides", "by", at), each) for at, each in enumerate(overrides.by)]
    for place, owner in named:
        if isinstance(owner, str) and owner not in owners:
            what = f"unknown owner {quoted(owner)}; {choose(owner, owners)}"
            yield place, f"{what}; or give people: {{users: [...]}}"


def advice_faults(
    advice: PrioritySettings | None,
    data: Mapping[str, Datum],
    categories: tuple[str, ...],
    open_names: Collection[str],
) -> Iterator[Fault]:
    """Names in the section ``priority advice`` that the rest of the file does not define."""
    if advice is None:
        return
    for key, stage in (("shown in", advice.shown_in), ("compared in", advice.compared_in)):
        if stage is not None and stage not in open_names:
            what = f"unknown open stage {quoted(stage)}; {choose(stage, open_names)}"
            yield ("priority advice", key), what
    if advice.compared_in is not None and priority_in(data) is None:
        what = "this needs a priority; add a datum with task: priority to data"
        yield ("priority advice", "compared in"), what
    for name, table in advice.points.items():
        for place, what in _table(name, table, data, categories):
            yield ("priority advice", "points", name, *place), what


def _table(
    name: str, table: ByValue | ByDays, data: Mapping[str, Datum], categories: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], str]]:
    datum = data.get(name)
    kind = getattr(datum, "type", None)
    if datum is None:
        yield (), f"unknown datum {quoted(name)}; {choose(name, data)}"
    elif kind == "date" or isinstance(datum, DueDateDatum):
        if isinstance(table, ByValue):
            yield (), f"{name} is a date; write its points as {{within 2 days: 3, within 7 days: 1}}"
    elif kind not in _WEIGHABLE and not isinstance(datum, RelatedDatum):
        what = f"choose a datum of type: {', '.join(_WEIGHABLE)}, date, or one that follows a relationship"
        yield (), f"the values of {quoted(name)} cannot give points; {what}"
    elif isinstance(table, ByDays):
        yield (), f"{name} is not a date; write its points as {{Some value: 3, Another: 0}}"
    else:
        choices = ("Yes", "No") if kind in ("checkbox", "yes_no") else choices_of(datum, categories)
        known = {choice.casefold() for choice in choices}
        for value, _ in table.points:
            if choices and value.casefold() not in known:
                yield (value,), f"{quoted(value)} is not a value of {name}; {choose(value, choices)}"


def stage_faults(
    stages: Sequence[Stage], owners: Mapping[str, Owner], data: Mapping[str, Datum]
) -> Iterator[Fault]:
    """Stages that share a name or a status, are in the wrong order, or use names that are not defined."""
    yield from _stage_names(stages)
    yield from _stage_order(stages)
    for at, stage in enumerate(stages):
        yield from _stage(at, stage, owners, data)


def _stage_names(stages: Sequence[Stage]) -> Iterator[Fault]:
    names: set[str] = set()
    statuses: dict[str, str] = {}
    ids: dict[str, str] = {}
    for at, stage in enumerate(stages):
        if stage.name.casefold() in names:
            yield ("stages", at, "stage"), f"there is already a stage {quoted(stage.name)}"
        names.add(stage.name.casefold())
        status = stage.status.casefold()
        if status in statuses:
            what = f"{quoted(stage.status)} is already the status of {statuses[status]}"
            yield ("stages", at, "status"), f"{what}; every stage needs its own"
        statuses.setdefault(status, stage.name)
        if stage.status_id in ids:
            what = f"{quoted(stage.status_id)} is already the status of {ids[stage.status_id]}"
            yield ("stages", at, "status id"), f"{what}; every stage needs its own"
        if stage.status_id is not None:
            ids.setdefault(stage.status_id, stage.name)


def _stage_order(stages: Sequence[Stage]) -> Iterator[Fault]:
    if all(stage.closed for stage in stages):
        yield ("stages",), "there is no open stage; a stage without closed: ... is open"
    closed: Stage | None = None
    for at, stage in enumerate(stages):
        if stage.closed is None and closed is not None:
            what = f"the open stage {stage.name} comes after {closed.name}, which is closed"
            yield ("stages", at), f"{what}; put the closed stages last"
        closed = closed or (stage if stage.closed else None)


def _stage(at: int, stage: Stage, owners: Mapping[str, Owner], data: Mapping[str, Datum]) -> Iterator[Fault]:
    if stage.owner is not None and stage.owner not in owners:
        what = f"unknown owner {quoted(stage.owner)}; {choose(stage.owner, owners)}"
        yield ("stages", at, "owner"), what
    yield from _requirements(at, stage, data)
    if due_date_in(data) is None:
        tells = stage.tells_client
        for key, needs_date in (
            ("sla", stage.sla == "due date"),
            ("keeps date", stage.keeps_date),
            ("tells client", tells.on_entry == "estimated" or tells.on_date_change is not None),
        ):
            if needs_date:
                yield ("stages", at, key), "this needs a due date; add a datum with task: due_date to data"


def _requirements(at: int, stage: Stage, data: Mapping[str, Datum]) -> Iterator[Fault]:
    seen: set[str] = set()
    for position, requirement in enumerate(stage.requires):
        where = ("stages", at, "requires", position)
        name = requirement.datum
        if name in seen:
            yield where, f"{stage.name} requires {quoted(name)} twice"
        seen.add(name)
        datum = data.get(name)
        if datum is None:
            yield where, f"unknown datum {quoted(name)}; {choose(name, data)}"
        else:
            yield from ((where, what) for what in _word_faults(requirement, getattr(datum, "type", None)))


def _word_faults(requirement: Requirement, kind: str | None) -> Iterator[str]:
    """What is wrong with the word ``is`` of a requirement whose datum has that type."""
    name = quoted(requirement.datum)
    if requirement.is_ == "merged" and kind in _ANSWERS:
        yield f"{name} cannot be merged, but it can say yes; write is: yes"
    elif requirement.is_ == "merged" and kind != "pull_request":
        yield f"{name} cannot be merged; choose a datum of type: pull_request"
    elif requirement.is_ == "yes" and kind not in _ANSWERS:
        yield f"{name} cannot say yes; choose a datum of type: {', '.join(_ANSWERS)}"
