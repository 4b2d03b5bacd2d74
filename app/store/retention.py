"""
Deletes old settled rows.

Tickets, moves and relations stay for ever, and so does everything that is still open or on a ticket.  It
deletes in small transactions: no one waits for long, and what was deleted before a failure stays deleted.
"""

from datetime import datetime

from sqlalchemy import Column, ColumnElement, Engine, Table, delete, func, select

from app.store.comments import CommentKind
from app.store.tables import (
    client_reports,
    commands,
    comments,
    deliveries,
    fill_pages,
    notices,
    rate_counts,
    relays,
    webhooks,
)

#: Kinds whose posted comments need no more work.
IS_ANSWER = (comments.c.kind == CommentKind.ANSWER) & (comments.c.state == "done") & comments.c.asks.is_(None)

#: Rows deleted at once: some 20 ms.
BATCH = 1000


def prune(engine: Engine, before: datetime, *, batch: int = BATCH) -> dict[str, int]:
    """
    Delete what was settled before a moment; return the number of rows by table.

    What counts is: for handled deliveries and commands when they arrived, for resolved, cancelled or answer
    comments when they were last written, for notices and relays when they were settled, for webhooks when
    they were replaced, for client reports when their ticket was complete, for pages to fill in, with what was
    sent, when their link ended, for rate limits when they began.
    """
    return {
        table.name: _delete(engine, table, key, old, batch)
        for table, key, old in (
            (
                deliveries,
                deliveries.c.delivery_id,
                (deliveries.c.received_at < before) & deliveries.c.handled_at.is_not(None),
            ),
            (
                comments,
                comments.c.effect_id,
                (comments.c.state.in_(("resolved", "cancelled")) | IS_ANSWER)
                & (func.greatest(comments.c.created_at, comments.c.done_at) < before),
            ),
            (
                notices,
                notices.c.notice_id,
                notices.c.state.not_in(("owed", "sent")) & (notices.c.settled_at < before),
            ),
            (
                commands,
                commands.c.comment_id,
                (commands.c.received_at < before) & commands.c.handled_at.is_not(None),
            ),
            (relays, relays.c.relay_id, relays.c.settled_at < before),
            (webhooks, webhooks.c.webhook_id, webhooks.c.retired_at < before),
            (client_reports, client_reports.c.reference, client_reports.c.done_at < before),
            (fill_pages, fill_pages.c.page_id, fill_pages.c.ended_at < before),
            (rate_counts, rate_counts.c.name, rate_counts.c.began_at < before),
        )
    }


def _delete(
    engine: Engine, table: Table, key: "Column[int] | Column[str]", old: ColumnElement[bool], batch: int
) -> int:
    """Delete in batches; rows that another transaction is changing are left for the next day."""
    # As an array the rows are selected once; a plain subquery may run again for each row.
    some = func.array(select(key).where(old).limit(batch).with_for_update(skip_locked=True).scalar_subquery())
    total = 0
    while True:
        with engine.begin() as connection:
            deleted = connection.execute(delete(table).where(key == func.any(some))).rowcount
        total += deleted
        if deleted < batch:
            return total
