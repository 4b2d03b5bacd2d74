"""`stagegate explain TASK`."""

import json

import click

from app.cli import options


@click.command()
@click.argument("task")
@options.for_programs
def explain(task: str, *, for_programs: bool) -> None:
    """
    Explain why a ticket is where it is.

    TASK is a ticket's id, its custom id or its ClickUp address. Shows the latest judged moves with every
    reason, what the next stage requires now, and what the client was told. Changes nothing.
    """
    from app.cli.read_only import read_only_bot
    from app.inspect.explain import as_json
    from app.inspect.explain import explain as put_together
    from app.inspect.explanation_text import explanation_lines

    with read_only_bot() as bot:
        found = put_together(bot, task)
        zone = bot.zone
    click.echo(
        json.dumps(as_json(found), indent=2, ensure_ascii=False)
        if for_programs
        else "\n".join(explanation_lines(found, zone))
    )
