"""The call budget that all workers share."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the table; the first answer of ClickUp fills it."""
    op.create_table(
        "api_budget",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("allowance", sa.Integer(), nullable=False),
        sa.Column("remaining", sa.Integer(), nullable=False),
        sa.Column("resets_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_api_budget"),
    )
