"""`stagegate sandbox`."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli import options
from clickup_client.sandbox.workspace.plans import PLANS

if TYPE_CHECKING:
    from app.machine.data_folder import DataFolder


@click.command()
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8001, show_default=True, help="Port to listen on."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--plan",
    type=click.Choice([plan.short_name for plan in PLANS], case_sensitive=False),
    default="business",
    show_default=True,
    help="ClickUp's plan: "
    + ", ".join(f"{plan.short_name} {plan.requests_per_minute:,}" for plan in PLANS)
    + " requests per minute for each token.",
)
@click.option(
    "--rate-limit",
    type=click.IntRange(min=1),
    help="Requests per minute and token that the simulated ClickUp allows; overrides the plan.",
)
@click.option(
    "--with-bot",
    is_flag=True,
    hidden=True,
    help="A reset also resets the bot of the demo in the data folder.",
)
@options.data_dir
def sandbox(
    port: int, host: str, plan: str, rate_limit: int | None, data_dir: Path | None, *, with_bot: bool
) -> None:
    """
    Run only the simulated ClickUp, with the demo's workspace.

    The bot's token is pk_sandbox; people have pk_ops, pk_qa, pk_pm, pk_tech and pk_admin. Its state is
    stored in the data folder.
    """
    from app.cli.start import begin
    from app.demo import WORKSPACE_FILE
    from app.garbage import freeze
    from app.machine.data_folder import open_data_folder
    from clickup_client.sandbox.server import ServeError, serve

    settings = begin(data_dir=data_dir)
    folder = open_data_folder(settings.data_dir)
    freeze()
    try:
        serve(
            host=host,
            port=port,
            workspace_file=WORKSPACE_FILE,
            data_dir=folder.sandbox,
            plan=plan,
            rate_limit=rate_limit,
            log_level=settings.log_level,
            on_reset=partial(_start_over, folder) if with_bot else None,
        )
    except ServeError as error:
        raise click.ClickException(str(error)) from error


def _start_over(folder: "DataFolder") -> None:
    from app.demo.start_over import start_over
    from app.machine.database import running_in

    database_url = running_in(folder)
    if database_url is not None:
        start_over(database_url)
