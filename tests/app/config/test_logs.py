import io
import json
import logging
import warnings

import pytest
import structlog

from app.config.logs import QUIET_LOGGERS, configure_logs


@pytest.fixture(autouse=True)
def logging_as_before():
    """Each test configures the process's logging again; afterwards it is as pytest had it."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    quiet = {name: logging.getLogger(name).level for name in QUIET_LOGGERS}
    root.handlers = []
    yield
    logging.captureWarnings(capture=False)
    for name, its_level in quiet.items():
        logging.getLogger(name).setLevel(its_level)
    root.handlers = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def written():
    """Configure, and read what was written as JSON lines."""
    stream = io.StringIO()

    def read():
        return [json.loads(line) for line in stream.getvalue().splitlines()]

    read.stream = stream
    configure_logs(log_format="json", level="info", secrets=["pk_secret"], stream=stream)
    return read


def test_our_fixed_text_becomes_the_action_with_its_ids(written):
    structlog.get_logger("app.web").info("delivery kept", delivery_id=7)

    (line,) = written()
    assert list(line) == ["at", "level", "action", "delivery_id", "logger"]
    assert (line["level"], line["action"], line["delivery_id"], line["logger"]) == (
        "info",
        "delivery kept",
        7,
        "app.web",
    )
    assert line["at"].endswith("Z")


def test_a_sentence_with_an_action_of_its_own_becomes_the_message(written):
    structlog.get_logger().info("the ticket was put back", action="put back", task_id="t1")

    (line,) = written()
    assert (line["action"], line["message"], line["task_id"]) == ("put back", "the ticket was put back", "t1")


def test_a_library_speaks_with_its_loggers_name_as_action(written):
    logging.getLogger("gunicorn.error").info("listening at %s", "8000")

    (line,) = written()
    assert (line["action"], line["message"]) == ("gunicorn.error", "listening at 8000")


def test_the_queue_speaks_with_the_action_it_gives_and_the_jobs_id_only(written):
    extra = {
        "action": "job_error",
        "job": {"id": 4, "args": {"text": "private"}},
        "worker": {},
        "job_result": 1,
    }
    logging.getLogger("procrastinate.worker").error("failed", extra=extra)

    (line,) = written()
    assert (line["action"], line["job_id"]) == ("job_error", 4)
    assert "private" not in written.stream.getvalue()


@pytest.mark.parametrize("name", ["procrastinate.worker", "alembic.runtime.migration"])
def test_lines_that_say_no_more_than_our_own_are_left_out(written, name):
    logging.getLogger(name).info("Starting job")

    assert written() == []


def test_the_clients_ids_are_kept(written):
    logging.getLogger("clickup_client.transport").warning("slow", extra={"task_id": "t9"})

    assert written()[0]["task_id"] == "t9"


def test_ids_bound_to_the_context_are_on_every_line(written):
    with structlog.contextvars.bound_contextvars(task_id="t1"):
        structlog.get_logger().info("judged")

    assert written()[0]["task_id"] == "t1"


def test_a_known_secret_never_gets_out(written):
    """Neither as a value, nor inside a library's text, nor in a traceback."""
    structlog.get_logger().info("asked", header="Bearer pk_secret")
    logging.getLogger("urllib3").warning("https://x/?t=%s", "pk_secret")
    try:
        int("pk_secret")
    except ValueError:
        structlog.get_logger().exception("broke")

    text = written.stream.getvalue()
    assert "pk_secret" not in text
    assert text.count("***") == 4  # the traceback shows the source line and the error's text


def test_a_secret_with_quotes_is_found_in_json_too():
    stream = io.StringIO()
    configure_logs(log_format="json", level="info", secrets=['se"cret'], stream=stream)

    structlog.get_logger().info("asked", header='se"cret')

    assert json.loads(stream.getvalue())["header"] == "***"


def test_too_short_a_secret_does_not_garble_the_log():
    stream = io.StringIO()
    configure_logs(log_format="json", level="info", secrets=["a"], stream=stream)

    structlog.get_logger().info("asked")

    assert json.loads(stream.getvalue())["action"] == "asked"


def test_less_than_the_level_is_left_out(written):
    structlog.get_logger().debug("quiet")
    logging.getLogger("x").debug("quiet")

    assert written() == []


def test_warnings_of_python_are_log_lines(written):
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=True)
        warnings.warn("old", stacklevel=1)

    assert written()[0]["action"] == "py.warnings"


def test_the_console_gets_lines_for_people_and_plain_tracebacks():
    stream = io.StringIO()
    configure_logs(log_format="console", level="info", secrets=[], stream=stream)
    local_value = "not shown"
    try:
        int("bad")
    except ValueError:
        structlog.get_logger("app.x").exception("broke", task_id="t1")

    first, *_, last = stream.getvalue().splitlines()
    assert first.split(" ", 1)[1].split() == ["[error", "]", "broke", "[app.x]", "task_id=t1"]
    assert last == "ValueError: invalid literal for int() with base 10: 'bad'"
    assert f"= '{local_value}'" not in stream.getvalue()


def test_without_a_format_a_file_gets_json():
    stream = io.StringIO()
    configure_logs(log_format=None, level="info", secrets=[], stream=stream)

    structlog.get_logger().info("asked")

    assert json.loads(stream.getvalue())["action"] == "asked"
