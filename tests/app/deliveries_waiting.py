"""What waits to be handled."""

from sqlalchemy import text


def waiting(bot):
    """The tickets with a delivery that waits."""
    with bot.engine.begin() as connection:
        return (
            connection.execute(
                text("SELECT task_id FROM deliveries WHERE handled_at IS NULL ORDER BY task_id")
            )
            .scalars()
            .all()
        )
