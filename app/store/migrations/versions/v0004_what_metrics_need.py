"""Data for people and metrics: counters, the health of webhooks, calls made and refused."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004"
down_revision = "0003"

# Count past moves once; after this no one has to read all moves again.
_COUNT_THE_PAST = tuple(
    f"INSERT INTO tallies (name, labels, total) SELECT '{name}', {labels}, count(*) {rows} GROUP BY 2"
    for name, labels, rows in (
        ("verdicts", "jsonb_build_object('stage', to_stage, 'verdict', verdict)", "FROM moves"),
        (
            "findings",
            "jsonb_build_object('code', found->>'code', 'outcome', found->>'outcome')",
            "FROM moves, jsonb_array_elements(findings) AS found WHERE found->>'outcome' <> 'met'",
        ),
        ("notices", "jsonb_build_object('kind', kind, 'state', state)", "FROM notices WHERE state <> 'owed'"),
    )
)


def upgrade() -> None:
    """Create the table, fill it, and add the columns."""
    op.create_table(
        "tallies",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("labels", JSONB(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", "labels", name="pk_tallies"),
    )
    for statement in _COUNT_THE_PAST:
        op.execute(statement)
    op.add_column("webhooks", sa.Column("list_name", sa.Text()))
    op.add_column("webhooks", sa.Column("health", sa.Text()))
    op.add_column("webhooks", sa.Column("fail_count", sa.Integer()))
    op.add_column("webhooks", sa.Column("checked_at", sa.DateTime(timezone=True)))
    for name in ("calls", "refused"):
        op.add_column(
            "api_budget", sa.Column(name, sa.BigInteger(), server_default=sa.text("0"), nullable=False)
        )
