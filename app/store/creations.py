"""Tasks that must be created exactly once: a row is pending before the call and done after it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, func, select, update
from sqlalchemy.dialects.postgresql import insert

from app.store.tables import creations


@dataclass(frozen=True, slots=True, kw_only=True)
class Creation:
    """
    A task that is to be created, or was.

    `reference` tells it apart from all other tasks, in its description.  `attempted_at` is when a call was
    made that may have created it.  `task_id`, `number` (what people call it by) and `url` are known once the
    `state` is `done`.
    """

    key: str
    list_id: str
    reference: str
    state: str
    attempted_at: datetime | None
    task_id: str | None
    number: str | None
    url: str | None


_CREATION = [creations.c[name] for name in Creation.__slots__]


def begin(connection: Connection, key: str, list_id: str) -> Creation:
    """The creation of a key; a new one, in that list, where there was none."""
    connection.execute(
        insert(creations).values(key=key, list_id=list_id, state="pending").on_conflict_do_nothing()
    )
    return Creation(**connection.execute(select(*_CREATION).where(creations.c.key == key)).mappings().one())


def find(connection: Connection, key: str) -> Creation | None:
    """The creation of a key, or None where nobody ever began it."""
    row = connection.execute(select(*_CREATION).where(creations.c.key == key)).mappings().one_or_none()
    return None if row is None else Creation(**row)


def attempt(connection: Connection, key: str, at: datetime | None) -> None:
    """A call that may create it is about to be made; with None, the one that was made certainly did not."""
    connection.execute(update(creations).where(creations.c.key == key).values(attempted_at=at))


def done(connection: Connection, key: str, *, task_id: str, number: str, url: str) -> None:
    """It is there."""
    connection.execute(
        update(creations)
        .where(creations.c.key == key)
        .values(state="done", task_id=task_id, number=number, url=url, done_at=func.now())
    )


@contextmanager
def alone(engine: Engine, key: str) -> Iterator[bool]:
    """Create while nobody else creates the same; False: somebody else does so now."""
    lock = func.pg_try_advisory_xact_lock(func.hashtextextended(f"create:{key}", 0))
    with engine.begin() as connection:
        yield bool(connection.scalar(select(lock)))
