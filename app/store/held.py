"""Reads what one look needs from the database, beside the accepted state: before it acts, and after it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from app.store import asking, companies, deliveries, fill_pages, fillings, moves, notices, pauses
from app.store.asking import Standing
from app.store.deliveries import WaitingDelivery
from app.store.fill_pages import FillPage, Links
from app.store.fillings import Filling
from app.store.notices import Notice
from app.store.pauses import Pause
from app.store.prepared import Rows, together


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """
    What the database holds about a ticket at one look.  A ticket has one look at a time, so nothing else
    changes it.

    Attributes:
        waiting: Its unhandled deliveries.
        judged: The verdicts of an interrupted look on these deliveries: see :func:`app.store.moves.is_new`.
        rejected: Its moves that were rejected lately: see :func:`app.store.moves.rejected_since`.
        pauses: The open pauses of its clock.
        asking: The comments that ask for something on it.
        links: The data for links to its pages to fill in.
        companies: The filled fields of its companies, by name, for each one that was read.
    """

    waiting: Sequence[WaitingDelivery]
    judged: Mapping[int, tuple[str, str]]
    rejected: Rows
    pauses: Sequence[Pause]
    asking: Sequence[Standing]
    links: Links
    companies: Mapping[str, Mapping[str, str]]


def read(connection: Connection, task_id: str, *, since: datetime, linked: Sequence[str]) -> Held:
    """
    Read the data of a ticket; rejected moves only `since` a time.  `linked` are the ids of its companies.

    Waits for a delivery that is being stored.
    """
    _, waiting, judged, rejected, paused, asked, known, *pages = together(
        connection,
        *deliveries.waiting_asked(task_id),
        moves.JUDGED.asked(task_id=task_id),
        moves.REJECTED.asked(task_id=task_id, since=since),
        pauses.STANDING.asked(task_id=task_id),
        asking.STANDING.asked(task_id=task_id),
        companies.values_asked(linked),
        *fill_pages.links_asked(task_id),
    )
    return Held(
        waiting=deliveries.waiting_in(waiting),
        judged=moves.judged_in(judged),
        rejected=rejected,
        pauses=pauses.standing_of(paused),
        asking=asking.standing_of(asked),
        links=fill_pages.links_in(*pages),
        companies=companies.values_in(known),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfinished:
    """
    What is unfinished about a ticket when a look has acted, for the follow-ups.

    Attributes:
        asking: The comments that ask for something on it.
        moved: What people sent by its pages, if its move is to be judged.
        notices: Its open notices.
        pages: Its open pages to fill in.
    """

    asking: Sequence[Standing]
    moved: Sequence[Filling]
    notices: Sequence[Notice]
    pages: Sequence[FillPage]


def unfinished(connection: Connection, task_id: str) -> Unfinished:
    """Read what is unfinished about a ticket, in one round trip."""
    asked, moved, owed, pages = together(
        connection,
        asking.STANDING.asked(task_id=task_id),
        fillings.UNSETTLED.asked(task_id=task_id, state="moved"),
        notices.OPEN.asked(task_id=task_id),
        fill_pages.OPEN.asked(task_id=task_id),
    )
    return Unfinished(
        asking=asking.standing_of(asked),
        moved=fillings.unsettled_in(moved),
        notices=notices.open_in(owed),
        pages=fill_pages.open_in(pages),
    )
