"""The command `stagegate`."""

import click


@click.group()
def main() -> None:
    """Hold a stage-gated process in ClickUp."""
