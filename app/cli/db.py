"""`stagegate db upgrade`."""

import click
from sqlalchemy.exc import OperationalError

from app.cli.start import begin, explained
from app.store.engine import DatabaseUrlError
from app.store.migrate import upgrade as migrate


@click.group()
def db() -> None:
    """Bring the database to the newest shape."""


@db.command()
def upgrade() -> None:
    """Apply every migration that is missing to DATABASE_URL. Repeatable, and safe while others do it too."""
    settings = begin("database_url")
    with explained(DatabaseUrlError, OperationalError):
        migrate(settings.database_url)
    click.echo("The database is up to date.")
