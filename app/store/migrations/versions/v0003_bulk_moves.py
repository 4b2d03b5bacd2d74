"""One mention for a person who moved many tickets at once."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Remember who moved, and which comments a summary stands for."""
    op.add_column("deliveries", sa.Column("mover_id", sa.BigInteger()))
    op.create_index(
        "ix_deliveries_mover",
        "deliveries",
        ["mover_id", "received_at"],
        postgresql_where=sa.text("mover_id IS NOT NULL"),
    )
    op.add_column("comments", sa.Column("mover_id", sa.BigInteger()))
    op.add_column("comments", sa.Column("about", JSONB()))
    op.add_column("comments", sa.Column("summary_id", sa.BigInteger()))
    op.add_column("comments", sa.Column("not_before", sa.DateTime(timezone=True)))
    op.create_index(
        "ix_comments_summary_id",
        "comments",
        ["summary_id"],
        postgresql_where=sa.text("summary_id IS NOT NULL"),
    )
