"""`stagegate process check` and `stagegate process show`."""

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from app.cli.start import begin, explained
from app.process_file import ProcessFileError, load_process
from rules.process import Process, Requirement

_FILE = click.argument("file", type=click.Path(path_type=Path), required=False)


@click.group()
def process() -> None:
    """
    Check and show the process file.

    FILE is the file to read; without it STAGEGATE_PROCESS, or the process that comes with Stagegate.
    """


@process.command()
@_FILE
def check(file: Path | None) -> None:
    """Say whether FILE can be used, or everything that is wrong with it."""
    loaded = _load(file)
    click.echo(f"{loaded.name}: {len(loaded.stages)} stages, {len(loaded.data)} data. The file is good.")


@process.command()
@_FILE
def show(file: Path | None) -> None:
    """Show the stages of FILE and what each requires."""
    loaded = _load(file)
    table = Table(title=f"{loaded.name} ({loaded.mode})", show_lines=True)
    for heading in ("Stage", "Status in ClickUp", "Owner", "Required to enter"):
        table.add_column(heading, overflow="fold")
    for stage in loaded.stages:
        required = "\n".join(_in_words(requirement) for requirement in stage.requires)
        table.add_row(stage.name, stage.status, stage.owner or "-", required or "-")
    Console().print(table, markup=False)


def _load(file: Path | None) -> Process:
    with explained(ProcessFileError):
        return load_process(file or begin().process)


def _in_words(requirement: Requirement) -> str:
    remarks = [
        *(["merged"] if requirement.is_ == "merged" else []),
        *(["when de-escalating"] if requirement.when == "de-escalating" else []),
        *(["written anew"] if requirement.fresh else []),
    ]
    return requirement.datum + (f" ({', '.join(remarks)})" if remarks else "")
