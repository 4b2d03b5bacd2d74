"""Who had a ticket before the bot writes its owners, for a look that is cut off."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    """Add the column; nothing is about to be written."""
    op.add_column("tickets", sa.Column("assigning", JSONB))
