"""Imports the functions that jobs call, by their names in :mod:`app.queue.kinds`."""

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import Any

from app.queue.kinds import KINDS, PERIODIC, Kind, Periodic

#: The functions by the kind of job.  A worker runs only kinds that have a function here.
Functions = Mapping[Kind | Periodic, Callable[..., Any]]


def find(table: Iterable[Kind | Periodic] = (*KINDS, *PERIODIC)) -> Functions:
    """
    Import the function of each entry that names one.

    Raises:
        ImportError, AttributeError: An entry names a function that does not exist.
    """
    return {entry: _at(entry.run) for entry in table if entry.run is not None}


def _at(path: str) -> Callable[..., Any]:
    module, _, name = path.partition(":")
    function: Callable[..., Any] = getattr(import_module(module), name)
    return function
