"""Whether one datum of a ticket meets what a move requires."""

from datetime import date, datetime
from decimal import Decimal
from typing import Final
from urllib.parse import urlsplit

from rules.decision import Finding, Outcome
from rules.gate.demands import Demand
from rules.gate.filling import how_to_fill
from rules.gate.merged import check_merge
from rules.gate.outcome import Result, met, unknown, unmet
from rules.process.datum import Datum, DueDateDatum, FieldDatum, FieldType, RelatedDatum
from rules.process.process import Process
from rules.process.stage import Is
from rules.ticket import PullRequest, Ticket, Unread, Unusable, Value, YesNoField
from rules.wording import clause, is_blank, listed, one_line, quoted

#: Days outside of these are typing or program errors (1970 is ClickUp's 0, 9999 its end), not dates that
#: anyone plans for.
EARLIEST_DAY: Final = date(2000, 1, 1)
LATEST_DAY: Final = date(2100, 1, 1)

#: ClickUp's priorities: 1 urgent, 2 high, 3 normal, 4 low.
PRIORITIES: Final = range(1, 5)

#: The value of a datum that a ticket does not have.
NOT_READ: Final = Unread("it did not come with the ticket")

_HOLDS: Final[dict[FieldType, tuple[type, ...]]] = {
    "text": (str,),
    "url": (str,),
    "number": (int, Decimal),
    "drop_down": (str,),
    "labels": (tuple,),
    "checkbox": (bool,),
    "yes_no": (bool, str),
    "date": (date,),
    "people": (tuple,),
    "relationship": (tuple,),
    "pull_request": (tuple,),
}


def judge(process: Process, demand: Demand, ticket: Ticket, written: frozenset[str]) -> Finding:
    """Whether a ticket meets one demand. ``written``: see :class:`rules.ticket.Move`."""
    value = ticket.values.get(demand.datum, NOT_READ)
    shown = ticket.fields.get(demand.datum)
    result = check_value(process, demand.datum, value, is_=demand.is_, shown=shown)
    since = demand.updated_since
    if result.outcome is Outcome.MET and since is not None and demand.datum not in written:
        result = unmet(
            f"{demand.datum} has not been updated since the ticket entered {since.label}.",
            f"Write a new entry: {_continued(how_to_fill(process, demand.datum, shown=shown))}",
        )
    return Finding(
        code=f"datum:{demand.datum}",
        outcome=result.outcome,
        required=_required(demand),
        observed=result.observed,
        remedy=result.remedy,
    )


def _required(demand: Demand) -> str:
    who = listed([stage.name for stage in demand.stages], "and")
    verb = "requires" if len(demand.stages) == 1 else "require"
    what = f" to be {demand.is_}" if demand.is_ != "filled" else ""
    since = f", updated since the ticket entered {demand.updated_since.label}" if demand.updated_since else ""
    return f"{who} {verb} {demand.datum}{what}{since}."


def check_value(
    process: Process, name: str, value: Value, *, is_: Is = "filled", shown: YesNoField | None = None
) -> Result:
    """
    Whether the datum called ``name`` is filled in with something that counts.

    If it is, the value has the Python type of the datum's place in ClickUp and is one of the datum's choices.
    ``is_``: only a merged pull request counts, or only a yes. ``shown``: see :class:`rules.ticket.Ticket`.
    """
    datum = process.data[name]
    how = how_to_fill(process, name, is_=is_, shown=shown)
    match value:
        case Unread(reason=reason):
            return unknown(f"{name} could not be read: {clause(reason)}.")
        case Unusable(reason=reason):
            verb = "is not known" if isinstance(datum, RelatedDatum) else "cannot be used"
            return unmet(f"{name} {verb}: {clause(reason)}.", how)
    if is_empty(value):
        return unmet(_absence(name, datum, value), how)
    if not _fits(datum, value):
        return unknown(
            f"{name} is in a field whose type differs from the process file.",
            "An administrator needs to correct one of the two. Then the move is checked again.",
        )
    wrong = _what_is_wrong(process, name, value)
    if wrong is not None:
        return unmet(wrong, f"Correct it: {_continued(how)}")
    return _check_further(name, datum, value, how, is_)


