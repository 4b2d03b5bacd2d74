"""The demo's own workspace: as data, as a sandbox shows it, and with a bot that looks at it."""

from contextlib import closing

import pytest

from app.bootstrap import start_bot
from app.config.settings import Settings


@pytest.fixture(scope="session")
def workspace_data(demo_data):
    """All of it: that is what is tested here."""
    return demo_data


@pytest.fixture
def sandbox(sandboxes, workspace_data):
    with sandboxes.fresh(workspace_data, rate_limit=10_000) as running:
        yield running


@pytest.fixture
def bot(sandbox, database_url):
    bot = start_bot(
        Settings(
            _env_file=None,
            clickup_token="pk_admin",
            clickup_api_url=f"{sandbox.url}/api",
            github_token="gh_sandbox",
            github_api_url=f"{sandbox.url}/github",
            database_url=database_url,
        )
    )
    with closing(bot.client), closing(bot.session):
        yield bot
    bot.engine.dispose()
