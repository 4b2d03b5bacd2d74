"""What the bot is about to write, for a look that is cut off, and what it wrote over at the first level."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Add the columns; nothing is about to be written, and of earlier writes it is not known."""
    op.add_column("tickets", sa.Column("agreeing", JSONB))
    op.add_column("first_level_tickets", sa.Column("written_over", sa.Text))
    op.add_column("first_level_tickets", sa.Column("written_at", sa.DateTime(timezone=True)))
