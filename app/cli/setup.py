"""`stagegate setup`."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from app.cli import options

F = TypeVar("F", bound=Callable[..., Any])

#: Where the process file is written by default.
DEFAULT_FILE = Path("process.yaml")


def _pairs(_context: click.Context, _option: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """`Name=value` as a mapping; the first = is the separator."""
    for value in values:
        if not value.partition("=")[0].strip() or "=" not in value:
            raise click.BadParameter(f'{value!r} is not of the form "Name=value"')
    return {name.strip(): value.strip() for name, _, value in (each.partition("=") for each in values)}


def _pair_option(flag: str, form: str, about: str) -> Callable[[F], F]:
    return click.option(flag, multiple=True, metavar=f'"{form}"', callback=_pairs, help=about)


@click.command()
@click.option(
    "--file",
    type=click.Path(path_type=Path, dir_okay=False),
    help=f"The process file to write. Default: STAGEGATE_PROCESS or {DEFAULT_FILE}.",
)
@click.option("--workspace", metavar="NAME", help="Name or id of the workspace, if the token sees several.")
@click.option("--tickets-list", metavar="NAME", help="Name or id of the list of the tickets.")
@click.option(
    "--first-level-list", metavar="NAME", help="Name or id of the list of the clients' own tickets."
)
@click.option("--companies-list", metavar="NAME", help="Name or id of the list of the companies.")
@_pair_option("--status", "STAGE=STATUS", "The status of a stage; repeatable.")
@_pair_option("--field", "DATUM=FIELD", "The field of a datum, or of `notice: kind` and similar; repeatable.")
@_pair_option("--option", "DATUM/CHOICE=OPTION", "The option that stands for a choice; repeatable.")
@_pair_option("--owner", "OWNER=WHO", "A group, or comma-separated e-mail addresses; repeatable.")
@click.option(
    "--public-url", metavar="URL", help="The https address at which ClickUp reaches `stagegate web`."
)
@click.option("--time-zone", metavar="ZONE", help="Where people work, for a new file, such as Europe/Berlin.")
@click.option(
    "--create-missing",
    is_flag=True,
    help="Create missing lists, and the tag that pauses SLA clocks, without asking.",
)
@click.option(
    "--automations-exist",
    is_flag=True,
    help="Say that the Automations of all client notices exist, so that they are not listed again.",
)
@click.option(
    "--no-webhooks", is_flag=True, help="Register no webhooks; the worker registers them when it starts."
)
@click.option(
    "--dry-run", is_flag=True, help="Show what would be written and what is left to do; change nothing."
)
@click.option("--yes", is_flag=True, help="Write the file without asking.")
@options.data_dir
def setup(
    *,
    file: Path | None,
    workspace: str | None,
    tickets_list: str | None,
    first_level_list: str | None,
    companies_list: str | None,
    status: dict[str, str],
    field: dict[str, str],
    option: dict[str, str],
    owner: dict[str, str],
    public_url: str | None,
    time_zone: str | None,
    create_missing: bool,
    automations_exist: bool,
    no_webhooks: bool,
    dry_run: bool,
    yes: bool,
    data_dir: Path | None,
) -> None:
    """
    Find the process in a ClickUp workspace and prepare everything to run.

    Checks the token, finds lists, statuses, fields and owners by name, writes names and ids into the process
    file, migrates the database and registers the webhooks. When a name is only similar, it asks on a
    terminal; without a terminal, use the flags. It creates missing lists and tags if you agree, and prints a
    to-do list of what ClickUp's API cannot create.
    You can run it again at any time. A new process file starts in shadow mode: Stagegate only watches.
    """
    from app.cli.start import begin
    from app.setup.choosing import Chooser, NoTerminal
    from app.setup.plan import Flags
    from app.setup.run import set_up
    from app.setup.terminal import Terminal
    from app.setup.wishes import Wishes

    lists = {"tickets": tickets_list, "first level": first_level_list, "companies": companies_list}
    chooser: Chooser = Terminal() if sys.stdin.isatty() and sys.stdout.isatty() else NoTerminal()
    settings = begin(talks=True, data_dir=data_dir)
    wishes = Wishes(
        file=file or settings.process or DEFAULT_FILE,
        flags=Flags(
            workspace=workspace or settings.workspace,
            lists={key: name for key, name in lists.items() if name is not None},
            statuses=status,
            fields=field,
            owners=owner,
            options=option,
            time_zone=time_zone,
        ),
        public_url=public_url,
        only_show=dry_run,
        with_webhooks=not no_webhooks,
        asks_first=not yes,
        create_missing=create_missing,
        automations_exist=automations_exist,
    )
    try:
        set_up(settings, wishes, chooser, click.echo)
    except KeyboardInterrupt:
        raise click.Abort from None
