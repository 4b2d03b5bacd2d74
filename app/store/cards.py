"""The content of each ticket's card, as of the last check of the ticket."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from app.store import asking, fill_pages, fillings, relations
from app.store.asking import Standing
from app.store.comment_form import as_kept, as_said, has_words
from app.store.fill_pages import Links
from app.store.prepared import Prepared, given, together
from app.store.tables import cards
from clickup_client.comment import Comment


@dataclass(frozen=True, slots=True)
class Card:
    """A card's content, without parts that change by themselves; `is_final` if the ticket is closed."""

    says: Comment
    is_final: bool
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """
    What a card shows of the rest of the database.

    Attributes:
        asking: The comments that ask for something on the ticket.
        moved_by: Who moved the ticket to its stage by a page; None if no one did.
        links: The data for the link to its page.
        first_level: Its first-level tickets.
    """

    asking: Sequence[Standing]
    moved_by: str | None
    links: Links
    first_level: Sequence[str]


_COLUMNS = [cards.c[name] for name in Card.__slots__]
_OF = Prepared(select(*_COLUMNS).where(cards.c.task_id == given("task_id")))
_NEW = insert(cards).values({name: given(name) for name in ("task_id", *Card.__slots__)})
_PUTTING = Prepared(
    _NEW.on_conflict_do_update(
        index_elements=["task_id"],
        set_={name: _NEW.excluded[name] for name in Card.__slots__},
        where=cards.c.says.is_distinct_from(_NEW.excluded.says),
    ).returning(cards.c.task_id)
)


def put(connection: Connection, task_id: str, says: Comment, *, is_final: bool, at: datetime) -> bool:
    """Store the content of a ticket's card; return whether it changed."""
    row = {"task_id": task_id, "says": as_kept(says), "is_final": is_final, "changed_at": at}
    return _PUTTING.row(connection, **row) is not None


def shown(connection: Connection, task_id: str, *, stage: str, since: datetime | None) -> Shown:
    """Read what the card of a ticket shows that is in a `stage` `since` a time, in one round trip."""
    asked, entered, first_level, *pages = together(
        connection,
        asking.STANDING.asked(task_id=task_id),
        fillings.ENTERED_BY.asked(task_id=task_id, stage=stage, since=since),
        relations.FIRST_LEVEL.asked(task_id=task_id),
        *fill_pages.links_asked(task_id),
    )
    return Shown(
        asking=asking.standing_of(asked),
        moved_by=entered[0]["user_name"] if entered else None,
        links=fill_pages.links_in(*pages),
        first_level=[row["first_level_id"] for row in first_level],
    )


def saying(connection: Connection, text: str) -> Sequence[str]:
    """The tickets whose card says a text."""
    rows = connection.execute(select(cards.c.task_id).where(has_words(cards.c.says, text)))
    return rows.scalars().all()


def get(connection: Connection, task_id: str) -> Card | None:
    """The content of a ticket's card; None before the first check of the ticket."""
    row = _OF.row(connection, task_id=task_id)
    return None if row is None else Card(**{**row, "says": as_said(row["says"])})
