"""What a comment asks for, so that it is written again when that is given."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Add the columns; comments of before are settled when their ticket moves on."""
    op.add_column("comments", sa.Column("asks", JSONB()))
    op.add_column(
        "comments", sa.Column("settled", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    # A summary of a bulk move was a comment of its own; now it is in the comment on the first ticket.
    op.execute("UPDATE comments SET state = 'cancelled' WHERE kind = 'summary' AND state = 'pending'")
