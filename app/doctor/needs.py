"""The custom fields that a process needs, described as a person creates them in ClickUp."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from app.ticket.facts import CLICKUP_TYPES
from rules.process.datum import Datum, DueDateDatum, FieldDatum, FieldType, RelatedDatum
from rules.process.process import Process

Where = Literal["tickets", "companies", "first level"]

#: What users choose in ClickUp when they create a field, by the API's name of its type.
TYPE_NAMES: Mapping[str, str] = {
    "attachment": "Files",
    "checkbox": "Checkbox",
    "currency": "Money",
    "date": "Date",
    "drop_down": "Dropdown",
    "email": "Email",
    "emoji": "Rating",
    "labels": "Labels",
    "list_relationship": "Relationship",
    "number": "Number",
    "phone": "Phone",
    "short_text": "Short text",
    "tasks": "Relationship to any task",
    "text": "Long text",
    "url": "Website",
    "users": "People",
}

#: The recommended field type, by type of datum.
_ADVISED: Mapping[FieldType, str] = {
    "text": "text",
    "url": "url",
    "number": "number",
    "drop_down": "drop_down",
    "labels": "labels",
    "checkbox": "checkbox",
    "yes_no": "drop_down",
    "date": "date",
    "people": "users",
    "relationship": "list_relationship",
    "pull_request": "url",
}

_NOTICE_TYPES: Mapping[str, tuple[str, ...]] = {
    "kind": ("drop_down",),
    "text": ("text", "short_text"),
    "receipt": ("checkbox",),
    "email": ("email", "text", "short_text"),
    "notes": ("text", "short_text"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldNeed:
    """
    A custom field that the process reads or writes.

    Attributes:
        key: What it is called on the command line: a datum's name, `notice: kind`, `Company Tier: then`,
            `elevation: category`.
        place, name_key, id_key: Where it is in the process file: a mapping, and two keys of it.  Without
            `id_key` the file does not store its id.
        where: Which list has the field.
        name, id: As the process file has them.
        types: Suitable ClickUp types, the recommended one first.
        options: Names of the required options.
        leads_to: Name of the list that a relationship points to.
    """

    key: str
    place: tuple[str, ...]
    name_key: str
    id_key: str | None
    where: Where
    name: str
    id: str | None
    types: tuple[str, ...]
    options: tuple[str, ...] = ()
    leads_to: str | None = None

    @property
    def in_words(self) -> str:
        """How to create it: its type as people choose it, and its options."""
        words = TYPE_NAMES.get(self.types[0], self.types[0])
        if self.leads_to:
            words += f' to the list "{self.leads_to}"'
        return words + (f" with the options {', '.join(self.options)}" if self.options else "")


def field_needs(process: Process) -> tuple[FieldNeed, ...]:
    """All needs, in the order of the file; a field that is needed twice appears twice."""
    return tuple(_needs(process))


def _needs(process: Process) -> Iterator[FieldNeed]:
    for name, datum in process.data.items():
        yield from _of_datum(process, name, datum)
    yield from _of_notices(process)
    yield from _of_elevation(process)


def kinds_of(process: Process) -> tuple[str, ...]:
    """The kinds of notices that stages send, in the order of the stages."""
    tells = [stage.tells_client for stage in process.stages]
    told = (kind for each in tells for kind in (each.on_entry, each.on_date_change))
    return tuple(dict.fromkeys(kind for kind in told if kind))


def _of_notices(process: Process) -> Iterator[FieldNeed]:
    """The fields for telling clients; only those that something in the process uses."""
    kinds, fields, ids = kinds_of(process), process.notices.fields, process.notices.field_ids
    used = set(_NOTICE_TYPES) if kinds else set[str]()
    if process.intake is not None or (process.elevation and fields.email in process.elevation.copies):
        used.add("email")  # keeps the address of who reported
    if process.elevation is not None:
        used.add("notes")  # go back to the client's own ticket
    for key, types in _NOTICE_TYPES.items():
        if key not in used:
            continue
        yield FieldNeed(
            key=f"notice: {key}",
            place=("notices",),
            name_key=key,
            id_key=key,
            where="tickets",
            name=getattr(fields, key),
            id=getattr(ids, key),
            types=types,
            options=kinds if key == "kind" else (),
        )


def _of_elevation(process: Process) -> Iterator[FieldNeed]:
    """The fields of the first-level list; each must have a type that fits the field it is copied to."""
    elevation, companies = process.elevation, process.lists.companies
    if elevation is None:
        return
    yield FieldNeed(
        key="elevation: category",
        place=("elevation",),
        name_key="category",
        id_key=None,
        where="first level",
        name=elevation.category,
        id=None,
        types=_types("drop_down"),
        options=process.categories,
    )
    for here, there in elevation.copies.items():
        kind = _kind_of(process, here)
        yield FieldNeed(
            key=f"elevation: {here}",
            place=("elevation", "copies"),
            name_key=here,
            id_key=None,
            where="first level",
            name=there,
            id=None,
            types=_NOTICE_TYPES["email"] if kind is None else _types(kind),
            leads_to=companies.name if companies and kind == "relationship" else None,
        )


def _kind_of(process: Process, field: str) -> FieldType | None:
    """The type of the datum that a ticket's field holds; None for the client's address."""
    for datum in process.data.values():
        if isinstance(datum, FieldDatum | RelatedDatum) and datum.field.casefold() == field.casefold():
            return datum.type if isinstance(datum, FieldDatum) else "relationship"
    return None


def _of_datum(process: Process, name: str, datum: Datum) -> Iterator[FieldNeed]:
    place = ("data", name)
    choices = process.choices(name)
    match datum:
        case FieldDatum():
            yes_no = ("Yes", "No") if datum.type == "yes_no" else ()
            yield FieldNeed(
                key=name,
                place=place,
                name_key="field",
                id_key="id",
                where="tickets",
                name=datum.field,
                id=datum.id,
                types=_types(datum.type),
                options=choices or yes_no,
            )
        case RelatedDatum():
            companies = process.lists.companies
            yield FieldNeed(
                key=name,
                place=place,
                name_key="field",
                id_key="id",
                where="tickets",
                name=datum.field,
                id=datum.id,
                types=_types("relationship"),
                leads_to=companies.name if companies else None,
            )
            yield FieldNeed(
                key=f"{name}: then",
                place=place,
                name_key="then",
                id_key="then id",
                where="companies",
                name=datum.then,
                id=datum.then_id,
                types=("drop_down", "text", "short_text"),
                options=choices,
            )
        case DueDateDatum(mirror=str() as mirror):
            yield FieldNeed(
                key=name,
                place=place,
                name_key="mirror",
                id_key="mirror id",
                where="tickets",
                name=mirror,
                id=datum.mirror_id,
                types=_types("date"),
            )
        case _:
            pass


def _types(kind: FieldType) -> tuple[str, ...]:
    advised = _ADVISED[kind]
    return (advised, *sorted(CLICKUP_TYPES[kind] - {advised}))
