"""ClickUp's times: Unix milliseconds, as an integer or as a string, to and from aware UTC datetimes."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EARLIEST = datetime.min.replace(tzinfo=UTC)
LATEST = datetime.max.replace(tzinfo=UTC)

_WHOLE_NUMBER = re.compile(r"-?[0-9]{1,32}")


def from_milliseconds(value: Any) -> datetime | None:
    """
    Turn ClickUp's ``value`` into an aware UTC time; ``None`` and the empty string mean that there is none.

    ClickUp stores years that ``datetime`` cannot hold. They become :data:`EARLIEST` or :data:`LATEST`: still
    a date, and before or after every other date.

    Raises:
        ValueError: ``value`` is not a whole number of milliseconds.
    """
    if value is None or value == "":
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | str) or not _WHOLE_NUMBER.fullmatch(str(value)):
        raise ValueError("not a time in Unix milliseconds")
    try:
        return EPOCH + timedelta(milliseconds=int(value))
    except OverflowError:
        return LATEST if int(value) > 0 else EARLIEST


def to_milliseconds(moment: datetime) -> int:
    """
    Turn an aware time into ClickUp's milliseconds; fractions of a millisecond are cut off.

    Raises:
        ValueError: ``moment`` has no time zone, so it is not known which moment it is.
    """
    if moment.utcoffset() is None:
        raise ValueError("a time for ClickUp needs a time zone")
    return (moment - EPOCH) // timedelta(milliseconds=1)


def _read(value: Any) -> datetime | None:
    return value if isinstance(value, datetime) else from_milliseconds(value)


#: A field of a model: ClickUp's milliseconds, or the ``datetime`` itself where a program makes the model.
ClickUpTime = Annotated[datetime | None, BeforeValidator(_read)]
