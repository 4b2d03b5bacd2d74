"""Which required data each ticket had at the last look, so that it is noticed when one is emptied."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Nothing is known yet: the next look at each ticket finds it out."""
    op.add_column("tickets", sa.Column("filled", JSONB()))
