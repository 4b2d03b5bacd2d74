"""The stages that a judged move passed: whose owners a closed ticket has depends on the last of them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    """Add the column; of earlier moves it is not known."""
    op.add_column("moves", sa.Column("via", JSONB, nullable=False, server_default=sa.text("'[]'")))
