"""The program as an administrator calls it, in the folder of a test."""

import pytest
from click.testing import CliRunner

from app.cli import main
from app.config.settings import describe_settings


@pytest.fixture
def settings(monkeypatch, tmp_path, sandbox, database_url):
    for line in describe_settings():
        monkeypatch.delenv(line.variable, raising=False)
    monkeypatch.setenv("STAGEGATE_CLICKUP_TOKEN", "pk_sandbox")
    monkeypatch.setenv("STAGEGATE_CLICKUP_API_URL", f"{sandbox.url}/api")
    monkeypatch.setenv("STAGEGATE_GITHUB_API_URL", f"{sandbox.url}/github")
    monkeypatch.setenv("STAGEGATE_GITHUB_TOKEN", "gh")
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("app.cli.start.configure_logs", lambda **_: None)
    return monkeypatch


@pytest.fixture
def stagegate(settings):  # noqa: ARG001 - they are in the environment
    def call(*arguments):
        result = CliRunner().invoke(main, arguments, prog_name="stagegate")
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, result.output

    return call
