"""`stagegate doctor`, as a person and as a program call it."""

import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from app.cli import main
from app.config.settings import describe_settings


@pytest.fixture
def environment(monkeypatch, tmp_path, settings):
    for line in describe_settings():
        monkeypatch.delenv(line.variable, raising=False)
    monkeypatch.setenv("STAGEGATE_CLICKUP_TOKEN", "pk_sandbox")
    monkeypatch.setenv("STAGEGATE_CLICKUP_API_URL", settings.clickup_api_url)
    monkeypatch.setenv("STAGEGATE_GITHUB_API_URL", settings.github_api_url)
    monkeypatch.setenv("STAGEGATE_GITHUB_TOKEN", "gh")
    monkeypatch.setenv("STAGEGATE_PUBLIC_URL", settings.public_url)
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("app.cli.start.configure_logs", lambda **_: None)
    return monkeypatch


@pytest.mark.usefixtures("environment", "registered")
def test_warnings_alone_are_exit_code_0():
    result = CliRunner().invoke(main, ["doctor"], prog_name="stagegate")

    assert result.exit_code == 0
    assert "\n✓ token: The token belongs to bot@stagegate.example (user 54000001).\n" in result.output


@pytest.mark.usefixtures("environment")
def test_anything_bad_is_exit_code_1():
    result = CliRunner().invoke(main, ["doctor"], prog_name="stagegate")

    assert result.exit_code == 1
    assert "✗ webhook of Level 2 Support: No webhook is registered." in result.output


@pytest.mark.usefixtures("environment", "registered")
def test_programs_get_json():
    result = CliRunner().invoke(main, ["doctor", "--json"], prog_name="stagegate")

    told = json.loads(result.stdout)
    assert told["well"] is True
    assert next(check for check in told["checks"] if check["name"] == "token") == {
        "name": "token",
        "level": "good",
        "found": "The token belongs to bot@stagegate.example (user 54000001).",
        "fix": "",
    }
    assert {check["level"] for check in told["checks"]} == {"good", "warning"}


@pytest.mark.usefixtures("environment", "registered")
def test_the_canary_flies_on_request():
    result = CliRunner().invoke(main, ["doctor", "--canary"], prog_name="stagegate")

    assert result.exit_code == 0
    assert "✓ notices: The Automations sent " in result.output


@pytest.mark.usefixtures("registered")
def test_it_works_as_a_process_of_its_own_and_tells_no_secret(environment):
    environment.setenv("STAGEGATE_GITHUB_TOKEN", "gh_secret_secret")
    command = [sys.executable, "-m", "app.cli", "doctor"]

    done = subprocess.run(command, capture_output=True, text=True, check=False, env=dict(os.environ))  # noqa: S603

    assert done.returncode == 0
    assert done.stderr == ""
    assert done.stdout.startswith("✓ process file: Level 2 Support")
    assert "pk_sandbox" not in done.stdout
    assert "gh_secret_secret" not in done.stdout
