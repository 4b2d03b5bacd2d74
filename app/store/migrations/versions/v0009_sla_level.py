"""The SLA level of each ticket, to be counted."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the column; the first scan fills it."""
    op.add_column(
        "tickets", sa.Column("sla_level", sa.Text(), server_default=sa.text("'none'"), nullable=False)
    )
    op.create_index(
        "ix_tickets_sla_level",
        "tickets",
        ["stage", "sla_level"],
        postgresql_where=sa.text("sla_level <> 'none' AND gone_at IS NULL"),
    )
