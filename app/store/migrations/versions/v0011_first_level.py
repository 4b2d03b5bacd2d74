"""First-level tickets, and the updates that go back to them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0011"
down_revision = "0010"

_NOW = sa.text("now()")


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "first_level_tickets",
        sa.Column("task_id", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undecided", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("task_id", name="pk_first_level_tickets"),
    )
    op.create_index(
        "ix_first_level_tickets_undecided",
        "first_level_tickets",
        ["task_id"],
        postgresql_where=sa.text("undecided"),
    )
    op.create_table(
        "relations",
        sa.Column("first_level_id", sa.Text(), nullable=False),
        sa.Column("task_id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.PrimaryKeyConstraint("first_level_id", "task_id", name="pk_relations"),
    )
    op.create_index("ix_relations_task_id", "relations", ["task_id"])
    op.create_table(
        "relays",
        sa.Column("relay_id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("task_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("relay_id", name="pk_relays"),
        sa.UniqueConstraint("task_id", "cause", name="uq_relays_task_id_cause"),
    )
    op.create_index(
        "ix_relays_owed", "relays", ["task_id", "relay_id"], postgresql_where=sa.text("state = 'owed'")
    )
    op.create_table(
        "relocations",
        sa.Column("task_id", sa.Text(), nullable=False),
        sa.Column("values", JSONB(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("task_id", name="pk_relocations"),
    )
