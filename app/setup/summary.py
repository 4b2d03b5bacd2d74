"""Says in words what would be written into the process file.  Pure."""

from collections.abc import Iterator

from app.process.names import named_in
from app.setup.plan import Plan
from rules.process.process import Process


def summary(before: Process | None, after: Process, plan: Plan) -> Iterator[str]:
    """The lines; `before` is None for a new file, which begins as the shipped process."""
    if before is None:
        yield "A new process file: the process shipped with Stagegate, for your workspace."
        if after.mode == "shadow":
            yield "  - mode: shadow, so Stagegate only watches until you set `mode: enforce`"
        yield f"  - time zone: {after.calendar.time_zone}"
    for old, new in plan.renamed:
        yield f'  - "{old}" is called "{new}" here'
    ids = len({each.id for each in named_in(after) if each.kind == "field"})
    statuses = sum(stage.status_id is not None for stage in after.stages)
    yield (
        f"  - where everything is: {_many(len(plan.lists), 'list')}, "
        f"{_many(statuses, 'status', 'statuses')}, {_many(ids, 'field')}, "
        f"{_many(len(plan.owners), 'owner')}, by id, so that they may be renamed in ClickUp"
    )


def _many(number: int, one: str, several: str = "") -> str:
    return f"{number} {one if number == 1 else several or f'{one}s'}"
