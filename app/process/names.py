"""The names of statuses and fields in a process, by ClickUp's ids: what a rename there changes.  Pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from rules.process.datum import Datum, DueDateDatum, FieldDatum, PriorityDatum, RelatedDatum
from rules.process.elevation import ElevationSettings
from rules.process.notices import NoticeFieldIds, NoticeFields
from rules.process.process import Process


@dataclass(frozen=True, slots=True)
class Named:
    """A status or a custom field of ClickUp in the process file; `owner` says what it is used for."""

    kind: Literal["status", "field"]
    id: str
    name: str
    owner: str


def named_in(process: Process) -> tuple[Named, ...]:
    """Everything in a process that carries an id, in the order of the file."""
    return tuple(_named(process))


def with_names(process: Process, names: Mapping[str, str]) -> Process:
    """
    The process as it reads with these names, by id; the very same one where nothing differs.

    Names that differ only in capitals are the same name: ClickUp shows statuses in lower case.
    """
    renamed = {each.id: names[each.id] for each in named_in(process) if _differs(each, names)}
    if not renamed:
        return process

    def now(field_id: str | None, name: str) -> str:
        return name if field_id is None else renamed.get(field_id, name)

    fields, ids = process.notices.fields, process.notices.field_ids
    pairs = {key: now(getattr(ids, key), getattr(fields, key)) for key in NoticeFieldIds.model_fields}
    return process.model_copy(
        update={
            "data": {name: _with_names(datum, now) for name, datum in process.data.items()},
            "stages": tuple(
                stage.model_copy(update={"status": now(stage.status_id, stage.status)})
                for stage in process.stages
            ),
            "notices": process.notices.model_copy(update={"fields": NoticeFields(**pairs)}),
            "elevation": _elevation(process, renamed),
        }
    )


def _elevation(process: Process, renamed: Mapping[str, str]) -> ElevationSettings | None:
    """Its map names the fields of tickets, whose ids stand with the data."""
    elevation = process.elevation
    if elevation is None:
        return None
    now = {each.name.casefold(): renamed[each.id] for each in named_in(process) if each.id in renamed}
    copies = {now.get(here.casefold(), here): there for here, there in elevation.copies.items()}
    return elevation.model_copy(update={"copies": copies})


def _named(process: Process) -> Iterator[Named]:
    for name, datum in process.data.items():
        for field_id, field in _fields_of(datum):
            if field_id is not None and field is not None:
                yield Named("field", field_id, field, name)
    fields, ids = process.notices.fields, process.notices.field_ids
    for key in NoticeFieldIds.model_fields:
        if (field_id := getattr(ids, key)) is not None:
            yield Named("field", field_id, getattr(fields, key), f"notices: {key}")
    for stage in process.stages:
        if stage.status_id is not None:
            yield Named("status", stage.status_id, stage.status, stage.name)


def _fields_of(datum: Datum) -> tuple[tuple[str | None, str | None], ...]:
    match datum:
        case FieldDatum():
            return ((datum.id, datum.field),)
        case RelatedDatum():
            return (datum.id, datum.field), (datum.then_id, datum.then)
        case DueDateDatum():
            return ((datum.mirror_id, datum.mirror),)
        case PriorityDatum():
            return ()


def _with_names(datum: Datum, now: Callable[[str | None, str], str]) -> Datum:
    match datum:
        case FieldDatum():
            return datum.model_copy(update={"field": now(datum.id, datum.field)})
        case RelatedDatum():
            changed = {"field": now(datum.id, datum.field), "then": now(datum.then_id, datum.then)}
            return datum.model_copy(update=changed)
        case DueDateDatum(mirror=str() as mirror):
            return datum.model_copy(update={"mirror": now(datum.mirror_id, mirror)})
        case _:
            return datum


def _differs(each: Named, names: Mapping[str, str]) -> bool:
    return each.id in names and names[each.id].casefold() != each.name.casefold()
