"""Which stages of a process have other names than before, and which are gone.  Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rules.process.process import Process
from rules.process.stage import Stage


@dataclass(frozen=True, slots=True)
class KnownStage:
    """A stage as it was: its name, the name of its status, and ClickUp's id of that if the file had one."""

    name: str
    status: str
    status_id: str | None = None


@dataclass(frozen=True, slots=True)
class StageChanges:
    """
    By the old name of a stage: the new one, or the stage before it, where its tickets count from now on.

    A removed stage without an earlier one counts as the first stage.
    """

    renamed: Mapping[str, str]
    removed: Mapping[str, str]

    @property
    def moved(self) -> dict[str, str]:
        """Both, for what tickets belong to."""
        return {**self.renamed, **self.removed}


def known_stages(process: Process) -> tuple[KnownStage, ...]:
    """The stages of a process, to be compared with later."""
    return tuple(KnownStage(each.name, each.status, each.status_id) for each in process.stages)


def compare(before: Sequence[KnownStage], process: Process) -> StageChanges:
    """Find out which of the earlier stages were renamed or removed, in their order."""
    renamed, removed = {}, {}
    home = process.first_stage.name
    for old in before:
        now = _same(old, process)
        if now is None:
            removed[old.name] = home
            continue
        home = now.name
        if now.name != old.name:
            renamed[old.name] = now.name
    return StageChanges(renamed, removed)


def _same(old: KnownStage, process: Process) -> Stage | None:
    """The stage with that status id, else of that status, else of that name."""
    for stage in process.stages:
        if old.status_id is not None and stage.status_id == old.status_id:
            return stage
    return process.stage_of_status(old.status) or process.find_stage(old.name)
