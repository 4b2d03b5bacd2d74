"""The functions that jobs call, found by the names that :mod:`app.queue.kinds` gives."""

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import Any

from app.queue.kinds import KINDS, PERIODIC, Kind, Periodic

#: By the kind of their jobs.  A worker runs those kinds that it has a function for.
Functions = Mapping[Kind | Periodic, Callable[..., Any]]


def find(table: Iterable[Kind | Periodic] = (*KINDS, *PERIODIC)) -> Functions:
    """
    Import the function of each entry that names one.

    Raises:
        ImportError, AttributeError: An entry's `run` leads nowhere.
    """
    return {entry: _at(entry.run) for entry in table if entry.run is not None}


def _at(path: str) -> Callable[..., Any]:
    module, _, name = path.partition(":")
    function: Callable[..., Any] = getattr(import_module(module), name)
    return function
