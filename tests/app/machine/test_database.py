"""Which database a command works on: the one that is set, or the one that `run` started."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from app.config.settings import Settings
from app.machine.data_folder import DataFolder
from app.machine.database import NoDatabaseError, database_of, running_in


@pytest.fixture
def running(postgres_url):
    """The data folder of an embedded server that another part of the program started."""
    return DataFolder(Path(parse_qs(urlsplit(postgres_url).query)["host"][0]).parent)


def test_the_database_that_is_set_is_taken(running):
    settings = Settings(_env_file=None, database_url="postgresql://h/d", data_dir=running.path)

    assert database_of(settings) == "postgresql://h/d"


def test_without_one_that_of_run_is_found_in_the_data_folder(running, postgres_url):
    settings = Settings(_env_file=None, database_url="", data_dir=running.path)

    assert database_of(settings) == postgres_url


def test_what_a_killed_server_left_behind_is_no_database(tmp_path):
    folder = DataFolder(tmp_path)
    folder.postgres.mkdir()
    (folder.postgres / "postmaster.pid").write_text(
        f"4194305\nx\n0\n5432\n{folder.postgres}\n", encoding="utf-8"
    )
    (folder.postgres / ".s.PGSQL.5432").touch()

    assert running_in(folder) is None


@pytest.mark.parametrize("content", ["", "12\n", "a\nb\nc\nd\ne\n"])
def test_half_a_pid_file_is_no_database(tmp_path, content):
    folder = DataFolder(tmp_path)
    folder.postgres.mkdir()
    (folder.postgres / "postmaster.pid").write_text(content, encoding="utf-8")

    assert running_in(folder) is None


def test_none_at_all_says_how_to_get_one(tmp_path):
    with pytest.raises(NoDatabaseError) as caught:
        database_of(Settings(_env_file=None, database_url="", data_dir=tmp_path))

    assert str(caught.value) == (
        f"DATABASE_URL is not set, and no embedded PostgreSQL runs in {tmp_path}: "
        "start `stagegate run` there first, or set DATABASE_URL."
    )
