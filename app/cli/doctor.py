"""`stagegate doctor`."""

import json
import time
from datetime import UTC, datetime

import click

from app.cli import options


@click.command()
@options.for_programs
@click.option(
    "--canary",
    is_flag=True,
    help="Also test the Automations that send client notices: creates a ticket, sends an e-mail for each "
    "notice to the bot's own address, and deletes the ticket. Takes up to a few minutes.",
)
@click.pass_context
def doctor(context: click.Context, *, for_programs: bool, canary: bool) -> None:
    """
    Check everything a running Stagegate relies on, and say how to fix what is wrong.

    ✓ is good. ! works, but someone should know. ✗ must be fixed, and makes the exit code 1. Without
    --canary the command changes nothing, so it is safe to run at any time.
    """
    from app.cli.start import begin
    from app.doctor.canary import Timer
    from app.doctor.check import Level
    from app.doctor.examine import examine
    from app.store.api_budget import Rank
    from app.workspace.call_budget import ranked

    settings = begin(talks=True, beside_demo=True)
    waiting = Timer(clock=time.monotonic, sleep=time.sleep)
    checks = []
    with ranked(Rank.LOOK):
        for check in examine(settings, canary=canary, now=lambda: datetime.now(UTC), waiting=waiting):
            checks.append(check)
            if not for_programs:
                click.echo(check.line)
    is_well = not any(check.level is Level.BAD for check in checks)
    if for_programs:
        told = [
            {"name": each.name, "level": each.level.value, "found": each.found, "fix": each.fix}
            for each in checks
        ]
        click.echo(json.dumps({"well": is_well, "checks": told}, indent=2, ensure_ascii=False))
    context.exit(0 if is_well else 1)
