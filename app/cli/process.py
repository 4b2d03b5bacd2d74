"""`stagegate process check|show|diagram|migrate|schema|reference`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
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
    from app.cli.wide import print_table, table_of
    from app.process.diagram import requirement_in_words

    loaded = _load(file)
    table = table_of("Stage", "Status in ClickUp", "Owner", "Required to enter")
    table.title, table.show_lines = f"{loaded.name} ({loaded.mode})", True
    for stage in loaded.stages:
        required = "\n".join(requirement_in_words(requirement) for requirement in stage.requires)
        table.add_row(stage.name, stage.status, stage.owner or "-", required or "-")
    print_table(table)


@process.command()
@_FILE
def diagram(file: Path | None) -> None:
    """
    Draw FILE as a Mermaid flowchart.

    It shows the stages, what each requires, and the moves that their order allows.
    """
    from app.process.diagram import diagram as draw

    click.echo(draw(_load(file)), nl=False)


@process.command()
@_FILE
@click.option("--dry-run", is_flag=True, help="Show what would change; change nothing.")
def migrate(file: Path | None, *, dry_run: bool) -> None:
    """
    Update tickets after stages were renamed or removed.

    FILE has the stages as they are now. A worker does the same when it starts. Tickets of a renamed stage
    get its new name, also in `report`. Tickets of a removed stage are listed; they count as in the stage
    before it until someone moves them.
    """
    from app.cli.opened import opened
    from app.messages.admin import stage_changes as words
    from app.process.migrate import migrate as migrate_tickets
    from app.store import missing

    loaded = _load(file)
    with opened() as (_, engine), engine.begin() as connection:
        found = migrate_tickets(connection, loaded, only_look=dry_run)
        kept = missing.kept(connection, "stages")
    sentences = words.all_of(found.changes.renamed, found.changes.removed, found.tickets)
    for sentence in sentences or kept or [words.nothing()]:
        click.echo(sentence)
    if sentences and dry_run:
        click.echo("Nothing was changed.")


@process.command()
def reference() -> None:
    """Print a Markdown reference of every key in a process file."""
    from app.process.reference import reference_text

    click.echo(reference_text(), nl=False)


@process.command()
def schema() -> None:
    """
    Print the JSON Schema of process files.

    With it, an editor completes and checks them.
    """
    from app.process.schema import schema_text

    click.echo(schema_text(), nl=False)


def _load(file: Path | None) -> "Process":
    from app.process.file import load_process

    return load_process(file or _set_file())


def _set_file() -> Path | None:
    """The file that the settings name; None if they name none."""
    from app.cli.start import begin

    return begin().process
