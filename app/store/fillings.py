"""What people filled in on the pages of :mod:`app.store.fill_pages`, each once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects.postgresql import insert

from app.store import sign_ins
from app.store.prepared import Prepared, Rows, given
from app.store.sign_ins import SignedIn
from app.store.tables import IS_NOT_SETTLED, fill_pages, fillings

#: Not written yet; written and moved, and not judged yet; let through; put back; not all of it taken by
#: ClickUp; not to be judged; the ticket has moved meanwhile; the sender has to sign in again.
State = Literal["waiting", "moved", "entered", "refused", "partly", "undecided", "over", "signed_out"]
#: After these nothing more can be sent with the same page.
_LAST: frozenset[State] = frozenset({"entered", "undecided", "over"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """
    What someone sent.

    `answers` is what they wrote, by the keys of the page's blanks; None once the ticket has it.  `written` is
    what ClickUp took, as people call it, `refused` why it did not take others.  `user_id`, `user_name`,
    `zone` and `token` are those of :class:`app.store.sign_ins.SignedIn`, None if no one signed in for it.
    """

    reference: str
    page_id: int
    task_id: str
    answers: Mapping[str, list[str]] | None
    written: Sequence[str]
    refused: Mapping[str, str]
    state: State
    received_at: datetime
    user_id: int | None = None
    user_name: str | None = None
    zone: str | None = None
    token: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sent something: who was signed in; None for the person whose link it is."""

    signed_in: SignedIn | None = None


_COLUMNS = [fillings.c[name] for name in Filling.__slots__]
#: What was sent for a ticket and has a state.
UNSETTLED = Prepared(
    select(*_COLUMNS)
    .where(fillings.c.task_id == given("task_id"), fillings.c.state == given("state"), IS_NOT_SETTLED)
    .order_by(fillings.c.received_at, fillings.c.reference)
)
#: Who filled in what a ticket's stage required and so moved it there; no row if it came in another way.
ENTERED_BY = Prepared(
    select(func.coalesce(fillings.c.user_name, fill_pages.c.user_name).label("user_name"))
    .join(fillings, fillings.c.page_id == fill_pages.c.page_id)
    .where(
        fillings.c.task_id == given("task_id"),
        fillings.c.state == "entered",
        fillings.c.settled_at >= given("since"),
        fill_pages.c.stage == given("stage"),
    )
    .order_by(fillings.c.settled_at.desc())
    .limit(1)
)


def add(
    connection: Connection,
    *,
    reference: str,
    page_id: int,
    task_id: str,
    nonce: str,
    answers: Mapping[str, list[str]],
    at: datetime,
    by: Sender | None,
) -> Filling | None:
    """
    Keep what was sent and return None, or return what the same page was sent with before.

    Without a sender it is kept as `signed_out`, until someone signs in and sends it.
    """
    row = {"reference": reference, "page_id": page_id, "task_id": task_id, "nonce": nonce, "received_at": at}
    who = {} if by is None or by.signed_in is None else _of(by.signed_in)
    ended = {"state": "signed_out", "settled_at": at} if by is None else {"state": "waiting"}
    added = connection.execute(
        insert(fillings)
        .values(**row, **who, **ended, answers=dict(answers))
        .on_conflict_do_nothing(index_elements=["page_id", "nonce"])
        .returning(fillings.c.reference)
    ).first()
    if added is not None:
        return None
    same = (fillings.c.page_id == page_id, fillings.c.nonce == nonce)
    return Filling(**connection.execute(select(*_COLUMNS).where(*same)).mappings().one())


def get(connection: Connection, reference: str) -> Filling | None:
    """What was sent under a reference; None if nothing was."""
    if "\0" in reference:  # PostgreSQL can neither have nor compare it
        return None
    found = connection.execute(select(*_COLUMNS).where(fillings.c.reference == reference))
    row = found.mappings().one_or_none()
    return None if row is None else Filling(**row)


def unsettled(connection: Connection, task_id: str, state: Literal["waiting", "moved"]) -> Sequence[Filling]:
    """What was sent for a ticket and has this state, oldest first."""
    return unsettled_in(UNSETTLED.rows(connection, task_id=task_id, state=state))


def unsettled_in(rows: Rows) -> Sequence[Filling]:
    """The same, from the rows of :data:`UNSETTLED`."""
    return [Filling(**row) for row in rows]


def note(
    connection: Connection, reference: str, *, written: Sequence[str], refused: Mapping[str, str]
) -> None:
    """Keep what ClickUp took so far."""
    connection.execute(
        update(fillings)
        .where(fillings.c.reference == reference)
        .values(written=list(written), refused=dict(refused))
    )


def moved(connection: Connection, reference: str) -> None:
    """All of it was written and the ticket moved; the judgement follows."""
    connection.execute(update(fillings).where(fillings.c.reference == reference).values(state="moved"))


def settle(connection: Connection, reference: str, state: State, at: datetime) -> None:
    """Keep how it ended; what the ticket has is deleted here, and the token of its sender."""
    ended = {"state": state, "settled_at": at, "token": None} | (
        {"answers": None} if state == "entered" else {}
    )
    settled = connection.execute(
        update(fillings)
        .where(fillings.c.reference == reference, IS_NOT_SETTLED)
        .values(**ended)
        .returning(fillings.c.page_id, fillings.c.user_id)
    ).first()
    if settled is None or settled.user_id is None:
        return
    if state in _LAST:
        sign_ins.forget_tokens(connection, settled.page_id)
    elif state == "signed_out":
        sign_ins.forget_tokens(connection, settled.page_id, of=settled.user_id)


def drop(connection: Connection, task_id: str) -> None:
    """The ticket is out of sight: nothing that was sent for it is carried out any more."""
    connection.execute(
        update(fillings)
        .where(fillings.c.task_id == task_id, IS_NOT_SETTLED)
        .values(state="over", settled_at=func.now(), token=None)
    )


def _of(signed_in: SignedIn) -> dict[str, Any]:
    return {name: getattr(signed_in, name) for name in ("user_id", "user_name", "zone", "token")}
