"""The content of each ticket's card."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Create the table; a card is written after the next change of its ticket."""
    op.create_table(
        "cards",
        sa.Column("task_id", sa.Text(), nullable=False),
        sa.Column("says", JSONB(), nullable=False),
        sa.Column("is_final", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("task_id", name="pk_cards"),
    )
