"""The clock of each visit of a stage: its SLA, what was reported and shown, and its pauses."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Create the table, and let the next scan check the clock of every ticket."""
    op.create_table(
        "pauses",
        sa.Column("pause_id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("task_id", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("reason", sa.Text()),
        sa.Column("by", sa.Text()),
        sa.PrimaryKeyConstraint("pause_id", name="pk_pauses"),
    )
    op.create_index("ix_pauses_task_id", "pauses", ["task_id"])
    op.create_index(
        "uq_pauses_standing",
        "pauses",
        ["task_id", "cause"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.add_column("tickets", sa.Column("sla", sa.Text()))
    op.add_column("tickets", sa.Column("sla_told", sa.Text()))
    op.add_column("tickets", sa.Column("sla_shown", JSONB(), server_default=sa.text("'[]'"), nullable=False))
    op.add_column("tickets", sa.Column("sla_next_at", sa.DateTime(timezone=True)))
    op.execute("UPDATE tickets SET sla_next_at = now() WHERE gone_at IS NULL")
    op.create_index(
        "ix_tickets_sla_next_at",
        "tickets",
        ["sla_next_at"],
        postgresql_where=sa.text("sla_next_at IS NOT NULL AND gone_at IS NULL"),
    )
