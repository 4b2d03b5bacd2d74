"""Converts an answer's JSON to the value that a call returns."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from clickup_client.errors import OddRecordError

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)

T = TypeVar("T")
Model = TypeVar("Model", bound=BaseModel)


def understood(read: Callable[[Any], T], data: Any, *, method: str, path: str, status: int) -> T:
    """
    Return ``read(data)``.

    Raises:
        OddRecordError: ``read`` does not accept the shape of ``data``. The text says where, but not
            what was found there: the answer about a webhook holds its secret.
    """
    try:
        return read(data)
    except ValidationError as error:
        complaint = complaint_of(error)
    except (KeyError, TypeError, AttributeError) as error:
        complaint = f"{type(error).__name__}: {error}"
    # Raised outside the handler: pydantic's error holds the answer, and would be attached as __context__.
    raise OddRecordError(f"not the documented shape ({complaint})", method=method, path=path, status=status)


def complaint_of(error: ValidationError) -> str:
    """Say what is wrong with an answer, and where; not what was found there."""
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"


def many(key: str, kind: type[Model]) -> Callable[[Any], tuple[Model, ...]]:
    """Return a reader of answers like ``{key: [...]}``; odd records are left out and logged."""

    def read(data: Any) -> tuple[Model, ...]:
        found, odd = each(kind, data[key])
        for item, complaint in odd:
            number = item.get("id") if isinstance(item, dict) else None
            log.warning("left out one of %s with the id %s, which cannot be read: %s", key, number, complaint)
        return found

    return read


def each(kind: type[Model], items: Any) -> tuple[tuple[Model, ...], list[tuple[Any, str]]]:
    """
    Read records one by one: those that can be read, and the others with what is wrong with them.

    Raises:
        TypeError: ``items`` is no list.
    """
    if not isinstance(items, list):
        raise TypeError("no list of records")
    found: list[Model] = []
    odd: list[tuple[Any, str]] = []
    for item in items:
        try:
            found.append(kind.model_validate(item))
        except ValidationError as error:
            odd.append((item, complaint_of(error)))
    return tuple(found), odd


def inside(key: str, kind: type[Model]) -> Callable[[Any], Model]:
    """Return a reader of answers like ``{key: {...}}``."""

    def read(data: Any) -> Model:
        return kind.model_validate(data[key])

    return read


def nothing(_data: Any) -> None:
    """Read an answer that only confirms the call."""
