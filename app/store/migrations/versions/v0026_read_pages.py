"""Tickets read by page, for all workers.  After a crash both tables may be empty: tickets are read again."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"

Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "page_reads",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("begun_at", Moment),
        sa.Column("read_at", Moment),
        sa.PrimaryKeyConstraint("kind", name="pk_page_reads"),
        prefixes=["UNLOGGED"],
    )
    op.create_table(
        "shown_tickets",
        sa.Column("task_id", sa.Text(), nullable=False),
        sa.Column("shown_at", Moment, nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("task_id", name="pk_shown_tickets"),
        prefixes=["UNLOGGED"],
    )
