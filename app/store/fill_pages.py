"""
Pages on which someone fills in what a move requires: what each shows, and how long its link is good.

A ticket has at most one open page for each topic: the open refusal has one, and the card.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, literal, or_, select, text, update

from app.store import key_values
from app.store.prepared import Asked, Batch, Prepared, Rows, given
from app.store.tables import IS_OPEN, IS_STANDING, comments, fill_pages

#: The topics.  A link of the first is good while the comment with that key asks for something.
GATE, CARD = "gate", "card"

#: The name under which the secret is kept that all links are signed with.
KEPT_SECRET = "fill secret"  # noqa: S105 - a name

#: How long a link is good.
LIFETIME = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class FillPage:
    """
    One page.

    `stage` is the stage that the ticket is to enter, by its name in the process.  `user_id` and `user_name`
    are whose link it is; None: no one's.  `shows` is an :class:`app.fill.page.Page`, as JSON.
    """

    page_id: int
    task_id: str
    topic: str
    stage: str
    user_id: int | None
    user_name: str | None
    shows: Mapping[str, Any]
    issued_at: datetime
    ended_at: datetime | None


_COLUMNS = [fill_pages.c[name] for name in FillPage.__slots__]
#: The open pages of a ticket.
OPEN = Prepared(select(*_COLUMNS).where(fill_pages.c.task_id == given("task_id"), IS_OPEN))
_OPEN_ON_TOPIC = (fill_pages.c.task_id == given("of_task"), fill_pages.c.topic == given("of_topic"), IS_OPEN)
_SHOWING = Prepared(
    update(fill_pages).where(fill_pages.c.page_id == given("of_page")).values(shows=given("shows"))
)
#: Ends all pages of a ticket that has moved, or is out of sight: no link to one is good any more.
END_ALL = Prepared(
    update(fill_pages).where(fill_pages.c.task_id == given("task_id"), IS_OPEN).values(ended_at=func.now())
)
_NEXT_ID = Prepared(text("SELECT nextval(pg_get_serial_sequence('fill_pages', 'page_id')) AS page_id"))
_ENDING_TOPIC = Prepared(update(fill_pages).where(*_OPEN_ON_TOPIC).values(ended_at=func.now()))
_ISSUED = ("page_id", "task_id", "topic", "stage", "user_id", "user_name", "shows", "issued_at")
_ISSUING = Prepared(insert(fill_pages).values({name: given(name) for name in _ISSUED}))
#: The comment with the link asks for something.
_IS_ASKED = (
    select(literal(1))
    .where(
        comments.c.task_id == fill_pages.c.task_id,
        comments.c.key == GATE,
        comments.c.asks.is_not(None),
        ~comments.c.settled,
        IS_STANDING,
    )
    .exists()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """
    A page to issue for a ticket, a stage and a person (their id and name).

    One of the same topic for another stage or person, and one that is old, ends.
    """

    task_id: str
    topic: str
    stage: str
    user: tuple[int | None, str | None]
    at: datetime

    def same(self, pages: Iterable[FillPage]) -> int | None:
        """The id of the page that is issued already; None where there is none among the open `pages`."""
        for page in pages:
            asked = (page.topic, page.stage, page.user_id) == (self.topic, self.stage, self.user[0])
            if asked and page.issued_at > self.at - LIFETIME:
                return page.page_id
        return None


def issue(where: Connection | Batch, page_id: int, new: Issue, shows: Mapping[str, Any]) -> None:
    """Issue a page."""
    user_id, user_name = new.user
    _ENDING_TOPIC.run(where, of_task=new.task_id, of_topic=new.topic)
    _ISSUING.run(
        where,
        page_id=page_id,
        task_id=new.task_id,
        topic=new.topic,
        stage=new.stage,
        user_id=user_id,
        user_name=user_name,
        shows=dict(shows),
        issued_at=new.at,
    )


def get(connection: Connection, page_id: int) -> FillPage | None:
    """A page, good or not; None if there is none."""
    found = connection.execute(select(*_COLUMNS).where(fill_pages.c.page_id == page_id))
    row = found.mappings().one_or_none()
    return None if row is None else FillPage(**row)


def good(connection: Connection, page_id: int, now: datetime) -> FillPage | None:
    """
    A page whose link is good; None for any other.

    It is not older than a week, its ticket has not moved since, and the comment that has it is not resolved.
    """
    found = connection.execute(
        select(*_COLUMNS).where(
            fill_pages.c.page_id == page_id,
            fill_pages.c.issued_at > now - LIFETIME,
            IS_OPEN,
            or_(fill_pages.c.topic != GATE, _IS_ASKED),
        )
    )
    row = found.mappings().one_or_none()
    return None if row is None else FillPage(**row)


def open_in(rows: Rows) -> Sequence[FillPage]:
    """The open pages of a ticket, from the rows of :data:`OPEN`."""
    return [FillPage(**row) for row in rows]


@dataclass(frozen=True, slots=True)
class Links:
    """
    The open pages of a ticket, and what the links to all pages are signed with; None before the first.

    `next_id` is the id for one page that is about to be issued.  It is lost if none is.
    """

    pages: Sequence[FillPage]
    secret: str | None
    next_id: int


def links_asked(task_id: str) -> tuple[Asked, Asked, Asked]:
    """What is needed for the links of a ticket, to be asked together with more: see :func:`links_in`."""
    return OPEN.asked(task_id=task_id), key_values.VALUE.asked(name=KEPT_SECRET), _NEXT_ID.asked()


def links_in(pages: Rows, secrets: Rows, ids: Rows) -> Links:
    """What is needed for the links of a ticket, from the rows of all three."""
    return Links(open_in(pages), secrets[0]["value"] if secrets else None, ids[0]["page_id"])


def show(where: Connection | Batch, page_id: int, shows: Mapping[str, Any]) -> None:
    """Have a page show this."""
    _SHOWING.run(where, of_page=page_id, shows=dict(shows))
