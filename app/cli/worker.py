"""`stagegate worker`."""

import click


@click.command()
def worker() -> None:
    """
    Check tickets and act on them.

    Needs DATABASE_URL, STAGEGATE_CLICKUP_TOKEN and STAGEGATE_PUBLIC_URL. Several workers can share the work.
    """
    from app.cli.start import begin
    from app.config.sign_in import oauth_app
    from app.garbage import freeze
    from app.store.usable import require_usable
    from app.worker.malloc import keep_few
    from app.worker.run import run_worker
    from app.worker.start import start

    settings = begin("database_url", "clickup_token", "public_url")
    oauth_app(settings)
    keep_few()
    require_usable(settings.database_url)
    bot = start(settings)
    freeze()
    run_worker(bot, concurrency=settings.worker_concurrency, keep_days=settings.retention_days)
