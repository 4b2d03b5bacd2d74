"""Client reports: stored with their files until their ticket is complete."""

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Literal

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as insert_once

from app.store.tables import client_report_files, client_report_pieces, client_reports

State = Literal["waiting", "created", "done"]

#: Files are stored and read in pieces of this size.
PIECE_BYTES = 512 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientReport:
    """
    One report.  `answers` by the names of :mod:`app.intake.offer`; `None` after its ticket is complete.

    `task_id`, `number` (which people use for the ticket) and `url` are known from the state `created` on.
    """

    reference: str
    source: str
    digest: str
    answers: Mapping[str, str] | None
    state: State
    task_id: str | None
    number: str | None
    url: str | None
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file of a report.  `attempted_at` is when a call was made that may have attached it."""

    file_id: int
    name: str
    content_type: str
    size: int
    state: str
    attempted_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file as it arrives; `stream` is read from its beginning."""

    name: str
    content_type: str
    size: int
    stream: IO[bytes]


_REPORT = [client_reports.c[name] for name in ClientReport.__slots__]
_FILE = [client_report_files.c[name] for name in File.__slots__]


def add(
    connection: Connection,
    *,
    reference: str,
    source: str,
    idempotency_key: str,
    digest: str,
    answers: Mapping[str, str],
    files: Iterable[Upload],
) -> ClientReport | None:
    """
    Store a report with its files and return `None`; or return the existing one with the same key and source.

    Its `digest` tells whether it is the same report.
    """
    added = connection.execute(
        insert_once(client_reports)
        .values(
            reference=reference,
            source=source,
            idempotency_key=idempotency_key,
            digest=digest,
            answers=dict(answers),
            state="waiting",
        )
        .on_conflict_do_nothing(index_elements=["source", "idempotency_key"])
        .returning(client_reports.c.reference)
    ).scalar_one_or_none()
    if added is None:
        same = (client_reports.c.source == source) & (client_reports.c.idempotency_key == idempotency_key)
        return ClientReport(**connection.execute(select(*_REPORT).where(same)).mappings().one())
    for file in files:
        _add_file(connection, reference, file)
    return None


def _add_file(connection: Connection, reference: str, file: Upload) -> None:
    row = {"name": file.name, "content_type": file.content_type, "size": file.size}
    file_id = connection.execute(
        insert(client_report_files)
        .values(reference=reference, state="waiting", **row)
        .returning(client_report_files.c.file_id)
    ).scalar_one()
    file.stream.seek(0)
    number = 0
    while piece := file.stream.read(PIECE_BYTES):
        connection.execute(insert(client_report_pieces).values(file_id=file_id, number=number, content=piece))
        number += 1


def get(connection: Connection, reference: str) -> ClientReport | None:
    """The report with a reference; None if there is none."""
    if "\0" in reference:  # PostgreSQL can neither have nor compare it
        return None
    found = connection.execute(select(*_REPORT).where(client_reports.c.reference == reference))
    row = found.mappings().one_or_none()
    return None if row is None else ClientReport(**row)


def files_of(connection: Connection, reference: str) -> list[File]:
    """The files of a report, in their original order."""
    rows = connection.execute(
        select(*_FILE)
        .where(client_report_files.c.reference == reference)
        .order_by(client_report_files.c.file_id)
    )
    return [File(**row) for row in rows.mappings()]


def content_of(connection: Connection, file_id: int) -> bytes:
    """The bytes of a file not sent yet; read in pieces, so that they are never held twice in memory."""
    content = io.BytesIO()
    number = 0
    while (piece := _piece(connection, file_id, number)) is not None:
        content.write(piece)
        number += 1
    return content.getvalue()


def _piece(connection: Connection, file_id: int, number: int) -> bytes | None:
    this = (client_report_pieces.c.file_id == file_id, client_report_pieces.c.number == number)
    return connection.execute(select(client_report_pieces.c.content).where(*this)).scalar_one_or_none()


def created(connection: Connection, reference: str, *, task_id: str, number: str, url: str) -> None:
    """Record that its ticket exists."""
    connection.execute(
        update(client_reports)
        .where(client_reports.c.reference == reference)
        .values(state="created", task_id=task_id, number=number, url=url)
    )


def attempt(connection: Connection, file_id: int, at: datetime | None) -> None:
    """Record that a call is about to be made; None: the last call certainly did not attach the file."""
    connection.execute(
        update(client_report_files).where(client_report_files.c.file_id == file_id).values(attempted_at=at)
    )


def settle_file(connection: Connection, file_id: int, state: Literal["sent", "refused"]) -> None:
    """Record that a file needs no more work, and delete its bytes."""
    connection.execute(
        update(client_report_files).where(client_report_files.c.file_id == file_id).values(state=state)
    )
    connection.execute(delete(client_report_pieces).where(client_report_pieces.c.file_id == file_id))


def done(connection: Connection, reference: str) -> None:
    """Record that its ticket is complete, and delete what the client wrote."""
    connection.execute(
        update(client_reports)
        .where(client_reports.c.reference == reference)
        .values(state="done", answers=None, done_at=func.now())
    )
