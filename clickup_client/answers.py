"""PURE. Converts an answer's JSON to the value that a call returns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from clickup_client.errors import UnexpectedAnswerError

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
Model = TypeVar("Model", bound=BaseModel)


def understood(read: Callable[[Any], T], data: Any, *, method: str, path: str, status: int) -> T:
    """
    Return ``read(data)``.

    Raises:
        UnexpectedAnswerError: ``read`` does not accept the shape of ``data``. The text says where, but not
            what was found there: the answer about a webhook holds its secret.
    """
    try:
        return read(data)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        complaint = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    except (KeyError, TypeError, AttributeError) as error:
        complaint = f"{type(error).__name__}: {error}"
    # Raised outside the handler: pydantic's error holds the answer, and would be attached as __context__.
    raise UnexpectedAnswerError(
        f"not the documented shape ({complaint})", method=method, path=path, status=status
    )


def many(key: str, kind: type[Model]) -> Callable[[Any], tuple[Model, ...]]:
    """Return a reader of answers like ``{key: [...]}``."""

    def read(data: Any) -> tuple[Model, ...]:
        return tuple(kind.model_validate(item) for item in data[key])

    return read


def inside(key: str, kind: type[Model]) -> Callable[[Any], Model]:
    """Return a reader of answers like ``{key: {...}}``."""

    def read(data: Any) -> Model:
        return kind.model_validate(data[key])

    return read


def nothing(_data: Any) -> None:
    """Read an answer that only confirms the call."""
