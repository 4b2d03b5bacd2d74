"""Tasks that must be created exactly once: a row is `pending` before the call and `done` after it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy import Connection, Engine, func, select, update
from sqlalchemy.dialects.postgresql import insert

from app.store.tables import creations

#: A key has the same reference again in a database that forgot it.  Any UUID that means nothing else.
_OF_KEYS = UUID("5b0f3a3e-6d1c-4f0e-9a53-2f3c1f6f3a10")


@dataclass(frozen=True, slots=True, kw_only=True)
class Creation:
    """
    A task to create, or created.

    `reference` identifies the task, in its description.  `attempted_at` is when a call was made that may have
    created it.  `task_id`, `number` (which people use) and `url` are known when the `state` is `done`.
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
    """The creation with a key; a new one, in that list, if there is none."""
    row = {"key": key, "list_id": list_id, "state": "pending", "reference": str(uuid5(_OF_KEYS, key))}
    connection.execute(insert(creations).values(**row).on_conflict_do_nothing())
    return Creation(**connection.execute(select(*_CREATION).where(creations.c.key == key)).mappings().one())


def find(connection: Connection, key: str) -> Creation | None:
    """The creation with a key; None if it was never begun."""
    row = connection.execute(select(*_CREATION).where(creations.c.key == key)).mappings().one_or_none()
    return None if row is None else Creation(**row)


def attempt(connection: Connection, key: str, at: datetime | None) -> None:
    """Record that a call is about to be made; None: the last call certainly did not create it."""
    connection.execute(update(creations).where(creations.c.key == key).values(attempted_at=at))


def done(connection: Connection, key: str, *, task_id: str, number: str, url: str) -> None:
    """Record that the task exists."""
    connection.execute(
        update(creations)
        .where(creations.c.key == key)
        .values(state="done", task_id=task_id, number=number, url=url, done_at=func.now())
    )


@contextmanager
def alone(engine: Engine, key: str) -> Iterator[bool]:
    """Hold the lock for a creation; yields False if another worker holds it."""
    lock = func.pg_try_advisory_xact_lock(func.hashtextextended(f"create:{key}", 0))
    with engine.begin() as connection:
        yield bool(connection.scalar(select(lock)))
