"""
A real PostgreSQL for every test that wants one: the embedded server, started at the first use.

Each test gets a database of its own, copied from a migrated template.
"""

import os
import shutil
import tempfile
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from app.machine.postgres.server import EmbeddedPostgres
from app.store.engine import connect
from app.store.migrate import upgrade
from tests.ids import pytest_make_parametrize_id

__all__ = ["pytest_make_parametrize_id"]

_TEMPLATE = "stagegate_template"
#: No test has to survive a power cut.
_NOTHING_TO_LOSE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
#: Far more than all databases of a run need.
_ROOM_BYTES = 4 * 1024**3
#: A skip is honest only where its reason says what this machine lacks; with CI=true any other fails the run.
_HONEST_SKIP = "not here:"
_skips = pytest.StashKey["_Skips"]()


@pytest.fixture(scope="session")
def postgres_url():
    """The embedded server's own database, as `postgresql://...`; stopped and removed at the end."""
    # Not pytest's own folder: the server's user cannot enter that, and pytest closes it again when opened.
    folder = Path(tempfile.mkdtemp(prefix="stagegate-tests-", dir=_roomy_memory()))
    with EmbeddedPostgres(folder / "data", options=_NOTHING_TO_LOSE) as server:
        yield server.database_url
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def template_database(postgres_url):
    """A migrated, empty database that tests copy."""
    _do(postgres_url, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(_TEMPLATE)))
    upgrade(_address(postgres_url, _TEMPLATE))
    return _TEMPLATE


@pytest.fixture
def database_url(postgres_url, template_database):
    """A fresh, migrated database, as `postgresql://...`."""
    yield from _database(postgres_url, sql.SQL("TEMPLATE {}").format(sql.Identifier(template_database)))


@pytest.fixture
def empty_database_url(postgres_url):
    """A fresh database without any table."""
    yield from _database(postgres_url, sql.SQL(""))


@pytest.fixture
def engine(database_url):
    """An engine on the test's own database."""
    engine = connect(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def connection(engine):
    """A connection in a transaction that is committed when the test ends well."""
    with engine.begin() as connection:
        yield connection


def _roomy_memory():
    """A folder in memory where there is room: the many files of a database a test take a disk its time."""
    memory = Path("/dev/shm")  # noqa: S108 - mkdtemp makes a folder of our own in it
    has_room = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > _ROOM_BYTES
    return memory if has_room else None


def _database(postgres_url, options):
    name = f"test_{uuid4().hex}"
    _do(postgres_url, sql.SQL("CREATE DATABASE {} {}").format(sql.Identifier(name), options))
    yield _address(postgres_url, name)
    _do(postgres_url, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _address(postgres_url, database):
    return postgres_url.replace("/postgres?", f"/{database}?")


def _do(url, *statements):
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


class _Skips:
    """Which tests were skipped although this machine could run them, in whichever process they were."""

    def __init__(self):
        self.unjust = []

    def pytest_runtest_logreport(self, report):
        self._note(report)

    def pytest_collectreport(self, report):
        self._note(report)

    def _note(self, report):
        if not report.skipped or hasattr(report, "wasxfail"):
            return
        reason = str(report.longrepr[2]).removeprefix("Skipped: ")
        if not reason.startswith(_HONEST_SKIP):
            self.unjust.append(f"{report.nodeid}: {reason}")


def pytest_configure(config):
    config.stash[_skips] = _Skips()
    config.pluginmanager.register(config.stash[_skips])


def pytest_sessionfinish(session):
    if os.environ.get("CI") == "true" and session.config.stash[_skips].unjust:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter, config):
    unjust = config.stash[_skips].unjust
    if os.environ.get("CI") == "true" and unjust:
        terminalreporter.section("skipped, although this machine could run them", red=True)
        for line in unjust:
            terminalreporter.line(line)
