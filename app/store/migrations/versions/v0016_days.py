"""Which day each date of a ticket was read as, so that nobody's time zone changes it later."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Add the column; the next look at each ticket fills it."""
    op.add_column("tickets", sa.Column("days", JSONB(), server_default=sa.text("'{}'"), nullable=False))
