"""`stagegate simulate TASK --to STAGE`."""

import json

import click

from app.cli import options


def _pair(_context: click.Context, _option: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """`Field=value` as a mapping; the first = is the separator."""
    for value in values:
        if not value.partition("=")[0].strip() or "=" not in value:
            raise click.BadParameter(f'{value!r} is not of the form "Field=value"')
    return {name.strip(): value.strip() for name, _, value in (each.partition("=") for each in values)}


@click.command()
@click.argument("task")
@click.option("--to", required=True, metavar="STAGE", help="The stage to move it to, or its status.")
@click.option(
    "--set",
    "given",
    multiple=True,
    metavar='"FIELD=VALUE"',
    callback=_pair,
    help="Judge as if a field had this value; repeatable. Leave the value out for an empty field.",
)
@options.for_programs
@click.pass_context
def simulate(
    context: click.Context, task: str, *, to: str, given: dict[str, str], for_programs: bool
) -> None:
    """
    Show what would happen if someone moved a ticket to STAGE.

    TASK is a ticket's id, its custom id or its ClickUp address. The move is judged exactly like a real one,
    but nothing is changed. Exit code 0: it would be allowed. 1: it would be put back. 2: it could not be
    judged.
    """
    from app.cli.read_only import errors_are_no_answer, read_only_bot
    from app.inspect.simulate import as_json
    from app.inspect.simulate import simulate as judge_it
    from app.inspect.simulation_text import simulation_lines
    from rules.decision import Verdict

    exit_codes = {Verdict.ALLOWED: 0, Verdict.REJECTED: 1, Verdict.UNDECIDED: 2}
    with errors_are_no_answer(), read_only_bot() as bot:
        simulation = judge_it(bot, task, to=to, given=given)
    click.echo(
        json.dumps(as_json(simulation), indent=2, ensure_ascii=False)
        if for_programs
        else "\n".join(simulation_lines(simulation))
    )
    context.exit(exit_codes[simulation.decision.verdict])
