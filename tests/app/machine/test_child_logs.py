import pytest

from app.machine.child_logs import ChildLog

INFO = "2026-11-23T18:05:22.175752Z [info     ] judged  task_id=t1\n"
WARNING = "2026-11-23T18:05:22.175752Z [warning  ] slow  task_id=t1\n"
ERROR = "2026-11-23T18:05:22.175752Z [error    ] broke  task_id=t1\n"
TRACEBACK = "Traceback (most recent call last):\nValueError: bad\n"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "web.log"


def write(path, text):
    with path.open("a") as file:
        file.write(text)


def test_warnings_and_errors_are_shown_and_the_rest_is_not(path):
    log = ChildLog(path)
    write(path, INFO + WARNING + INFO + ERROR)

    assert log.new_warnings() == [WARNING.rstrip(), ERROR.rstrip()]


def test_each_line_is_shown_once(path):
    log = ChildLog(path)
    write(path, WARNING)

    assert len(log.new_warnings()) == 1
    assert log.new_warnings() == []


def test_a_traceback_belongs_to_its_line(path):
    log = ChildLog(path)
    write(path, ERROR + TRACEBACK + INFO + "a second line of it\n")

    assert log.new_warnings() == [ERROR.rstrip(), *TRACEBACK.splitlines()]


def test_what_python_says_before_there_is_a_log_is_shown(path):
    log = ChildLog(path)
    write(path, TRACEBACK)

    assert log.new_warnings() == TRACEBACK.splitlines()


def test_why_a_command_cannot_go_on_is_shown(path):
    log = ChildLog(path)
    write(path, INFO + "Error: DATABASE_URL is not set.\n")

    assert log.new_warnings() == ["Error: DATABASE_URL is not set."]


def test_json_lines_are_understood(path):
    log = ChildLog(path)
    write(path, '{"at": "x", "level": "info"}\n{"at": "x", "level": "error"}\n{broken\n["level"]\n')

    assert log.new_warnings() == ['{"at": "x", "level": "error"}', "{broken", '["level"]']


def test_gunicorns_lines_are_understood(path):
    log = ChildLog(path)
    info = "[2026-11-23 18:20:09 +0000] [23808] [INFO] Using worker: gthread\n"
    write(path, info + info.replace("INFO", "CRITICAL") + "Traceback\n")

    assert log.new_warnings() == [info.replace("INFO", "CRITICAL").rstrip(), "Traceback"]


def test_half_a_line_waits_for_its_other_half(path):
    log = ChildLog(path)
    write(path, WARNING[:50])
    assert log.new_warnings() == []

    write(path, WARNING[50:])
    assert log.new_warnings() == [WARNING.rstrip()]


def test_what_an_earlier_run_wrote_is_not_shown_again(path):
    write(path, WARNING)

    assert ChildLog(path).new_warnings() == []


def test_a_log_may_be_kept_small_without_being_shown(path):
    log = ChildLog(path, shown=False, largest_bytes=10)
    write(path, ERROR)

    assert log.new_warnings() == []
    assert path.read_text() == ""


def test_a_file_that_grew_too_large_is_cleared_and_its_content_kept_aside(path):
    log = ChildLog(path, largest_bytes=100)
    with path.open("a") as writer:  # as a child does: it appends, and never opens the file again
        writer.write(WARNING * 3)
        writer.flush()
        assert len(log.new_warnings()) == 3

        writer.write(ERROR)
        writer.flush()

    assert (path.parent / "web.log.1").read_text() == WARNING * 3
    assert path.read_text() == ERROR
    assert log.new_warnings() == [ERROR.rstrip()]


def test_a_file_that_someone_cleared_is_read_from_its_start(path):
    log = ChildLog(path)
    write(path, INFO + INFO + WARNING)
    log.new_warnings()
    path.write_text(ERROR)

    assert log.new_warnings() == [ERROR.rstrip()]


def test_the_end_of_a_log_can_be_asked_for(path):
    assert ChildLog(path).last_lines(2) == []
    write(path, "a\nb\nc\n")
    assert ChildLog(path).last_lines(2) == ["b", "c"]
