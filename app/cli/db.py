"""`stagegate db upgrade` and `restored`."""

import click


@click.group()
def db() -> None:
    """Create or migrate the database."""


@db.command()
def upgrade() -> None:
    """Apply all missing migrations to DATABASE_URL. Safe to repeat, also on several machines at once."""
    from app.cli.start import begin
    from app.store.migrate import upgrade as migrate

    settings = begin("database_url")
    migrate(settings.database_url)
    click.echo("The database is up to date.")


@db.command()
def restored() -> None:
    """
    Say that the database was set back to an earlier time.

    The worker then accepts every ticket where it is, and repeats no message. You do not need this after you
    restored a dump: Stagegate notices that.
    """
    from app.cli.start import begin
    from app.setup.database import database_to_set_up
    from app.store import restored as store
    from app.store import revision
    from app.store.engine import connect

    with database_to_set_up(begin()) as url:
        engine = connect(url, pool_size=1)
        with engine.begin() as connection:
            revision.require(connection)
            store.set_back(connection)
        engine.dispose()
    click.echo("The worker will accept all tickets where they are.")
