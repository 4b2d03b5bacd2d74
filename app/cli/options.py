"""Options shared by several commands."""

from pathlib import Path

import click

port = click.option(
    "--port",
    type=click.IntRange(1, 65535),
    help="Port of the receiver. Default: STAGEGATE_WEB_PORT, PORT or 8000.",
)
host = click.option("--host", help="Address to listen on. Default: STAGEGATE_WEB_HOST or 127.0.0.1.")
data_dir = click.option(
    "--data-dir",
    type=click.Path(path_type=Path),
    help="Folder for all stored data. Default: STAGEGATE_DATA_DIR or .stagegate.",
)
for_programs = click.option("--json", "for_programs", is_flag=True, help="Print JSON.")
rate_limit = click.option(
    "--rate-limit",
    type=click.IntRange(min=10),  # the bot needs this many to start; ClickUp allows at least 100
    default=100,
    show_default=True,
    help="Requests per minute and token that the simulated ClickUp allows.",
)
