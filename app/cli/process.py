"""`stagegate process check|show|diagram|schema|reference`."""

from pathlib import Path

import click
from rich.table import Table

from app.cli.start import begin
from app.cli.wide import print_table
from app.process.diagram import diagram as draw
from app.process.diagram import requirement_in_words
from app.process.file import load_process
from app.process.reference import reference_text
from app.process.schema import schema_text
from rules.process.process import Process

_FILE = click.argument("file", type=click.Path(path_type=Path), required=False)


@click.group()
def process() -> None:
    """
    Check and show the process file.

    FILE defaults to STAGEGATE_PROCESS, or else to the process shipped with Stagegate.
    """


@process.command()
@_FILE
def check(file: Path | None) -> None:
    """Check FILE and list every mistake in it."""
    loaded = _load(file)
    click.echo(f"{loaded.name}: {len(loaded.stages)} stages, {len(loaded.data)} data. The file is valid.")


@process.command()
@_FILE
def show(file: Path | None) -> None:
    """Show the stages of FILE and what each requires."""
    loaded = _load(file)
    table = Table(title=f"{loaded.name} ({loaded.mode})", show_lines=True)
    for heading in ("Stage", "Status in ClickUp", "Owner", "Required to enter"):
        table.add_column(heading, overflow="fold")
    for stage in loaded.stages:
        required = "\n".join(requirement_in_words(requirement) for requirement in stage.requires)
        table.add_row(stage.name, stage.status, stage.owner or "-", required or "-")
    print_table(table)


@process.command()
@_FILE
def diagram(file: Path | None) -> None:
    """Draw FILE as a Mermaid flowchart: stages, their requirements, and the moves allowed by their order."""
    click.echo(draw(_load(file)), nl=False)


@process.command()
def reference() -> None:
    """Print a Markdown reference of every key in a process file."""
    click.echo(reference_text(), nl=False)


@process.command()
def schema() -> None:
    """Print the JSON Schema of process files, so that an editor can complete and check them."""
    click.echo(schema_text(), nl=False)


def _load(file: Path | None) -> Process:
    return load_process(file or begin().process)
