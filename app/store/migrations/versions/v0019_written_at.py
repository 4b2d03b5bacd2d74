"""When our last write of a ticket landed: what people did after that was not written over."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Add the column; it is not known of earlier writes."""
    op.add_column("tickets", sa.Column("written_at", sa.DateTime(timezone=True)))
