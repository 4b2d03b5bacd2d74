"""`stagegate run`."""

from pathlib import Path

import click

from app.cli import options


@click.command()
@options.port
@options.host
@options.data_dir
def run(port: int | None, host: str | None, data_dir: Path | None) -> None:
    """
    Run for real on one machine: web, worker and, without DATABASE_URL, PostgreSQL.

    A process that dies is restarted. Needs STAGEGATE_CLICKUP_TOKEN and STAGEGATE_PUBLIC_URL.
    """
    from app.cli.start import begin
    from app.config.sign_in import oauth_app
    from app.garbage import freeze
    from app.machine.one_machine import run_for_real
    from app.machine.ports import check_port

    settings = begin("clickup_token", "public_url", web_port=port, web_host=host, data_dir=data_dir)
    oauth_app(settings)
    check_port(settings.web_host, settings.web_port, what="the receiver", option="--port")
    freeze()
    run_for_real(settings)
