"""`stagegate demo`."""

from pathlib import Path

import click

from app.cli import options


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="The receiver.")
@click.option(
    "--sandbox-port",
    type=click.IntRange(1, 65535),
    default=8001,
    show_default=True,
    help="The simulated ClickUp.",
)
@options.data_dir
@options.rate_limit
@click.option(
    "--process",
    envvar="STAGEGATE_PROCESS",
    type=click.Path(path_type=Path, exists=True, dir_okay=False, resolve_path=True),
    help="Your own process file to try; it must fit the simulated workspace.",
)
@click.option("--sign-in", is_flag=True, help="People sign in with ClickUp to fill in what is missing.")
def demo(
    *,
    port: int,
    sandbox_port: int,
    data_dir: Path | None,
    rate_limit: int,
    process: Path | None,
    sign_in: bool,
) -> None:
    """
    Try it out: simulated ClickUp, bot and database in one command.

    Needs no account, no token and no other program. Ctrl-C stops everything; the next start continues
    where this one stopped.
    """
    from app.cli.start import begin
    from app.demo.launcher import HOST, Demo
    from app.garbage import freeze
    from app.machine.ports import check_port

    settings = begin(data_dir=data_dir)
    if port == sandbox_port:
        raise click.ClickException(
            f"The receiver and the simulated ClickUp cannot share port {port}: "
            "choose others with --port and --sandbox-port."
        )
    check_port(HOST, port, what="the receiver", option="--port")
    check_port(HOST, sandbox_port, what="the simulated ClickUp", option="--sandbox-port")
    freeze()
    Demo(
        settings,
        port=port,
        sandbox_port=sandbox_port,
        rate_limit=rate_limit,
        process=process,
        sign_in=sign_in,
    ).run()
