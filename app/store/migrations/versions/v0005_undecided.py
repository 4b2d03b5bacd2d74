"""Tickets whose last move could not be judged."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Mark them, with an index to find them without reading all tickets."""
    op.add_column(
        "tickets", sa.Column("undecided", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.create_index("ix_tickets_undecided", "tickets", ["task_id"], postgresql_where=sa.text("undecided"))