def _check_further(name: str, datum: Datum, value: Value, how: str, is_: Is) -> Result:
    """Whether a value that is sound is also what a stage requires it to be."""
    if is_ == "merged" and isinstance(value, tuple) and isinstance(datum, FieldDatum):
        links = [link for link in value if isinstance(link, PullRequest)]
        return check_merge(links, field=datum.field)
    if is_ == "yes":
        return met(f"{name} says yes.") if yes_or_no(value) else unmet(f"{name} says no.", how)
    return met(f"{name} is filled in.")


def is_empty(value: Value) -> bool:
    """Whether a value is never set, has nothing visible or nothing chosen. "No" is not empty."""
    return value is None or value == () or (isinstance(value, str) and is_blank(value))


def _absence(name: str, datum: Datum, value: Value) -> str:
    match datum:
        case RelatedDatum(field=field):
            where = f"no {field} is linked" if value is None else f"the linked {field} has none"
            return f"{name} is not known: {where}."
        case FieldDatum(type="text" | "url" | "pull_request"):
            return f"{name} is empty."
        case FieldDatum(type="checkbox" | "yes_no"):
            return f"{name} is not answered."
        case _:
            return f"{name} is not set."


def _fits(datum: Datum, value: Value) -> bool:
    """Whether a value has the Python type of the datum's place in ClickUp."""
    match datum:
        case FieldDatum(type=kind):
            if isinstance(value, bool):  # to Python a bool is an int as well
                return bool in _HOLDS[kind]
            links = isinstance(value, tuple) and all(isinstance(each, PullRequest) for each in value)
            return isinstance(value, _HOLDS[kind]) and links is (kind == "pull_request")
        case RelatedDatum():
            return isinstance(value, str)
        case DueDateDatum():
            return isinstance(value, date)
    return isinstance(value, int) and not isinstance(value, bool) and value in PRIORITIES  # the priority


def _what_is_wrong(process: Process, name: str, value: Value) -> str | None:
    """What is wrong with a value of the right type; ``None``: nothing."""
    match process.data[name], value:
        case FieldDatum(type="url"), str() if not _is_web_address(value):
            return f"{name} holds {quoted(value)}, which is not a web address."
        case FieldDatum(type="text", at_least=least), str() if (length := len(one_line(value))) < least:
            return f"{name} is too short: it has {length} {'character' if length == 1 else 'characters'}."
        case FieldDatum(type="yes_no"), str() if yes_or_no(value) is None:
            return f"{name} is answered with {quoted(value)}, which is neither yes nor no."
        case FieldDatum() | DueDateDatum(), date():
            day = value.date() if isinstance(value, datetime) else value
            if not EARLIEST_DAY <= day <= LATEST_DAY:
                return f"{name} is {day.isoformat()}, which cannot be right."
    return _not_a_choice(name, value, process.choices(name))


def _not_a_choice(name: str, value: Value, choices: tuple[str, ...]) -> str | None:
    given = tuple(map(str, value)) if isinstance(value, tuple) else (str(value),)
    known = {choice.casefold() for choice in choices}
    strange = [quoted(choice) for choice in given if choice.strip().casefold() not in known]
    if not choices or not strange:
        return None
    return f"{name} is {listed(strange, 'and')}, which is not one of its choices."


def yes_or_no(value: Value) -> bool | None:
    """Yes or no, of a checkbox or of a drop-down; ``None``: a word that is neither. Never set is no yes."""
    if isinstance(value, str):
        return {"yes": True, "no": False}.get(value.strip().casefold())
    return value is True


def _is_web_address(text: str) -> bool:
    address = text.strip()
    try:
        parts = urlsplit(address)
    except ValueError:  # such as http://[
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not any(map(str.isspace, address))


def _continued(sentence: str) -> str:
    return f"{sentence[0].lower()}{sentence[1:]}"
