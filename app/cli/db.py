"""`stagegate db upgrade`."""

import click
from sqlalchemy.exc import OperationalError

from app.cli.start import begin, explained
from app.store.engine import DatabaseUrlError
from app.store.migrate import upgrade as migrate


@click.group()
def db() -> None:
    """Create or migrate the database."""


@db.command()
def upgrade() -> None:
    """Apply all missing migrations to DATABASE_URL. Safe to repeat, also on several machines at once."""
    settings = begin("database_url")
    with explained(DatabaseUrlError, OperationalError):
        migrate(settings.database_url)
    click.echo("The database is up to date.")
