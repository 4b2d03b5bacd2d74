"""Takes the tickets of a database along when the stages of the process file change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from app.process.stage_changes import KnownStage, StageChanges, compare, known_stages
from app.store import stages as store
from rules.process.process import Process


@dataclass(frozen=True, slots=True)
class Migration:
    """What changed, and the tickets that it concerns, by the old name of their stage."""

    changes: StageChanges
    tickets: Mapping[str, Sequence[str]] = field(default_factory=dict)


def migrate(connection: Connection, process: Process, *, only_look: bool = False) -> Migration:
    """
    Let tickets and judged moves follow renamed stages, and tickets of removed stages count as before them.

    Repeatable; the second time nothing is left to do.  `only_look` changes nothing.
    """
    store.alone(connection)
    changes = _changes(connection, process)
    names = changes.moved
    found = Migration(changes, {name: store.tickets_in(connection, name) for name in names})
    if not only_look:
        store.move_tickets(connection, names)
        store.rename(connection, changes.renamed)
        store.keep(connection, [(s.name, s.status, s.status_id) for s in known_stages(process)])
    return found


def _changes(connection: Connection, process: Process) -> StageChanges:
    """Since the last start; an older version stored only the stages of tickets, without their order."""
    kept = store.kept(connection)
    if kept is not None:
        return compare([KnownStage(*each) for each in kept], process)
    names = {stage.name for stage in process.stages}
    unknown = [KnownStage(*each) for each in store.of_tickets(connection) if each[0] not in names]
    each = [compare([stage], process) for stage in unknown]
    return StageChanges(
        {old: new for one in each for old, new in one.renamed.items()},
        {old: new for one in each for old, new in one.removed.items()},
    )
