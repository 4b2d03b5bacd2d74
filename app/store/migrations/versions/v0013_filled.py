"""The required data each ticket had at the last check, so that it is noticed when one is cleared."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Add the column; the next check of each ticket fills it."""
    op.add_column("tickets", sa.Column("filled", JSONB()))
