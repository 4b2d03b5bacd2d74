"""
People who sign in with ClickUp: each for one page, in one browser, and not for long.

The web process keeps the code with which someone came back.  The worker exchanges it for their token, which
it keeps encrypted, and only while they may still send something.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from app.store.tables import IS_NOT_SETTLED, IS_SIGNING_IN, fillings, sign_ins

#: ClickUp is not asked yet; they may see the ticket; they may not; ClickUp gave no token.
State = Literal["waiting", "in", "out", "failed"]

#: How long someone is signed in.  Short: whether they may see the ticket is asked when they sign in.
LIFETIME = timedelta(minutes=30)
#: How long the token of someone is kept for what they sent, while ClickUp does not answer.
KEEP_TOKEN = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """One sign-in; `zone` is the time zone in which ClickUp keeps the days that the person sets."""

    session: str
    page_id: int
    task_id: str
    state: State
    code: str | None = field(repr=False)
    user_id: int | None
    user_name: str | None
    zone: str | None
    token: str | None = field(repr=False)
    begun_at: datetime

    @property
    def may_send(self) -> bool:
        """Whether they may see the page, and what they send can be written as theirs."""
        return self.state == "in" and self.token is not None


_COLUMNS = [sign_ins.c[name] for name in SignedIn.__slots__]


def begin(
    connection: Connection, *, session: str, nonce: str, page_id: int, task_id: str, code: str, at: datetime
) -> bool:
    """Store that someone came back with a code; return whether this sign-in was not used before."""
    row = {"session": session, "nonce": nonce, "page_id": page_id, "task_id": task_id, "begun_at": at}
    added = connection.execute(
        insert(sign_ins)
        .values(**row, code=code, state="waiting")
        .on_conflict_do_nothing(index_elements=["nonce"])
        .returning(sign_ins.c.session)
    ).first()
    return added is not None


def get(connection: Connection, session: str, page_id: int, now: datetime) -> SignedIn | None:
    """Return who is signed in for a page; None if no one is, or the session has expired."""
    found = connection.execute(
        select(*_COLUMNS).where(
            sign_ins.c.session == session,
            sign_ins.c.page_id == page_id,
            sign_ins.c.begun_at > now - LIFETIME,
        )
    )
    row = found.mappings().one_or_none()
    return None if row is None else SignedIn(**row)


def waiting(connection: Connection, task_id: str) -> Sequence[SignedIn]:
    """Return the people who wait to be let in to a page of a ticket."""
    rows = connection.execute(select(*_COLUMNS).where(sign_ins.c.task_id == task_id, IS_SIGNING_IN))
    return [SignedIn(**row) for row in rows.mappings()]


def admit(
    connection: Connection, session: str, *, user_id: int, user_name: str | None, zone: str | None, token: str
) -> None:
    """Record that a person may see the page; `token` is theirs, encrypted."""
    row = {"user_id": user_id, "user_name": user_name, "zone": zone, "token": token}
    connection.execute(
        update(sign_ins).where(sign_ins.c.session == session).values(**row, state="in", code=None)
    )


def refuse(connection: Connection, session: str, state: Literal["out", "failed"]) -> None:
    """Record that a person may not see the page, or that ClickUp gave no token."""
    connection.execute(
        update(sign_ins).where(sign_ins.c.session == session).values(state=state, code=None, token=None)
    )


def end(connection: Connection, session: str) -> None:
    """Sign a person out, and delete their token."""
    connection.execute(delete(sign_ins).where(sign_ins.c.session == session))


def forget_tokens(connection: Connection, page_id: int, *, of: int | None = None) -> None:
    """Forget the tokens for a page, because nothing more can be sent; or those `of` a person."""
    of_person = () if of is None else (sign_ins.c.user_id == of,)
    connection.execute(update(sign_ins).where(sign_ins.c.page_id == page_id, *of_person).values(token=None))


def sweep(connection: Connection, now: datetime) -> None:
    """Delete expired sessions, and tokens whose page has waited for too long."""
    connection.execute(delete(sign_ins).where(sign_ins.c.begun_at <= now - LIFETIME))
    connection.execute(
        update(fillings)
        .where(
            fillings.c.token.is_not(None),
            or_(~IS_NOT_SETTLED, fillings.c.received_at <= now - KEEP_TOKEN),
        )
        .values(token=None)
    )
