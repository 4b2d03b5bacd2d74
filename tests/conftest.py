"""
A real PostgreSQL for every test that wants one: the embedded server, started at the first use.

Each test gets a migrated database without rows: one per process of tests, cleared after each test.
"""

import gc
import os
import shutil
import time
from collections import deque
from uuid import uuid4

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from psycopg import sql
from xdist.scheduler import LoadFileScheduling

from app import garbage
from app.machine.postgres.server import EmbeddedPostgres
from app.store.engine import connect
from app.store.migrate import upgrade
from tests.ids import pytest_make_parametrize_id
from tests.memory import new_folder

__all__ = ["pytest_make_parametrize_id"]

# How busy the machine is says nothing about what is tested.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
#: For `make test` and `make quick`: fewer examples of each property.
settings.register_profile("short", settings.get_profile("patient"), max_examples=25)
settings.load_profile("patient")

_TEMPLATE = "stagegate_template"

#: Those of a table that holds rows after the migrations are kept in another schema, and come back from there.
_KEEP = """
    CREATE SCHEMA untouched;
    DO $$
    DECLARE name text; has_rows boolean;
    BEGIN
        FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
            EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', name) INTO has_rows;
            IF has_rows THEN
                EXECUTE format('CREATE TABLE untouched.%I AS TABLE public.%I', name, name);
            END IF;
        END LOOP;
    END $$
"""
#: `untouched.clear()`. For tables as small as a test's it takes a tenth of TRUNCATE, as plans are kept.
_MAKE_CLEAR = """
    DO $$
    DECLARE
        name text;
        start_value bigint;
        steps text := '';
        clear_table text := 'IF EXISTS (SELECT FROM public.%1$I) THEN DELETE FROM public.%1$I; END IF;';
        bring_back text := 'INSERT INTO public.%1$I SELECT * FROM untouched.%1$I;';
        rewind text := 'IF (SELECT is_called FROM public.%I) THEN PERFORM setval(%L, %s, false); END IF;';
    BEGIN
        FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
            steps := steps || format(clear_table, name);
        END LOOP;
        FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'untouched' LOOP
            steps := steps || format(bring_back, name);
        END LOOP;
        FOR name, start_value IN
            SELECT s.sequencename, s.start_value FROM pg_sequences s WHERE s.schemaname = 'public'
        LOOP
            steps := steps || format(rewind, name, format('public.%I', name), start_value);
        END LOOP;
        steps := 'BEGIN ' || steps || ' END';
        EXECUTE format('CREATE FUNCTION untouched.clear() RETURNS void LANGUAGE plpgsql AS %L', steps);
    END $$
"""
#: What changes a table, an index, a trigger or anything else of the schema is written down.
_WATCH_SCHEMA = """
    CREATE TABLE untouched.changes (command text);
    CREATE FUNCTION untouched.note_change() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER
        AS 'BEGIN INSERT INTO untouched.changes VALUES (tg_tag); END';
    CREATE EVENT TRIGGER note_change ON ddl_command_end EXECUTE FUNCTION untouched.note_change()
"""
_IS_CHANGED = "SELECT EXISTS (SELECT FROM untouched.changes)"
#: No foreign key is looked at meanwhile.
_CLEAR = "SET session_replication_role = replica; SELECT untouched.clear()"
#: What the connections of the engine that all tests share are called.
_SHARED_ENGINE = "the engine of all tests"
_END_OTHERS = """
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
    AND application_name <> %s
"""
#: No test has to survive a power cut.
_NOTHING_TO_LOSE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
#: Everything here is on this machine; without it, each call looks through the environment for a proxy.
_NO_PROXY = {"NO_PROXY": "127.0.0.1,localhost", "no_proxy": "127.0.0.1,localhost"}
#: A skip is honest only where its reason says what this machine lacks; with CI=true any other fails the run.
_HONEST_SKIP = "not here:"
_skips = pytest.StashKey["_Skips"]()
_WHOLE_PROCESSES = ("tests/acceptance/", "tests/bench/", "tests/browser/")
#: What takes longest, in the order in which it begins; first what waits more than it computes.
_LONG = (
    "tests/acceptance/test_crash.py",
    "tests/acceptance/test_sla.py",
    "tests/bench/",
    "tests/acceptance/test_demo_start.py",
    "tests/acceptance/test_restart.py",
    "tests/acceptance/",
    "tests/browser/",
    "tests/app/reconcile/test_world.py",
    "tests/app/reconcile/test_stateful.py",
    "tests/rules/sla/test_sla_properties.py",
    "tests/app/reconcile/test_odd_records.py",
    "tests/app/doctor/test_examine.py",
    "tests/app/machine/postgres/",
    "tests/rules/sla/test_working_time_counter.py",
    "tests/app/reconcile/test_races.py",
    "tests/app/elevation/",
    "tests/app/reconcile/",
)
#: A thread of a test that has ended may go on for so long.
_THREAD_SECONDS = 5.0
#: For each file that waits, so many that compute: both cores have something to do until the end.
_COMPUTE_MEANWHILE = 2
#: Those of one folder share one running demo, which only one process of tests has to start then.
_SHARE_A_DEMO = {
    "tests/acceptance": (
        "bad_input",
        "call_counts",
        "client_form",
        "dates_and_notices",
        "first_level",
        "gate_comment",
        "process",
    ),
    "tests/browser": ("board", "fill"),
}
#: Each of its tests may go to another process.
_BY_TEST = "tests/app/reconcile/test_world.py"


