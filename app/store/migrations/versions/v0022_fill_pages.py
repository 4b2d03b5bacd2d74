"""Pages on which someone fills in what a move requires, and what they sent."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0022"
down_revision = "0021"

Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "fill_pages",
        sa.Column("page_id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("task_id", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("user_id", sa.BigInteger()),
        sa.Column("user_name", sa.Text()),
        sa.Column("shows", JSONB(), nullable=False),
        sa.Column("issued_at", Moment, nullable=False),
        sa.Column("ended_at", Moment),
        sa.PrimaryKeyConstraint("page_id", name="pk_fill_pages"),
    )
    op.create_index(
        "ix_fill_pages_open",
        "fill_pages",
        ["task_id", "topic"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "fillings",
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("page_id", sa.BigInteger(), nullable=False),
        sa.Column("task_id", sa.Text(), nullable=False),
        sa.Column("nonce", sa.Text(), nullable=False),
        sa.Column("answers", JSONB()),
        sa.Column("written", JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("refused", JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("received_at", Moment, server_default=sa.text("now()"), nullable=False),
        sa.Column("settled_at", Moment),
        sa.PrimaryKeyConstraint("reference", name="pk_fillings"),
        sa.ForeignKeyConstraint(["page_id"], ["fill_pages.page_id"], ondelete="CASCADE"),
        sa.UniqueConstraint("page_id", "nonce", name="uq_fillings_page_id_nonce"),
    )
    op.create_index(
        "ix_fillings_waiting", "fillings", ["task_id"], postgresql_where=sa.text("settled_at IS NULL")
    )
