"""No token and no secret is logged or printed, whatever happens and however much is logged."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
import requests

from tests.acceptance.conftest import RunningDemo, wait_for
from tests.acceptance.people import ClickUp

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def run(folder):
    """
    A run at the log level that says most, with trouble on the way.

    Everything that was logged or printed, by where, and every secret.
    """
    home = folder / "secrets"
    home.mkdir()
    (home / ".env").write_text("STAGEGATE_LOG_LEVEL=debug\n")
    with RunningDemo(home / "data", cwd=home, options=("--rate-limit", "1000000")) as demo:
        demo.wait_until_ready()
        clickup = ClickUp(demo.sandbox)
        before = demo.secrets()
        live_through_everything(clickup, demo)
        printed = run_commands(demo)
        secrets = before | demo.secrets() | {API_KEY}
        clickup.close()
        demo.stop()
        # The lines to try things with are people's own, with the tokens that the simulation gave them.
        shown = "\n".join(line for line in demo.output.splitlines() if not line.startswith("curl "))
        yield demo.logs() | {"the terminal": shown, "the commands": printed}, secrets


#: What a program of somebody's posts reports with.
API_KEY = "6f1c9a2e-api-key-of-the-dashboard"

COMMANDS = (
    ("doctor",),
    ("doctor", "--json"),
    ("explain", "86c1va102"),
    ("simulate", "86c1va102", "--to", "Fixing"),
    ("report", "--json"),
    ("replay", "86c1va102"),
    ("webhooks", "list", "--json"),
    ("webhooks", "rotate"),
    ("webhooks", "repair"),
    ("jobs", "list", "--json"),
    ("process", "show"),
)


def live_through_everything(clickup, demo):
    """A refusal, every notice, a look-up, a bulk move, failures with tracebacks, and bad deliveries."""
    refused = clickup.ready("validating", due=None, without={"Severity"})
    clickup.drag(refused, "replicating")
    clickup.wait_for_rejection(refused, "validating")
    ticket = clickup.ready("fixing")
    clickup.drag(ticket, "verifying", by="tech")
    clickup.wait_for_entry(ticket, "verifying")
    clickup.drag(ticket, "In Production", by="qa")
    wait_for(lambda: [mail for mail in clickup.emails(ticket) if mail["trigger"] == "delivered"])
    with clickup.fault(path=f"/api/v2/task/{refused}", token="pk_sandbox", status=500):
        clickup.drag(refused, "replicating")
        worker = demo.data_dir / "logs" / "worker.log"
        wait_for(lambda: "attempt failed" in worker.read_text())
    clickup.set_due(ticket, date(2026, 12, 9))
    hook = clickup.state("webhooks")["webhooks"][0]
    for body in (b"", b"{", f'{{"webhook_id": "{hook["id"]}"}}'.encode()):
        with requests.Session() as session:
            session.trust_env = False
            session.post(f"{demo.web}/webhooks/clickup", data=body, headers={"X-Signature": "0"}, timeout=120)
            session.post(
                f"{demo.web}/intake", data=body, headers={"Authorization": f"Bearer {API_KEY}"}, timeout=120
            )


def run_commands(demo):
    """What the commands print that somebody types for this demo."""
    token, sandbox = "pk_sandbox", demo.sandbox
    settings = {
        "STAGEGATE_CLICKUP_TOKEN": token,
        "STAGEGATE_CLICKUP_API_URL": f"{sandbox}/api",
        "STAGEGATE_GITHUB_TOKEN": "gh_sandbox",
        "STAGEGATE_GITHUB_API_URL": f"{sandbox}/github",
        "STAGEGATE_PUBLIC_URL": demo.web,
        "STAGEGATE_DATA_DIR": str(demo.data_dir),
        "STAGEGATE_LOG_LEVEL": "debug",
        "PATH": "/usr/bin:/bin",
        "NO_PROXY": "127.0.0.1",
    }
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-P", Path(__file__).with_name("commands.py"), json.dumps(COMMANDS)],
        env=settings,
        cwd=demo.data_dir,
        capture_output=True,
        text=True,
        check=True,
        timeout=240,
    )
    return f"{done.stdout}\n{done.stderr}"


def test_of_a_whole_run_nothing_that_is_logged_or_printed_shows_a_secret(run):
    told, secrets = run

    assert len(secrets) >= 6 + 1 + 4  # people, GitHub, and two webhooks before and after their rotation
    assert {"web.log", "worker.log", "sandbox.log", "postgres.log"} <= set(told)
    assert [(name, secret) for name, text in told.items() for secret in secrets if secret in text] == []


def test_the_filter_that_hides_secrets_had_nothing_to_hide(run):
    """It is the last line of defence: no code may log one in the first place."""
    told, _ = run

    assert [name for name, text in told.items() if "***" in text] == []


def test_the_run_said_what_it_should(run):
    """The tests above are worth something only if there was something to read."""
    told, _ = run

    assert "attempt failed" in told["worker.log"]
    assert "Traceback" in told["worker.log"]
    assert told["web.log"].count("delivery refused") >= 3
    assert "debug" in told["worker.log"]
    for words in COMMANDS:
        assert f"\n$ stagegate {' '.join(words)}\n" in told["the commands"]
    assert "Traceback" not in told["the commands"]
