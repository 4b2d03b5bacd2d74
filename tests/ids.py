"""Names each case of a parametrised test in words: to be read and selected, and the same everywhere."""

import dataclasses
import re
import unicodedata
from collections.abc import Mapping
from datetime import date, time, timedelta
from enum import Enum
from functools import singledispatch
from pathlib import Path
from types import FunctionType, ModuleType, SimpleNamespace

from pydantic import BaseModel

#: Longer words are cut.
LONGEST = 60


def pytest_make_parametrize_id(val):
    """Words for a value; pytest itself names numbers, True, False and None."""
    if val is None or isinstance(val, bool | int | float):
        return None
    if isinstance(val, str) and val.strip().replace(".", "", 1).lstrip("-").isdecimal():
        return f"text {val.strip()}" if val.isascii() else f"text {words(val)}"
    found = re.sub(r"[^ -~]+", _named_signs, words(val))
    found = re.sub(r"(.)\1{9,}", r"\1 many times", found)
    return found if len(found) <= LONGEST else f"{found[: LONGEST - 3].rstrip()}..."


@singledispatch
def words(value):
    """What a value holds, without brackets and quotes."""
    if not dataclasses.is_dataclass(value):
        return _spaced(type(value).__name__)
    fields = [field for field in dataclasses.fields(value) if field.repr]
    return _of_class(
        value,
        {
            field.name: getattr(value, field.name)
            for field in fields
            if getattr(value, field.name) != _default(field)
        },
    )


@words.register
def _(value: str):
    return " ".join(value.split()) or ("blank" if value else "empty text")


@words.register
def _(value: bytes):
    return words(value.decode("ascii", "backslashreplace"))


@words.register(type(None))
@words.register(bool)
@words.register(int)
@words.register(float)
def _(value):
    return str(value).lower()


@words.register(date)
@words.register(time)
@words.register(timedelta)
def _(value):
    return str(value)


@words.register
def _(value: Enum):
    return value.name.lower().replace("_", " ")


@words.register
def _(value: Path):
    return value.name


@words.register
def _(value: re.Pattern):
    return words(value.pattern)


@words.register
def _(value: Mapping):
    return ", ".join(f"{words(key)} {words(each)}" for key, each in value.items()) or "empty dict"


@words.register(set)
@words.register(frozenset)
def _(value):
    return ", ".join(sorted(words(each) for each in value)) or "empty set"


@words.register(list)
@words.register(tuple)
def _(value):
    return ", ".join(words(each) for each in value) or "empty list"


@words.register(type)
@words.register(FunctionType)
@words.register(ModuleType)
def _(value):
    return _spaced(value.__name__.rpartition(".")[2])


@words.register
def _(value: BaseModel):
    return _of_class(value, {name: getattr(value, name) for name in sorted(value.model_fields_set)})


@words.register
def _(value: SimpleNamespace):
    return words(vars(value))


def _of_class(value, fields):
    name = _spaced(type(value).__name__)
    return f"{name} {words(fields)}" if fields else name


def _default(field):
    return field.default if field.default_factory is dataclasses.MISSING else field.default_factory()


def _spaced(name):
    """A name in the words that it is made of."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|_+", " ", name).strip().lower()


def _named_signs(match):
    """Letters without their accents; the names of all other signs that not everybody can see or type."""
    plain = "".join(
        each for each in unicodedata.normalize("NFKD", match[0]) if not unicodedata.combining(each)
    )
    return "".join(
        each
        if each.isascii() and each.isprintable()
        else f" {unicodedata.name(each, f'U+{ord(each):04X}').lower()} "
        for each in plain
    )
