"""
Keeps the comments that ask for missing data.  Each ticket has at most one open comment on each topic.

If the same is missing again, the comment is edited.  Otherwise it is news: a new comment, with a
notification, replaces the older one.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection

from app.messages.comments import gate as words
from app.messages.comments.asking import Asking
from app.store import asking as store
from app.store import comments
from app.store.asking import Standing
from app.store.comments import CommentKind
from app.store.prepared import Batch
from clickup_client.models import Task
from clickup_client.webhook import HistoryItem
from rules.decision import Decision, Verdict

#: The topics: how the last move was judged, and which data were cleared.
GATE, CLEARED = "gate", "cleared"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAsking:
    """
    A comment that asks for something, as it is stored.

    `told` are the judgements on its topic since the ticket moved on.  `stuck_in` is the stage from which
    ClickUp did not let the bot move the ticket back; `once_back` is the text for the time when it is back.
    """

    asking: Asking
    told: tuple[str, ...] = ()
    stuck_in: str | None = None
    once_back: Asking | None = None


_STORED = TypeAdapter(KeptAsking)


def owe(
    where: Connection | Batch,
    task: Task,
    decision: Decision,
    asking: Asking,
    *,
    moved: HistoryItem | None,
    told_in: int,
    standing: Iterable[Standing],
) -> None:
    """
    Owe the comment on a move.

    `moved` is the move's history item, `told_in` its delivery; `standing` are the comments that ask for
    something on the ticket.
    """
    rejected = decision.verdict is Verdict.REJECTED
    about = {"name": task.name, "url": task.url, "delivery_id": str(told_in)}
    mover = moved.user_id if moved and rejected else None
    person = mover if mover is not None and mover > 0 else None
    say(
        where,
        task.id,
        GATE,
        asking,
        same=_same(decision, person),
        tells=_same(decision, None),
        standing=standing,
        mover_id=mover,
        about=about | {"who": (moved.user_name if moved else None) or ""} if rejected else None,
    )


def say(
    where: Connection | Batch,
    task_id: str,
    topic: str,
    asking: Asking,
    *,
    same: str,
    standing: Iterable[Standing],
    tells: str | None = None,
    is_news: bool = True,
    mover_id: int | None = None,
    about: Mapping[str, str] | None = None,
) -> None:
    """
    Owe a comment on a topic.

    The open comment, one of `standing`, is edited if it has said `same` before, or if this `is_news` to no
    one.  Otherwise a new comment replaces it.  `tells` is the key of another text that this covers as well.
    """
    store.settle_older(where, task_id)
    older = next(of_topic(standing, topic), None)
    before = kept(older) if older else KeptAsking(asking=asking)
    told = dict.fromkeys(each for each in (*before.told, same, tells) if each is not None)
    now = _as_json(KeptAsking(asking=asking, told=tuple(told)))
    if older is not None and (same in before.told or not is_news):
        store.write_again(
            where,
            older,
            asking.comment(),
            asks=now,
            settled=asking.is_settled,
            again=is_news,
            of_move={"mover_id": mover_id, "about": None if about is None else dict(about)},
        )
        return
    if older is not None:
        unsaid = older.mover_id is not None and older.mover_id != mover_id
        before_it = before.asking
        over = words.superseded(before_it) if before_it.sections else before_it.comment()
        store.supersede(where, older, over, unsaid=unsaid)
    comments.owe(
        where,
        task_id=task_id,
        kind=CommentKind.GATE,
        key=topic,
        comment=asking.comment(),
        mover_id=mover_id,
        about=about,
        asks=now,
        settled=asking.is_settled,
    )


def answer(connection: Connection, task_id: str, key: str, asking: Asking) -> None:
    """Owe an answer that lists what is missing, once."""
    is_open = any(section.is_open for section in asking.sections)
    comments.owe(
        connection,
        task_id=task_id,
        kind=CommentKind.ANSWER,
        key=key,
        comment=asking.comment(),
        asks=_as_json(KeptAsking(asking=asking)) if is_open else None,
    )


def reword(
    connection: Connection, task_id: str, asking: Asking, *, stuck_in: str | None, once_back: Asking
) -> None:
    """Change the comment on the last move: the ticket is stuck.  It changes again when the ticket is back."""
    for one in of_topic(store.standing(connection, task_id), GATE):
        now = KeptAsking(asking=asking, told=kept(one).told, stuck_in=stuck_in, once_back=once_back)
        _write(connection, one, now)


def is_stuck(standing: Iterable[Standing], stage: str) -> bool:
    """Whether the comment on the last move says that it could not be moved back from this stage."""
    return any(kept(one).stuck_in == stage for one in of_topic(standing, GATE))


def of_topic(standing: Iterable[Standing], topic: str) -> Iterator[Standing]:
    """Go through those of the comments that are about a topic."""
    return (one for one in standing if one.key == topic)


def keep_true(connection: Connection, one: Standing, asking: Asking) -> bool:
    """Update a comment with what is missing now; return whether it changed."""
    before = kept(one)
    still_stuck = asking.opening == before.asking.opening
    now = replace(before, asking=asking) if still_stuck else KeptAsking(asking=asking, told=before.told)
    return now != before and _write(connection, one, now)


def _write(connection: Connection, one: Standing, now: KeptAsking) -> bool:
    asking = now.asking
    return store.write_again(connection, one, asking.comment(), asks=_as_json(now), settled=asking.is_settled)


def kept(one: Standing) -> KeptAsking:
    """Read what a comment asks for, as it was last written."""
    return _STORED.validate_python(one.asks)


def asked_for(standing: Iterable[Standing], topic: str) -> frozenset[str]:
    """Return the codes that the comment on a topic lists as missing."""
    found = (kept(each).asking.missing for each in of_topic(standing, topic))
    return frozenset().union(*found)


def open_list(standing: Iterable[Standing]) -> frozenset[str]:
    """Return the codes that the open comments of a ticket list as missing.  Answers do not count."""
    open_ones = (each for each in standing if each.kind == CommentKind.GATE)
    return frozenset().union(*(kept(each).asking.missing for each in open_ones))


def _as_json(one: KeptAsking) -> dict[str, Any]:
    made: dict[str, Any] = _STORED.dump_python(one, mode="json")
    return made


def _same(decision: Decision, mover: int | None) -> str:
    """A key that is equal for the same move by the same person with the same missing requirements."""
    said = [finding.sentence for finding in (*decision.findings, *decision.asks)]
    move = decision.move
    same = repr((move.from_stage, move.to_stage, decision.verdict.name, mover, said))
    return sha256(same.encode()).hexdigest()
