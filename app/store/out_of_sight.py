"""
What cannot be seen in ClickUp: hidden, in the trash, purged or archived.

Nothing is done about it, and nothing said, until it is seen again.
"""

from datetime import datetime

from sqlalchemy import Connection

from app.store import comments, companies, fill_pages, fillings, first_level, notices, relays, tickets


def take_out(connection: Connection, task_id: str, at: datetime) -> None:
    """Record that a task cannot be seen, whatever it was to us, and drop what was to be done about it."""
    tickets.mark_gone(connection, task_id, at, out_of_sight=True)
    companies.forget(connection, task_id)
    first_level.mark_gone(connection, task_id, at)
    comments.drop_due(connection, task_id)
    fill_pages.END_ALL.rows(connection, task_id=task_id)
    fillings.drop(connection, task_id)
    for notice in notices.open_of(connection, task_id):
        notices.change(connection, notice.notice_id, state="dropped", settled_at=at)
    for relay in relays.owed(connection, task_id):
        relays.settle(connection, relay.relay_id, "dropped")
