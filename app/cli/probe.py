"""`stagegate probe`."""

import click

from app.cli import options


@click.command()
@click.option("--list", "place", metavar="LIST", help="An empty list made for this: its id or address.")
@click.option(
    "--other-list", metavar="LIST", help="Another such list, from which a task is shown in the first."
)
@click.option("--form-task", metavar="TASK", help="A task that a Form of ClickUp made.")
@click.option("--hidden-task", metavar="TASK", help="A task that the bot's user may not see.")
@click.option("--purged-task", metavar="TASK", help="A task that was deleted from the trash.")
@click.option("--yes", is_flag=True, help="Do not ask before anything is made in the list.")
@click.option("--show", is_flag=True, help="Print the report of the last probe; ask ClickUp nothing.")
@options.for_programs
@click.pass_context
def probe(
    context: click.Context,
    *,
    place: str | None,
    other_list: str | None,
    form_task: str | None,
    hidden_task: str | None,
    purged_task: str | None,
    yes: bool,
    show: bool,
    for_programs: bool,
) -> None:
    """
    Test on a scratch list how ClickUp behaves.

    Makes tasks, comments and a tag in the list, reads them, and removes them again, also after Ctrl-C. Takes
    up to two minutes and 60 calls, which come after all other work. Stagegate stores the answers and follows
    them. The output of --json has no names or ids of your workspace, so you can paste it into an issue. Exit
    code 1: something could not be removed.
    """
    from app.cli import probing
    from app.messages.admin import probe as words
    from app.probe.question import Named

    if show:
        report, left = probing.last(), list[str]()
    elif place is None:
        raise click.UsageError(words.NAME_A_LIST)
    else:
        named = Named(form_task=form_task, hidden_task=hidden_task, purged_task=purged_task)
        report, left = probing.ask(place, other_list, named, yes=yes)
    probing.print_report(report, for_programs=for_programs)
    for sentence in left:
        probing.say(sentence)
    context.exit(1 if left else 0)
