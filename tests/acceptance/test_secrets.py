"""No token and no secret is logged or printed, whatever happens and however much is logged."""

import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
import requests

from app.messages import fill as fill_words
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
    with RunningDemo(home / "data", cwd=home, options=("--rate-limit", "1000000", "--sign-in")) as demo:
        demo.wait_until_ready()
        clickup = ClickUp(demo.sandbox)
        before = demo.secrets()
        live_through_everything(clickup, demo)
        of_people = sign_in_and_fill_in(clickup, demo)
        printed = run_commands(demo)
        secrets = before | demo.secrets() | of_people | {API_KEY}
        clickup.close()
        demo.stop()
        # The lines to try things with are people's own, with the tokens that the simulation gave them.
        shown = "\n".join(line for line in demo.output.splitlines() if not line.startswith("curl "))
        yield demo.logs() | {"the terminal": shown, "the commands": printed}, secrets


#: What a program of someone's posts reports with.
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


def sign_in_and_fill_in(clickup, demo):
    """Olivia signs in, once in vain, and fills in what is missing; all that is secret about it."""
    ticket = clickup.ready("validating", due=None, without={"Severity"})
    clickup.drag(ticket, "replicating", by="qa")
    link = wait_for(lambda: link_in(clickup, ticket))
    with requests.Session() as browser:
        browser.trust_env = False
        with clickup.fault(path="/api/v2/user", status=500):
            codes = [come_back(browser, link)]
            wait_for(lambda: fill_words.NOT_SIGNED_IN in browser.get(link, timeout=120).text)
        codes.append(come_back(browser, link))
        page = wait_for(lambda: found if "Sign out" in (found := browser.get(link, timeout=120).text) else "")
        names = ("token", "person")
        form = {name: re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in names}
        minor = next(
            option for name, option in clickup.fields["Severity"]["options"].items() if name == "Minor"
        )
        sent = browser.post(link, data=form | {"severity": minor}, timeout=120).url
        wait_for(lambda: fill_words.entered("Replicating") in browser.get(sent, timeout=120).text)
        cookies = {cookie.value for cookie in browser.cookies if "session" in cookie.name}
    saved = wait_for(lambda: json.loads(next(demo.data_dir.rglob("sandbox.json")).read_text())["grants"])
    variables = dict(line.split("=", 1) for line in (demo.data_dir / "demo.env").read_text().splitlines())
    key = variables["STAGEGATE_TOKEN_KEY"].strip("'")
    return {variables["STAGEGATE_OAUTH_CLIENT_SECRET"], key, form["token"], *codes, *cookies, *saved}


def link_in(clickup, ticket):
    runs = [run for comment in clickup.comments(ticket) for run in comment["comment"]]
    return next((run["attributes"]["link"] for run in runs if run.get("text") == fill_words.LINK), None)


def come_back(browser, link):
    """Sign in as Olivia; the code with which she comes back."""
    gone = browser.get(f"{link}/sign-in", allow_redirects=False, timeout=120).headers["Location"]
    to, _, asked = gone.partition("?")
    form = dict(parse_qsl(asked)) | {"user": "54000002", "workspace": "on"}
    back = browser.post(to, data=form, allow_redirects=False, timeout=120).headers["Location"]
    browser.get(back, timeout=120)
    return dict(parse_qsl(back.partition("?")[2]))["code"]


def run_commands(demo):
    """What the commands print that someone types for this demo."""
    token, sandbox = "pk_sandbox", demo.sandbox
    settings = {
        "STAGEGATE_CLICKUP_TOKEN": token,
        "STAGEGATE_CLICKUP_API_URL": f"{sandbox}/api",
        "STAGEGATE_GITHUB_TOKEN": "gh_sandbox",
        "STAGEGATE_GITHUB_API_URL": f"{sandbox}/github",
        "STAGEGATE_PUBLIC_URL": demo.web,
        "STAGEGATE_OAUTH_CLIENT_ID": "SANDBOX0APP0OF0STAGEGATE",
        "STAGEGATE_OAUTH_CLIENT_SECRET": "SANDBOX0SECRET0OF0STAGEGATE",
        "STAGEGATE_TOKEN_KEY": "A" * 43 + "=",
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

    # people, GitHub, two webhooks before and after their rotation, and those of signing in
    assert len(secrets) >= 6 + 1 + 4 + 7
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
    assert "not signed in" in told["worker.log"]
    assert told["worker.log"].count("signed in") >= 2
    assert "Traceback" in told["worker.log"]
    assert told["web.log"].count("delivery refused") >= 3
    assert "debug" in told["worker.log"]
    for words in COMMANDS:
        assert f"\n$ stagegate {' '.join(words)}\n" in told["the commands"]
    assert "Traceback" not in told["the commands"]
