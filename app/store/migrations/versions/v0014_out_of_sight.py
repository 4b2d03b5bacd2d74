"""Tells tickets that cannot be seen from those that left our lists: the former are taken up as they stand."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Add the column; of tickets that are gone already, it is not known."""
    op.add_column(
        "tickets", sa.Column("out_of_sight", sa.Boolean(), nullable=False, server_default=sa.text("false"))
    )
