"""The command `stagegate`: one module for each subcommand, imported only when it is called."""

import click

from app import garbage
from app.cli.lazy import LazyGroup


@click.group(
    cls=LazyGroup,
    services=frozenset({"demo", "run", "web", "worker", "sandbox"}),
    commands_at={
        "demo": (
            "app.cli.demo:demo",
            "Try it out: simulated ClickUp, bot and database in one command.",
        ),
        "run": ("app.cli.run:run", "Run for real on one machine: web, worker and, if needed, PostgreSQL."),
        "web": ("app.cli.web:web", "Receive ClickUp's webhooks."),
        "worker": ("app.cli.worker:worker", "Check tickets and act on them."),
        "sandbox": ("app.cli.sandbox:sandbox", "Run only the simulated ClickUp."),
        "db": ("app.cli.db:db", "Create or migrate the database."),
        "setup": ("app.cli.setup:setup", "Find the process in ClickUp and prepare everything to run."),
        "doctor": ("app.cli.doctor:doctor", "Check everything a running Stagegate relies on."),
        "probe": (
            "app.cli.probe:probe",
            "Test on a scratch list how ClickUp behaves.",
        ),
        "explain": ("app.cli.explain:explain", "Explain why a ticket is where it is."),
        "simulate": ("app.cli.simulate:simulate", "Show what a move would lead to, without making it."),
        "report": ("app.cli.report:report", "Show how the moves of the last days ended."),
        "replay": ("app.cli.replay:replay", "Check tickets again."),
        "webhooks": ("app.cli.webhooks:webhooks", "Show, repair and rotate the webhooks."),
        "jobs": ("app.cli.jobs:jobs", "Show waiting and failed work, and retry it."),
        "process": ("app.cli.process:process", "Check and show the process file."),
    },
)
@click.version_option(package_name="stagegate")
def main() -> None:
    """Enforce a stage-gated process in ClickUp."""
    garbage.look_seldom()
