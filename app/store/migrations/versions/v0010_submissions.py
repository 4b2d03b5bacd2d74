"""Client reports with their files, and rate limits."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "submissions",
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("idempotency_key", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("answers", JSONB()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("task_id", sa.Text()),
        sa.Column("number", sa.Text()),
        sa.Column("url", sa.Text()),
        sa.Column("received_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("reference", name="pk_submissions"),
        sa.UniqueConstraint("source", "idempotency_key", name="uq_submissions_source_idempotency_key"),
    )
    op.create_index(
        "ix_submissions_open", "submissions", ["reference"], postgresql_where=sa.text("state <> 'done'")
    )
    op.create_table(
        "submission_files",
        sa.Column("file_id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempted_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("file_id", name="pk_submission_files"),
        sa.ForeignKeyConstraint(["reference"], ["submissions.reference"], ondelete="CASCADE"),
    )
    op.create_index("ix_submission_files_reference", "submission_files", ["reference"])
    op.create_table(
        "submission_pieces",
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("file_id", "number", name="pk_submission_pieces"),
        sa.ForeignKeyConstraint(["file_id"], ["submission_files.file_id"], ondelete="CASCADE"),
    )
    op.create_table(
        "rate_counts",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_rate_counts"),
    )