@pytest.fixture(scope="session")
def postgres_url():
    """The embedded server's own database, as `postgresql://...`; stopped and removed at the end."""
    folder = new_folder()
    with EmbeddedPostgres(folder / "data", options=_NOTHING_TO_LOSE) as server:
        yield server.database_url
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def template_database(postgres_url):
    """A migrated, empty database that tests copy."""
    _do(postgres_url, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(_TEMPLATE)))
    upgrade(_address(postgres_url, _TEMPLATE))
    return _TEMPLATE


@pytest.fixture(scope="session")
def shared_database(postgres_url, template_database):
    """What all tests of this process work in, one after the other."""
    shared = _SharedDatabase(postgres_url, template_database)
    yield shared
    shared.close()


@pytest.fixture
def database_url(shared_database):
    """A migrated database without rows, as `postgresql://...`."""
    yield shared_database.url()
    shared_database.clear()


@pytest.fixture
def empty_database_url(postgres_url):
    """A fresh database without any table."""
    yield from _database(postgres_url, sql.SQL(""))


@pytest.fixture
def engine(database_url, shared_database):
    """An engine on the test's own database; the tests of a process share it with what it has compiled."""
    return shared_database.engine(database_url)


@pytest.fixture
def connection(engine):
    """A connection in a transaction that is committed when the test ends well."""
    with engine.begin() as connection:
        yield connection


def _database(postgres_url, options):
    name = f"test_{uuid4().hex}"
    _do(postgres_url, sql.SQL("CREATE DATABASE {} {}").format(sql.Identifier(name), options))
    yield _address(postgres_url, name)
    _do(postgres_url, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


class _SharedDatabase:
    """A copy of the template that is cleared instead of made again, unless a test changed its schema."""

    def __init__(self, postgres_url, template):
        self._server, self._template = postgres_url, template
        self._name = self._engine = self._own = None

    def url(self):
        """Its address."""
        if self._name is None:
            name = f"test_{uuid4().hex}"
            copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
            _do(self._server, copy.format(sql.Identifier(name), sql.Identifier(self._template)))
            self._own = psycopg.connect(_address(self._server, name), autocommit=True)
            for statements in (_KEEP, _MAKE_CLEAR, _WATCH_SCHEMA):
                self._own.execute(statements)
            self._name = name
        return _address(self._server, self._name)

    def engine(self, url):
        """The engine that all tests share, on this database at its address."""
        if self._engine is None:
            self._engine = connect(url, application_name=_SHARED_ENGINE, messages=True)  # as a worker's
        return self._engine

    def close(self):
        """End our own connection and those of the shared engine."""
        self._end_engine()
        if self._own is not None:
            self._own.close()
            self._own = None

    def clear(self):
        """End every connection but those that wait in the shared engine; leave the database as it began."""
        name, self._name = self._name, None
        if self._engine is not None and self._engine.pool.checkedout():
            self._wait_for_threads()
            self._end_engine()
        self._connect_again_if_ended(name)
        self._own.execute(_END_OTHERS, [_SHARED_ENGINE if self._engine else ""])
        [is_changed] = self._own.execute(_IS_CHANGED).fetchone()
        if is_changed:
            self.close()
            _do(self._server, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
        else:
            self._own.execute(_CLEAR)
            self._name = name

    def _wait_for_threads(self):
        """A thread of a test may still work: a connection that it keeps would never be closed."""
        give_up_at = time.monotonic() + _THREAD_SECONDS
        while self._engine.pool.checkedout() and time.monotonic() < give_up_at:
            time.sleep(0.01)

    def _connect_again_if_ended(self, name):
        """A test may end every connection, ours too."""
        try:
            self._own.execute("SELECT")
        except psycopg.OperationalError:
            self._own.close()
            self._own = psycopg.connect(_address(self._server, name), autocommit=True)

    def _end_engine(self):
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None


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


class _ByFile(LoadFileScheduling):
    """Units of :func:`_unit` to processes, in our order."""

    def _split_scope(self, nodeid):
        return _unit(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return _ByFile(config, log) if config.getoption("dist") == "loadfile" else None


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """
    Seven thousand tests stay until the end: look for no garbage among them, neither now nor later.

    Later seldom among other things either, as the program does.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        garbage.look_seldom()
        gc.enable()


def pytest_itemcollected(item):
    if item.nodeid.startswith(_WHOLE_PROCESSES):
        item.add_marker("processes")
    if item.nodeid.startswith("tests/rules/"):
        item.add_marker("rules")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    for item in items:
        if item.get_closest_marker("serial") and not item.nodeid.startswith("tests/acceptance/"):
            raise pytest.UsageError(f"{item.nodeid} is serial, and make looks for those in tests/acceptance")
    units = {}
    for item in sorted(items, key=_turn):
        units.setdefault(_unit(item.nodeid), []).append(item)
    waiting = deque(unit for unit in units.values() if unit[0].get_closest_marker("processes"))
    computing = deque(unit for unit in units.values() if not unit[0].get_closest_marker("processes"))
    items.clear()
    while waiting or computing:
        for kind in (waiting, *[computing] * _COMPUTE_MEANWHILE):
            items.extend(kind.popleft() if kind else ())


def _turn(item):
    """Where a file's tests come in the order: what takes longest comes first."""
    return next((turn for turn, start in enumerate(_LONG) if item.nodeid.startswith(start)), len(_LONG))


def _unit(nodeid):
    """What one process runs: a file, those that share a demo, or one test where each takes very long."""
    if nodeid.startswith(_BY_TEST):
        return nodeid
    file = nodeid.partition("::")[0]
    folder, _, name = file.removesuffix(".py").rpartition("/test_")
    return folder if name in _SHARE_A_DEMO.get(folder, ()) else file


def pytest_configure(config):
    os.environ |= _NO_PROXY
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
