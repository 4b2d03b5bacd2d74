"""`stagegate setup` as it is called: with flags, as its own process, and by someone at a terminal."""

import os
import pty
import re
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import main
from app.config.settings import describe_settings
from app.process.file import load_process
from clickup_client.sandbox.in_thread import running_sandbox

ROOT = Path(__file__).parents[3]


@pytest.fixture
def environment(monkeypatch, tmp_path, workspace, database_url):
    """Settings for a workspace that lacks nothing but a field of the right name."""
    workspace.field("Severity")["name"] = "Issue severity"
    with running_sandbox(workspace.data, rate_limit=100_000) as sandbox:
        for line in describe_settings():
            monkeypatch.delenv(line.variable, raising=False)
        monkeypatch.setenv("STAGEGATE_CLICKUP_TOKEN", "pk_sandbox")
        monkeypatch.setenv("STAGEGATE_CLICKUP_API_URL", f"{sandbox.url}/api")
        monkeypatch.setenv("DATABASE_URL", database_url)
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr("app.cli.start.configure_logs", lambda **_: None)
        yield monkeypatch


@pytest.fixture
def stagegate(environment):  # noqa: ARG001 - it is where the command looks
    def call(*arguments):
        result = CliRunner().invoke(main, ["setup", *arguments], prog_name="stagegate")
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, result.output

    return call


def test_a_missing_choice_is_an_error_that_names_the_flag(stagegate):
    code, output = stagegate("--no-webhooks")

    assert code == 1
    assert '  --field "Severity=..."  The list "Level 2 Support" has no field "Severity". ' in output
    assert not Path("process.yaml").exists()


def test_flags_alone_are_enough(stagegate):
    code, output = stagegate(
        "--field", "Severity=Issue severity", "--public-url", "https://gate.example.com/"
    )

    assert code == 0, output
    assert load_process(Path("process.yaml")).data["Severity"].field == "Issue severity"
    assert "  STAGEGATE_PUBLIC_URL=https://gate.example.com\n  STAGEGATE_PROCESS=process.yaml\n" in output


def test_the_file_to_write_can_be_named(stagegate):
    code, _ = stagegate("--field", "Severity=", "--no-webhooks", "--file", "config/gate.yaml")

    assert code == 0
    assert load_process(Path("config/gate.yaml")).mode == "shadow"


def test_a_dry_run_needs_no_address(stagegate):
    code, output = stagegate("--field", "Severity=", "--dry-run")

    assert code == 0
    assert "Nothing was written.\n" in output


def test_a_file_that_is_wrong_is_told_with_its_line(stagegate):
    Path("process.yaml").write_text("process: Mine\nmode: watch\n", encoding="utf-8")

    code, output = stagegate("--no-webhooks")

    assert code == 1
    assert 'process.yaml:2: unknown word "watch"; choose one of: enforce, shadow' in output


@pytest.mark.parametrize("flag", ["--status", "--field", "--owner"])
def test_a_flag_without_its_equals_sign_is_told(stagegate, flag):
    code, output = stagegate(flag, "Severity")

    assert code == 2
    assert "'Severity' is not of the form \"Name=value\"" in output


@pytest.mark.usefixtures("environment")
def test_without_a_terminal_it_never_waits_for_an_answer():
    command = [sys.executable, "-m", "app.cli", "setup", "--no-webhooks"]
    done = subprocess.run(  # noqa: S603
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        env=dict(os.environ),
        timeout=120,
    )

    assert done.returncode == 1
    assert done.stderr.startswith("Error: Choices are missing. Without a terminal, use these flags:\n")


class Screen:
    """A terminal with a person at it, who reads before they type."""

    def __init__(self, command):
        self._master, slave = pty.openpty()
        self.process = subprocess.Popen(  # noqa: S603
            command, stdin=slave, stdout=slave, stderr=slave, env={**os.environ, "TERM": "xterm"}
        )
        os.close(slave)
        self.text = ""

    def wait_for(self, words, *, seconds=60):
        give_up_at = time.monotonic() + seconds
        while words not in self.text:
            assert time.monotonic() < give_up_at, self.text
            if select.select([self._master], [], [], 0.2)[0] and not self._read():
                break
        assert words in self.text, self.text

    def _read(self):
        try:
            data = os.read(self._master, 65536)
        except OSError:  # the other side closed it
            return False
        if b"\x1b[6n" in data:  # "where is the cursor?"
            os.write(self._master, b"\x1b[1;1R")
        self.text += re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", data.decode(errors="replace"))
        return bool(data)

    def type(self, keys):
        os.write(self._master, keys)

    def end(self):
        while self._read():
            pass
        code = self.process.wait(60)
        os.close(self._master)
        return code


@pytest.mark.usefixtures("environment")
def test_at_a_terminal_arrow_keys_choose():
    """The second choice is taken by going down and up: what is under the cursor counts."""
    screen = Screen([sys.executable, "-m", "app.cli", "setup", "--no-webhooks"])
    screen.wait_for("In which")
    screen.type(b"\r")
    screen.wait_for('The list "Level 2 Support" has no field "Severity". Which one is it?')
    screen.wait_for("None of these: I will create it in ClickUp")
    screen.type(b"\x1b[B\x1b[A\r")
    screen.wait_for("Show every line?")
    screen.type(b"n")
    screen.wait_for("Write this to process.yaml?")
    screen.type(b"y")
    screen.wait_for("Do these Automations exist in ClickUp already?")
    screen.type(b"y")
    screen.wait_for("STAGEGATE_GITHUB_TOKEN (may read")
    screen.type(b"\r")
    screen.wait_for("Write STAGEGATE_PROCESS to .env")
    screen.type(b"y")
    screen.wait_for("Next:")

    assert screen.end() == 0
    assert load_process(Path("process.yaml")).data["Severity"].field == "Issue severity"
    assert Path(".env").read_text(encoding="utf-8") == "STAGEGATE_PROCESS=process.yaml\n"


@pytest.mark.usefixtures("environment")
def test_ctrl_c_at_a_question_ends_it_and_writes_nothing():
    screen = Screen([sys.executable, "-m", "app.cli", "setup", "--no-webhooks"])
    screen.wait_for("In which")
    screen.type(b"\r")
    screen.wait_for("Which one is it?")
    screen.wait_for("None of these")
    screen.type(b"\x03")

    assert screen.end() == 1
    assert "Traceback" not in screen.text
    assert not Path("process.yaml").exists()
