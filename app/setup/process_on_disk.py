"""Reads, compares and replaces the process file on disk."""

from collections.abc import Iterator
from difflib import unified_diff
from importlib.resources import as_file, files
from pathlib import Path

from app.errors import ForPeopleError
from app.process.file import ProcessFileError
from app.process.schema import FILE_NAME as SCHEMA
from app.setup.process_text import new_text


class SetupError(ForPeopleError):
    """Setup cannot continue; the text says why and what to do."""


def read_text(file: Path) -> str | None:
    """
    The content of the file; None if it does not exist.

    Raises:
        SetupError, ProcessFileError: It cannot be read.
    """
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SetupError(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError:
        raise ProcessFileError(str(file), [(1, "it is not UTF-8 text")]) from None


def new_file_text(file: Path, *, time_zone: str | None = None) -> str:
    """The first version of a new file at that place, in a time zone or that of the shipped process."""
    shipped = files("rules")
    with as_file(shipped.joinpath(SCHEMA)) as schema:
        text = shipped.joinpath("level_2_support.yaml").read_text(encoding="utf-8")
        return new_text(text, at=file, schema=schema, time_zone=time_zone)


def difference(file: Path, before: str | None, text: str) -> Iterator[str]:
    """The changes, line by line; for a new file the changes to the shipped process."""
    if before is None:
        yield f"{file} is new: the process shipped with Stagegate, with these changes."
        before = files("rules").joinpath("level_2_support.yaml").read_text(encoding="utf-8")
    lines = unified_diff(
        before.splitlines(), text.splitlines(), f"{file} (before)", f"{file} (after)", n=0, lineterm=""
    )
    yield from lines


def replace_text(file: Path, text: str) -> None:
    """
    Replace the file in one step, so that no one reads half of it.

    Raises:
        SetupError: It cannot be written.
    """
    beside = file.with_name(f".{file.name}.new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(text, encoding="utf-8")
        if file.exists():
            beside.chmod(file.stat().st_mode & 0o777)
        beside.replace(file)
    except OSError as error:
        raise SetupError(f"{file} cannot be written: {error.strerror}.") from error
