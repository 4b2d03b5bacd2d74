"""The program as an administrator calls it, in the folder of a test."""

import pytest
from click.testing import CliRunner

from app.cli import main
from app.config.settings import describe_settings


@pytest.fixture
def nothing_set(monkeypatch, tmp_path):
    """No settings from outside, and logging stays as pytest has it."""
    for line in describe_settings():
        monkeypatch.delenv(line.variable, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("app.cli.start.configure_logs", lambda **_: None)


@pytest.fixture
def settings(nothing_set, monkeypatch, sandbox, database_url):  # noqa: ARG001 - it clears the environment
    """Those of a bot with a workspace and a database; modules replace them."""
    monkeypatch.setenv("STAGEGATE_CLICKUP_TOKEN", "pk_sandbox")
    monkeypatch.setenv("STAGEGATE_CLICKUP_API_URL", f"{sandbox.url}/api")
    monkeypatch.setenv("STAGEGATE_GITHUB_API_URL", f"{sandbox.url}/github")
    monkeypatch.setenv("STAGEGATE_GITHUB_TOKEN", "gh")
    monkeypatch.setenv("DATABASE_URL", database_url)
    return monkeypatch


@pytest.fixture
def stagegate(settings):  # noqa: ARG001 - they are in the environment
    """Call the command line; answers with (exit code, output)."""

    def call(*arguments):
        result = CliRunner().invoke(main, arguments, prog_name="stagegate")
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, result.output

    return call
