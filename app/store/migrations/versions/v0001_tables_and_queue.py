"""The first tables, and the queue's."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from app.store.migrations import queue_schema

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create everything."""
    op.create_table(
        "comments",
        sa.Column("effect_id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("task_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("times", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("content", JSONB(), nullable=False),
        sa.Column("assignee", sa.BigInteger()),
        sa.Column("group_assignee", sa.Text()),
        sa.Column("comment_id", sa.Text()),
        sa.Column("attempted_at", sa.DateTime(timezone=True)),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("effect_id", name="pk_comments"),
    )
    op.create_index(
        "ix_comments_due",
        "comments",
        ["task_id"],
        postgresql_where=sa.text("state IN ('pending', 'settling')"),
    )
    op.create_index(
        "uq_comments_open",
        "comments",
        ["task_id", "key"],
        unique=True,
        postgresql_where=sa.text("state IN ('pending', 'done')"),
    )
    op.create_table(
        "companies",
        sa.Column("task_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("values", JSONB(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("task_id", name="pk_companies"),
    )
    op.create_table(
        "dead_letters",
        sa.Column("task_id", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("acknowledged", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.PrimaryKeyConstraint("task_id", name="pk_dead_letters"),
    )
    op.create_table(
        "deliveries",
        sa.Column("delivery_id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("webhook_id", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("task_id", sa.Text()),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("delivery_id", name="pk_deliveries"),
        sa.UniqueConstraint("key", name="uq_deliveries_key"),
    )
    op.create_index("ix_deliveries_received_at", "deliveries", ["received_at"])
    op.create_index(
        "ix_deliveries_waiting",
        "deliveries",
        ["task_id", "delivery_id"],
        postgresql_where=sa.text("handled_at IS NULL"),
    )
    op.create_table(
        "kept",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", JSONB(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_kept"),
    )
    op.create_table(
        "moves",
        sa.Column("move_id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("task_id", sa.Text(), nullable=False),
        sa.Column("from_stage", sa.Text()),
        sa.Column("to_stage", sa.Text(), nullable=False),
        sa.Column("mover_id", sa.BigInteger()),
        sa.Column("mover_name", sa.Text()),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("findings", JSONB(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delivery_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("move_id", name="pk_moves"),
        sa.UniqueConstraint("task_id", "delivery_id", name="uq_moves_task_id_delivery_id"),
    )
    op.create_table(
        "notices",
        sa.Column("notice_id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("task_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("day", sa.Date()),
        sa.Column("text", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempted_at", sa.DateTime(timezone=True)),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("notice_id", name="pk_notices"),
        sa.UniqueConstraint("task_id", "cause", name="uq_notices_task_id_cause"),
    )
    op.create_index(
        "ix_notices_open",
        "notices",
        ["task_id", "notice_id"],
        postgresql_where=sa.text("state IN ('owed', 'sent')"),
    )
    op.create_table(
        "tickets",
        sa.Column("task_id", sa.Text(), nullable=False),
        sa.Column("list_id", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entry_values", JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("written", JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("agreed_day", sa.Date()),
        sa.Column("told_day", sa.Date()),
        sa.Column("own_writes", JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True)),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("task_id", name="pk_tickets"),
    )
    op.create_table(
        "webhooks",
        sa.Column("webhook_id", sa.Text(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("list_id", sa.Text()),
        sa.Column("endpoint", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("webhook_id", name="pk_webhooks"),
    )
    queue_schema.install(op.get_bind())
