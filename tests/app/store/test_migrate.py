from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from app.queue.defer import defer
from app.queue.kinds import CLIENT_REPORT
from app.store import client_reports, dead_letters, revision
from app.store.comments import CommentKind
from app.store.engine import connect
from app.store.migrate import configuration, upgrade
from app.store.migrations import queue_schema
from app.store.tables import metadata


def migrate(database_url, to):
    """Apply the migrations up to one."""
    config = configuration()
    engine = connect(database_url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, to)
    engine.dispose()


#: A client report before 0025: its rows, its job, its dead letter and its comment.
OLD_REPORT = """
INSERT INTO submissions (reference, source, idempotency_key, digest, state)
    VALUES ('7KQ2', 'api:x', 'k', 'd', 'waiting');
INSERT INTO submission_files (reference, name, content_type, size, state)
    VALUES ('7KQ2', 'a.png', 'image/png', 1, 'waiting');
INSERT INTO submission_pieces VALUES (1, 0, 'x');
INSERT INTO dead_letters (task_id, error, attempts, at, acknowledged)
    VALUES ('submission:DEAD', 'e', 5, now(), false);
INSERT INTO comments (task_id, kind, key, state, content, times)
    VALUES ('86a', 'submission', 'rest:7KQ2', 'pending', '[]', 1);
INSERT INTO procrastinate_jobs (queue_name, task_name, lock, queueing_lock, args)
    VALUES ('default', 'submission', 'task:submission:7KQ2', 'submission:7KQ2',
            '{"task_id": "submission:7KQ2", "attempt": 1}');
"""


@pytest.fixture
def empty_engine(empty_database_url):
    engine = connect(empty_database_url)
    yield engine
    engine.dispose()


def test_the_migrated_database_is_exactly_what_the_tables_say(connection):
    context = MigrationContext.configure(
        connection,
        opts={
            "compare_type": True,
            "compare_server_default": True,
            "include_name": lambda name, kind, _: kind != "table" or not name.startswith("procrastinate_"),
        },
    )

    assert compare_metadata(context, metadata) == []


def test_the_newest_migration_is_the_one_the_program_asks_for():
    assert ScriptDirectory.from_config(configuration()).get_heads() == [revision.HEAD]


def test_a_migrated_database_is_at_the_newest_migration(connection):
    assert revision.current(connection) == revision.HEAD


def test_an_empty_database_is_at_no_migration(empty_engine):
    with empty_engine.connect() as connection:
        assert revision.current(connection) is None


def test_upgrading_twice_changes_nothing(database_url, engine):
    upgrade(database_url)

    with engine.connect() as connection:
        assert revision.current(connection) == revision.HEAD


def test_processes_that_start_at_once_do_not_hurt_each_other(empty_database_url, empty_engine):
    with ThreadPoolExecutor(4) as pool:
        for outcome in [pool.submit(upgrade, empty_database_url) for _ in range(4)]:
            outcome.result()

    with empty_engine.connect() as connection:
        assert revision.current(connection) == revision.HEAD


def test_a_client_report_that_waits_is_taken_in_after_an_upgrade(empty_database_url, empty_engine):
    migrate(empty_database_url, "0024")
    with empty_engine.begin() as connection:
        connection.exec_driver_sql(OLD_REPORT)

    upgrade(empty_database_url)

    with empty_engine.begin() as connection:
        report = client_reports.get(connection, "7KQ2")
        [file] = client_reports.files_of(connection, "7KQ2")
        content = client_reports.content_of(connection, file.file_id)
        [letter] = dead_letters.every(connection)
        kinds = connection.scalars(text("SELECT kind FROM comments")).all()
        jobs = connection.execute(
            text("SELECT task_name, lock, queueing_lock, args FROM procrastinate_jobs")
        ).all()
        again = defer(connection, CLIENT_REPORT, CLIENT_REPORT.id_of("7KQ2"))
    assert (report.state, file.name, content) == ("waiting", "a.png", b"x")
    assert letter.task_id == CLIENT_REPORT.id_of("DEAD")
    assert kinds == [CommentKind.CLIENT_REPORT]
    task_id = CLIENT_REPORT.id_of("7KQ2")
    assert jobs == [
        (
            CLIENT_REPORT.name,
            CLIENT_REPORT.lock(task_id),
            CLIENT_REPORT.queueing_lock(task_id),
            {"task_id": task_id, "attempt": 1},
        )
    ]
    assert not again


def test_a_failing_migration_leaves_the_database_as_it_was(empty_database_url, empty_engine, monkeypatch):
    def break_down(_connection):
        raise RuntimeError("the queue's schema is broken")

    monkeypatch.setattr(queue_schema, "install", break_down)
    with pytest.raises(RuntimeError, match="the queue's schema is broken"):
        upgrade(empty_database_url)

    with empty_engine.connect() as connection:
        assert connection.scalar(text("SELECT to_regclass('deliveries')")) is None


def test_the_migrations_bring_the_queue_as_new_as_the_installed_package():
    """When this fails: add a migration that calls queue_schema.upgrade, and name the newest file there."""
    assert queue_schema.shipped()[-1].name == queue_schema.NEWEST


def test_the_queue_s_version_is_recorded(connection):
    assert queue_schema.installed(connection) == queue_schema.NEWEST


def test_a_queue_installed_by_an_older_package_gets_only_the_newer_files(connection, tmp_path, monkeypatch):
    for name, table in [("03.04.00_01_old.sql", "broken ("), ("99.00.00_01_new.sql", "brand_new (n int)")]:
        (tmp_path / name).write_text(f"CREATE TABLE {table}; SELECT '100%'", encoding="utf-8")
    monkeypatch.setattr(queue_schema, "shipped", lambda: sorted(tmp_path.iterdir()))

    queue_schema.upgrade(connection)

    assert connection.scalar(text("SELECT to_regclass('brand_new')")) == "brand_new"
    assert queue_schema.installed(connection) == "99.00.00_01_new.sql"
