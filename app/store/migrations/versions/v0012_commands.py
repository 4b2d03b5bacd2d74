"""Commands in comments, and overrides of the gate."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Create the table, and the columns for overridden moves."""
    op.create_table(
        "commands",
        sa.Column("comment_id", sa.Text(), nullable=False),
        sa.Column("task_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("user_name", sa.Text()),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("comment_id", name="pk_commands"),
    )
    op.create_index(
        "ix_commands_waiting", "commands", ["task_id"], postgresql_where=sa.text("handled_at IS NULL")
    )
    op.add_column("tickets", sa.Column("override", JSONB()))
    op.add_column("moves", sa.Column("reason", sa.Text()))
