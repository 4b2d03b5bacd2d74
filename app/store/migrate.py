"""Migrates a database with Alembic, without a configuration file."""

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from app.store.engine import CONNECT_TIMEOUT_SECONDS, read_url

#: Any number that no other code uses for an advisory lock in the database.
_UPGRADE_LOCK = 7_217_351_001


def configuration() -> Config:
    """Alembic's settings: the migrations are part of the installed package."""
    config = Config()
    config.set_main_option("script_location", "app.store:migrations")
    return config


def upgrade(database_url: str) -> None:
    """
    Apply all missing migrations in one transaction.

    Repeatable.  If several processes start at once, one migrates and the others wait.

    Raises:
        DatabaseUrlError: see :func:`app.store.engine.read_url`.
        sqlalchemy.exc.SQLAlchemyError: The database is down, or a migration failed; nothing was changed.
    """
    engine = create_engine(
        read_url(database_url),
        poolclass=NullPool,
        connect_args={"connect_timeout": CONNECT_TIMEOUT_SECONDS, "options": "-c timezone=UTC"},
    )
    config = configuration()
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADE_LOCK})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
