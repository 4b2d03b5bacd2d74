"""Reads fields and files from a request, with limits that apply to these addresses only."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Request
from gunicorn.http.errors import ParseException
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import BadRequest

from app.store.client_reports import Upload
from app.web.body import limit_patience, within
from app.web.form.check import FILES, clean

#: For a form: more than its files may have, so that a person who sends too much sees the form again with what
#: they wrote.  Large files wait on the disk, not in memory.
MAX_FORM_BYTES = 32 * 1024 * 1024
#: For a program, which gets a plain error instead.
MAX_API_BYTES = 11 * 1024 * 1024
#: For everything that is not a file.
MAX_TEXT_BYTES = 256 * 1024
#: 10 MB take this long at less than one megabit a second.
LONGEST_BODY_SECONDS = 120.0
_MAX_PARTS = 64
_LONGEST_NAME = 120

_MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+")
_UNKNOWN_TYPE = "application/octet-stream"
_NOT_IN_NAMES = re.compile(r'[<>:"|?*]')


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent: fields by name, and files."""

    fields: Mapping[str, Any]
    files: Sequence[Upload] = ()


def read_form(source: Request, *, most_bytes: int) -> Sent:
    """
    Fields and files of a form.

    Raises:
        RequestEntityTooLarge: It is larger than `most_bytes`, or has too many parts.
        BadRequest: It did not arrive in full.
    """
    source.max_content_length = most_bytes
    source.max_form_memory_size = MAX_TEXT_BYTES
    source.max_form_parts = _MAX_PARTS
    limit_patience(source)
    try:
        with within(source, LONGEST_BODY_SECONDS):
            source.files  # noqa: B018 - all of it is read with the first look
        uploads = [_upload(file) for file in source.files.getlist(FILES) if file.filename]
        return Sent(source.form.to_dict(), uploads)
    except (OSError, ParseException) as error:
        raise BadRequest from error


def read_json(source: Request) -> Sent:
    """
    Fields of a JSON object.

    Raises:
        RequestEntityTooLarge: It is larger than texts may be.
        BadRequest: It is not a JSON object, or did not arrive in full.
    """
    source.max_content_length = MAX_TEXT_BYTES
    limit_patience(source)
    try:
        with within(source, LONGEST_BODY_SECONDS):
            data = source.get_json()
    except (OSError, ParseException, RecursionError, ValueError) as error:
        raise BadRequest from error
    if not isinstance(data, dict):
        raise BadRequest
    return Sent(data)


def _upload(file: FileStorage) -> Upload:
    size = file.stream.seek(0, 2)
    kind = file.mimetype if _MEDIA_TYPE.fullmatch(file.mimetype) else _UNKNOWN_TYPE
    return Upload(name=_name(file.filename or ""), content_type=kind, size=size, stream=file.stream)


def _name(sent: str) -> str:
    """A file's name without folders and without signs that other systems do not allow."""
    name = _NOT_IN_NAMES.sub("_", clean(re.split(r"[/\\]", sent)[-1], lines=False)).strip(". ") or "file"
    if len(name) <= _LONGEST_NAME:
        return name
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > 10:  # noqa: PLR2004 - what is longer is no extension
        return name[:_LONGEST_NAME]
    return f"{stem[: _LONGEST_NAME - len(extension) - 1]}.{extension}"
