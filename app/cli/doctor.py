"""`stagegate doctor`."""

import json
import time
from datetime import UTC, datetime

import click

from app.cli.start import begin
from app.doctor.canary import Waiting
from app.doctor.check import Level
from app.doctor.examine import examine


@click.command()
@click.option("--json", "for_programs", is_flag=True, help="Print JSON.")
@click.option(
    "--canary",
    is_flag=True,
    help="Also prove the Automation of client notices: with a ticket of its own, which it deletes again, "
    "and an e-mail of each notice to the bot's own address. Takes up to some minutes.",
)
@click.pass_context
def doctor(context: click.Context, *, for_programs: bool, canary: bool) -> None:
    """
    Check everything that a running Stagegate relies on, and say how to repair what does not hold.

    ✓ is good, ! works but somebody should know, ✗ has to be repaired: then the exit code is 1. Without
    --canary it changes nothing anywhere, so it may be run at any time.
    """
    settings = begin(talks=True)
    waiting = Waiting(clock=time.monotonic, sleep=time.sleep)
    checks = []
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
