"""Writes settings into `.env` and keeps everything else in it."""

import re
from collections.abc import Mapping
from pathlib import Path

from app.setup.process_on_disk import SetupError

#: A value that every reader of such files takes as it is.
_PLAIN = re.compile(r"[A-Za-z0-9_./:@%+,~-]*")


def with_values(text: str, values: Mapping[str, str]) -> str:
    """The text of a `.env` with these variables: lines that set them are replaced, others come at the end."""
    lines = text.splitlines()
    for name, value in values.items():
        line = f"{name}={_written(value)}"
        setting = re.compile(rf"\s*(?:export\s+)?{re.escape(name)}\s*=")
        place = next((number for number, each in enumerate(lines) if setting.match(each)), None)
        if place is None:
            lines.append(line)
        else:
            lines[place] = line
    return "".join(f"{line}\n" for line in lines)


def write(file: Path, values: Mapping[str, str]) -> None:
    """
    Write the variables into a file that only its owner may read.

    Raises:
        SetupError: It cannot be read or written.
    """
    try:
        before = file.read_text(encoding="utf-8") if file.exists() else ""
        file.touch(mode=0o600)
        file.chmod(0o600)
        file.write_text(with_values(before, values), encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SetupError(f"{file} cannot be written: {error}.") from error


def _written(value: str) -> str:
    if _PLAIN.fullmatch(value):
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
