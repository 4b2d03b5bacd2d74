"""Lengths of time as a process file writes them: ``1 day``, ``4 hours``, ``2 minutes``, ``due date``."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator

from rules.process.part import fault
from rules.wording import quoted

#: Four digits, so that every length stays far inside of what ``timedelta`` can hold.
_LENGTH: Final = re.compile(r"([1-9][0-9]{0,3}) (second|minute|hour|day)s?")

#: Seconds in each unit of a wait, the largest first.
_UNITS: Final = ((3600, "hour"), (60, "minute"), (1, "second"))

WorkingUnit = Literal["minute", "hour", "day"]


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """An amount of working time. A day is one working day of the calendar, however long that is."""

    amount: int
    unit: WorkingUnit

    def __str__(self) -> str:
        """As the process file writes it."""
        return f"{self.amount} {self.unit}{'' if self.amount == 1 else 's'}"


def working_time(text: str) -> WorkingTime | None:
    """The amount that a text such as ``2 days`` means; ``None``: it is not working time."""
    match = _LENGTH.fullmatch(text)
    if match is None or match[2] == "second":
        return None
    return WorkingTime(int(match[1]), match[2])  # type: ignore[arg-type] # the pattern has only these words


def wait_in_words(wait: timedelta) -> str:
    """A wait as the process file writes it, in its largest unit: ``90 seconds``, ``1 hour``."""
    seconds = round(wait.total_seconds())
    length, unit = next(each for each in _UNITS if seconds % each[0] == 0)
    return f"{seconds // length} {unit}{'' if seconds == length else 's'}"


def _read_sla(value: Any) -> Any:
    if value in ("due date", None):
        return value
    amount = working_time(value) if isinstance(value, str) else None
    if amount is None:
        raise fault(
            f'{quoted(str(value))} is not an SLA; write "1 day", "4 hours", "30 minutes" or "due date"'
        )
    return amount


def _read_wait(value: Any) -> Any:
    match = _LENGTH.fullmatch(value) if isinstance(value, str) else None
    if match is None or match[2] == "day":
        raise fault(
            f'{quoted(str(value))} is not a waiting time; write "30 seconds", "2 minutes" or "1 hour"'
        )
    return timedelta(**{f"{match[2]}s": int(match[1])})


#: How long a ticket may stay in a stage: working time, or until its due date. ``None``: no limit.
Sla = Annotated[WorkingTime | Literal["due date"] | None, BeforeValidator(_read_sla)]

#: A span of ordinary time, including nights and holidays.
Wait = Annotated[timedelta, BeforeValidator(_read_wait)]
