"""The command `stagegate`: one module a command, imported only when that command is called."""

import click

from app.cli.lazy import LazyGroup


@click.group(
    cls=LazyGroup,
    commands_at={
        "demo": ("app.cli.demo:demo", "Try it out: a simulated ClickUp, the bot and a database in one go."),
        "run": ("app.cli.run:run", "Run for real on one machine: web, worker and, if needed, PostgreSQL."),
        "web": ("app.cli.web:web", "Receive ClickUp's webhooks."),
        "worker": ("app.cli.worker:worker", "Judge the tickets and act on them."),
        "sandbox": ("app.cli.sandbox:sandbox", "Run only the simulated ClickUp."),
        "db": ("app.cli.db:db", "Bring the database to the newest shape."),
        "setup": ("app.cli.setup:setup", "Find the process in ClickUp and make everything ready to run."),
        "doctor": ("app.cli.doctor:doctor", "Check all that a running Stagegate relies on."),
        "explain": ("app.cli.explain:explain", "Say why a ticket is where it is."),
        "simulate": ("app.cli.simulate:simulate", "Say what a move would come to, without making it."),
        "report": ("app.cli.report:report", "Say what became of the moves of the last days."),
        "replay": ("app.cli.replay:replay", "Have tickets looked at anew."),
        "webhooks": ("app.cli.webhooks:webhooks", "See whether ClickUp tells us of changes, and mend it."),
        "jobs": ("app.cli.jobs:jobs", "See what waits and what was given up, and set it going again."),
        "process": ("app.cli.process:process", "Check and show the process file."),
    },
)
@click.version_option(package_name="stagegate")
def main() -> None:
    """Hold a stage-gated process in ClickUp."""
