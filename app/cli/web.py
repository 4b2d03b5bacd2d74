"""`stagegate web`."""

import click

from app.cli import options


@click.command()
@options.port
@options.host
def web(port: int | None, host: str | None) -> None:
    """Receive ClickUp's webhooks: check, store, queue, answer. Needs DATABASE_URL."""
    from app.cli.start import begin
    from app.store.usable import require_usable
    from app.web.server import serve

    settings = begin("database_url", web_port=port, web_host=host)
    if settings.oauth_client_id is not None:
        settings.require_public_url()  # where ClickUp sends people back to
    require_usable(settings.database_url)
    serve(host=settings.web_host, port=settings.web_port, settings=settings)
