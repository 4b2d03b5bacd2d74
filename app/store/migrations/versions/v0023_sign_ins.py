"""People who sign in with ClickUp, and whose token writes what they filled in."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the table, and say who sent a page."""
    op.create_table(
        "sign_ins",
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("nonce", sa.Text(), nullable=False),
        sa.Column("page_id", sa.BigInteger(), nullable=False),
        sa.Column("task_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("code", sa.Text()),
        sa.Column("user_id", sa.BigInteger()),
        sa.Column("user_name", sa.Text()),
        sa.Column("zone", sa.Text()),
        sa.Column("token", sa.Text()),
        sa.Column("begun_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("session", name="pk_sign_ins"),
        sa.ForeignKeyConstraint(["page_id"], ["fill_pages.page_id"], ondelete="CASCADE"),
        sa.UniqueConstraint("nonce", name="uq_sign_ins_nonce"),
    )
    op.create_index(
        "ix_sign_ins_waiting", "sign_ins", ["task_id"], postgresql_where=sa.text("state = 'waiting'")
    )
    op.create_index("ix_sign_ins_begun_at", "sign_ins", ["begun_at"])
    op.add_column("fillings", sa.Column("user_id", sa.BigInteger()))
    for name in ("user_name", "zone", "token"):
        op.add_column("fillings", sa.Column(name, sa.Text()))
