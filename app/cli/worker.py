"""`stagegate worker`."""

import click

from app.cli.start import begin, explained
from app.process.file import ProcessFileError
from app.store.engine import DatabaseUrlError
from app.store.revision import OtherShapeError
from app.store.usable import PooledError, require_usable
from app.worker.malloc import keep_few
from app.worker.run import WorkerStoppedError, run_worker
from app.worker.start import start
from app.workspace.directory import DirectoryError
from clickup_client.errors import ClickUpError


@click.command()
def worker() -> None:
    """
    Check tickets and act on them.

    Needs DATABASE_URL, STAGEGATE_CLICKUP_TOKEN and STAGEGATE_PUBLIC_URL. Several workers can share the work.
    """
    settings = begin("database_url", "clickup_token", "public_url")
    keep_few()
    with explained(
        ProcessFileError, DirectoryError, ClickUpError, DatabaseUrlError, OtherShapeError, PooledError
    ):
        require_usable(settings.database_url)
        bot = start(settings)
    with explained(WorkerStoppedError):
        run_worker(bot, concurrency=settings.worker_concurrency, keep_days=settings.retention_days)
