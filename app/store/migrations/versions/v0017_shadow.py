"""Verdicts of shadow mode are marked: nothing was done because of them."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Add the column; of earlier verdicts it is not known, and they stay as they are."""
    op.add_column("moves", sa.Column("shadow", sa.Boolean(), nullable=False, server_default="false"))
