"""Whether the names in a process file fit together. Every misfit is found, not just the first."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rules.datum import DueDateDatum, FieldDatum, RelatedDatum
from rules.elevation_settings import elevation_faults
from rules.intake_settings import intake_faults
from rules.priority_settings import ByDays, ByValue
from rules.wording import choose, quoted

if TYPE_CHECKING:
    from rules.process import Process
    from rules.stage import Stage

#: Where in the file, in the file's own keys and list positions; and what is wrong there.
Fault = tuple[tuple[str | int, ...], str]

#: Types of datum whose values can be told apart, so that each gives points of its own.
_WEIGHABLE = ("drop_down", "checkbox", "yes_no")

#: Types of datum that can say whether something is merged.
_MERGEABLE = ("pull_request", "checkbox", "yes_no")


def faults_of(process: "Process") -> list[Fault]:
    """Everything that does not fit together, in the order of the file's sections."""
    return [
        *_data(process),
        *_moves(process),
        *elevation_faults(process),
        *intake_faults(process),
        *_sla(process),
        *_overrides(process),
        *_advice(process),
        *_stage_names(process),
        *_stage_order(process),
        *(fault for at, stage in enumerate(process.stages) for fault in _stage(process, at, stage)),
    ]


def _data(process: "Process") -> Iterator[Fault]:
    due_dates = [name for name, datum in process.data.items() if isinstance(datum, DueDateDatum)]
    for name in due_dates[1:]:
        yield ("data", name), f"{quoted(due_dates[0])} is the due date already; a ticket has only one"
    for name, datum in process.data.items():
        if isinstance(datum, FieldDatum) and datum.choices == "categories" and not process.categories:
            yield ("data", name, "choices"), "the process lists no categories to choose from"


def _moves(process: "Process") -> Iterator[Fault]:
    open_names = [stage.name for stage in process.open_stages]
    moves = process.moves
    for key, rule in (
        ("resolved from", moves.resolved_from),
        ("unresolved from", moves.unresolved_from),
        ("reopen to", moves.reopen_to),
    ):
        for at, name in enumerate(() if isinstance(rule, str) else rule):
            if name not in open_names:
                yield ("moves", key, at), f"unknown open stage {quoted(name)}; {choose(name, open_names)}"


def _sla(process: "Process") -> Iterator[Fault]:
    named = process.sla.escalate_to
    if isinstance(named, str) and named not in process.owners:
        what = f"unknown owner {quoted(named)}; {choose(named, process.owners)}"
        yield ("sla", "escalate to"), f"{what}; or name people: {{users: [...]}}"


def _overrides(process: "Process") -> Iterator[Fault]:
    for at, named in enumerate(process.overrides.by):
        if isinstance(named, str) and named not in process.owners:
            what = f"unknown owner {quoted(named)}; {choose(named, process.owners)}"
            yield ("overrides", "by", at), f"{what}; or name people: {{users: [...]}}"


def _advice(process: "Process") -> Iterator[Fault]:
    advice = process.priority_advice
    if advice is None:
        return
    open_names = [stage.name for stage in process.open_stages]
    for key, stage in (("shown in", advice.shown_in), ("compared in", advice.compared_in)):
        if stage is not None and stage not in open_names:
            what = f"unknown open stage {quoted(stage)}; {choose(stage, open_names)}"
            yield ("priority advice", key), what
    if advice.compared_in is not None and process.priority is None:
        what = "this needs a priority: add a datum with task: priority to data"
        yield ("priority advice", "compared in"), what
    for name, table in advice.points.items():
        for place, what in _table(process, name, table):
            yield ("priority advice", "points", name, *place), what


def _table(process: "Process", name: str, table: ByValue | ByDays) -> Iterator[tuple[tuple[str, ...], str]]:
    datum = process.data.get(name)
    kind = getattr(datum, "type", None)
    if datum is None:
        yield (), f"unknown datum {quoted(name)}; {choose(name, process.data)}"
    elif kind == "date" or isinstance(datum, DueDateDatum):
        if isinstance(table, ByValue):
            yield (), f"{name} is a date; write its points as {{within 2 days: 3, within 7 days: 1}}"
    elif kind not in _WEIGHABLE and not isinstance(datum, RelatedDatum):
        what = f"choose a datum of type: {', '.join(_WEIGHABLE)}, date, or one that follows a relationship"
        yield (), f"the values of {quoted(name)} cannot give points; {what}"
    elif isinstance(table, ByDays):
        yield (), f"{name} is no date; write its points as {{Some value: 3, Another: 0}}"
    else:
        choices = ("Yes", "No") if kind in ("checkbox", "yes_no") else process.choices(name)
        known = {choice.casefold() for choice in choices}
        for value, _ in table.points:
            if choices and value.casefold() not in known:
                yield (value,), f"{quoted(value)} is no value of {name}; {choose(value, choices)}"


def _stage_names(process: "Process") -> Iterator[Fault]:
    names: set[str] = set()
    statuses: dict[str, str] = {}
    ids: dict[str, str] = {}
    for at, stage in enumerate(process.stages):
        if stage.name.casefold() in names:
            yield ("stages", at, "stage"), f"there is a stage {quoted(stage.name)} already"
        names.add(stage.name.casefold())
        status = stage.status.casefold()
        if status in statuses:
            what = f"{quoted(stage.status)} is the status of {statuses[status]} already"
            yield ("stages", at, "status"), f"{what}; every stage needs its own"
        statuses.setdefault(status, stage.name)
        if stage.status_id in ids:
            what = f"{quoted(stage.status_id)} is the status of {ids[stage.status_id]} already"
            yield ("stages", at, "status id"), f"{what}; every stage needs its own"
        if stage.status_id is not None:
            ids.setdefault(stage.status_id, stage.name)


def _stage_order(process: "Process") -> Iterator[Fault]:
    if not process.open_stages:
        yield ("stages",), "there is no open stage; a stage without closed: ... is open"
    closed: Stage | None = None
    for at, stage in enumerate(process.stages):
        if stage.closed is None and closed is not None:
            what = f"the open stage {stage.name} comes after {closed.name}, which is closed"
            yield ("stages", at), f"{what}; put the closed stages last"
        closed = closed or (stage if stage.closed else None)


def _stage(process: "Process", at: int, stage: "Stage") -> Iterator[Fault]:
    if stage.owner is not None and stage.owner not in process.owners:
        what = f"unknown owner {quoted(stage.owner)}; {choose(stage.owner, process.owners)}"
        yield ("stages", at, "owner"), what
    yield from _requirements(process, at, stage)
    if process.due_date is None:
        tells = stage.tells_client
        for key, needs_date in (
            ("sla", stage.sla == "due date"),
            ("keeps date", stage.keeps_date),
            ("tells client", tells.on_entry == "estimated" or tells.on_date_change is not None),
        ):
            if needs_date:
                yield ("stages", at, key), "this needs a due date: add a datum with task: due_date to data"


def _requirements(process: "Process", at: int, stage: "Stage") -> Iterator[Fault]:
    seen: set[str] = set()
    for position, requirement in enumerate(stage.requires):
        where = ("stages", at, "requires", position)
        name = requirement.datum
        if name in seen:
            yield where, f"{stage.name} requires {quoted(name)} twice"
        seen.add(name)
        datum = process.data.get(name)
        if datum is None:
            yield where, f"unknown datum {quoted(name)}; {choose(name, process.data)}"
        elif requirement.is_ == "merged" and getattr(datum, "type", None) not in _MERGEABLE:
            yield where, f"{quoted(name)} cannot be merged; choose a datum of type: {', '.join(_MERGEABLE)}"
