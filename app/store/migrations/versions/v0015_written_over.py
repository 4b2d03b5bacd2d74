"""What our writes replaced, and how far the last look saw: a person may have moved a ticket meanwhile."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Add the columns; the next look at each ticket fills them."""
    op.add_column(
        "tickets", sa.Column("written_over", JSONB(), nullable=False, server_default=sa.text("'{}'"))
    )
    op.add_column("tickets", sa.Column("seen_at", sa.DateTime(timezone=True)))
    op.add_column("tickets", sa.Column("left_alone_at", sa.DateTime(timezone=True)))
    op.add_column("tickets", sa.Column("look_again_at", sa.DateTime(timezone=True)))
    alone = sa.text("left_alone_at IS NOT NULL AND gone_at IS NULL")
    op.create_index("ix_tickets_left_alone", "tickets", ["task_id"], postgresql_where=alone)
