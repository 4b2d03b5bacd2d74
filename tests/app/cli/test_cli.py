"""The command line, without starting anything that would stay."""

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import app.garbage
import app.machine.one_machine
import app.store.usable
import app.web.server
import app.worker.run
import app.worker.start
import clickup_client.sandbox.server
import rules
from app.demo import WORKSPACE_FILE
from app.machine.data_folder import DataFolder
from app.store import restored
from app.store.revision import OtherShapeError
from app.workspace.find import DirectoryError

pytest_plugins = ["tests.app.program"]

COMMANDS = (
    "demo",
    "run",
    "web",
    "worker",
    "sandbox",
    "db",
    "setup",
    "doctor",
    "explain",
    "simulate",
    "report",
    "replay",
    "webhooks",
    "jobs",
    "process",
)

#: What takes long to import.
HEAVY = {
    *(
        "alembic",
        "asyncio",
        "flask",
        "gunicorn",
        "holidays",
        "jinja2",
        "procrastinate",
        "psycopg",
        "pydantic",
    ),
    *("questionary", "requests", "rich", "rules", "ruamel", "sqlalchemy", "structlog", "yaml"),
}


@pytest.fixture(autouse=True)
def settings(nothing_set, monkeypatch):  # noqa: ARG001 - it clears the environment
    monkeypatch.delenv("PORT", raising=False)


@pytest.fixture
def called(monkeypatch):
    """Replace a function by one that notes what it was called with."""

    def replace(module, name, answer=None):
        calls = []

        def note(*args, **kwargs):
            calls.append((args, kwargs))
            return answer

        monkeypatch.setattr(module, name, note)
        return calls

    return replace


def test_every_help_is_written_without_what_only_the_work_needs():
    code = (
        "import sys\n"
        "import click\n"
        "from app.cli import main\n"
        "def told(command, context, *words):\n"
        "    main([*words, '--help'], standalone_mode=False)\n"
        "    if isinstance(command, click.Group):\n"
        "        for name in command.list_commands(context):\n"
        "            told(command.get_command(context, name), context, *words, name)\n"
        "told(main, click.Context(main))\n"
        f"print('imported:', sorted({HEAVY} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603

    for name in COMMANDS:
        assert f"\n  {name} " in done.stdout
    assert "[OPTIONS] [TASK]..." in done.stdout
    assert done.stdout.endswith("imported: []\n")


def test_reading_loads_nothing_that_only_a_service_needs():
    needless = {"alembic", "flask", "gunicorn", "holidays", "jinja2", "procrastinate", "cryptography"}
    code = (
        "import sys\n"
        "import app.cli.opened, app.cli.read_only, app.cli.wide, app.inspect.report, app.inspect.simulate\n"
        "import app.inspect.explanation_text, app.queue.admin\n"
        f"print(sorted({needless} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603

    assert done.stdout == "[]\n"


def test_a_process_file_is_checked_without_the_settings_the_log_and_the_database():
    needless = {"app.config.settings", "pydantic_settings", "structlog", "rich", "sqlalchemy", "psycopg"}
    file = Path(rules.__file__).with_name("level_2_support.yaml")
    code = (
        "import sys\n"
        "from app.cli import main\n"
        f"main(['process', 'check', {str(file)!r}], standalone_mode=False)\n"
        f"print(sorted({needless} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603

    assert done.stdout.endswith("The file is valid.\n[]\n")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(stagegate, name):
    code, output = stagegate(name, "--help")

    assert code == 0
    assert output.startswith(f"Usage: stagegate {name}")


@pytest.mark.parametrize("group", ["", "db", "jobs", "process", "webhooks"], ids=lambda group: group or "all")
def test_no_line_of_a_list_of_commands_is_cut(stagegate, group):
    _, output = stagegate(*group.split(), "--help")

    assert "Commands:" in output
    assert "..." not in output.partition("Commands:")[2]


def test_an_unknown_command_is_told(stagegate):
    code, output = stagegate("wep")

    assert code == 2
    assert "No such command 'wep'" in output


def test_web_serves_where_it_is_told_to(stagegate, called, monkeypatch):
    calls = called(app.web.server, "serve")
    monkeypatch.setenv("DATABASE_URL", "postgresql://h/d")

    assert stagegate("web", "--port", "9000", "--host", "0.0.0.0") == (0, "")  # noqa: S104

    ((_, given),) = calls
    assert (given["host"], given["port"]) == ("0.0.0.0", 9000)  # noqa: S104
    assert given["settings"].database_url == "postgresql://h/d"


def test_web_listens_at_the_port_that_a_host_gives(stagegate, called, monkeypatch):
    calls = called(app.web.server, "serve")
    monkeypatch.setenv("DATABASE_URL", "postgresql://h/d")
    monkeypatch.setenv("PORT", "5000")

    stagegate("web")

    assert calls[0][1]["port"] == 5000


def test_web_needs_a_database_and_no_token(stagegate, called):
    called(app.web.server, "serve")

    code, output = stagegate("web")

    assert code == 1
    assert output == (
        "Error: DATABASE_URL is not set. PostgreSQL, `postgresql://user:password@host/name`. "
        "`run` starts its own without it. "
        "Set it in the environment or in a file .env in the working directory.\n"
    )


def test_a_wrong_setting_ends_a_command_without_a_traceback(stagegate, monkeypatch):
    monkeypatch.setenv("STAGEGATE_LOG_LEVEL", "loud")

    code, output = stagegate("web")

    assert code == 1
    assert output.startswith("Error: STAGEGATE_LOG_LEVEL 'loud' cannot be used: input should be 'debug', ")


def test_a_misspelt_variable_is_named_before_the_one_that_is_missing(stagegate, monkeypatch):
    monkeypatch.setenv("STAGEGATE_CLICKUP_TOKE", "pk_x")

    code, output = stagegate("worker")

    assert code == 1
    assert "did you mean STAGEGATE_CLICKUP_TOKEN?" in output.partition("Error: ")[0]


def test_worker_says_everything_it_lacks_at_once(stagegate):
    code, output = stagegate("worker")

    assert code == 1
    assert [line.split(" is not set.")[0] for line in output.splitlines()] == [
        "Error: DATABASE_URL",
        "STAGEGATE_CLICKUP_TOKEN",
        "STAGEGATE_PUBLIC_URL",
    ]


@pytest.fixture
def worker_settings(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://h/d")
    monkeypatch.setenv("STAGEGATE_CLICKUP_TOKEN", "pk_1")
    monkeypatch.setenv("STAGEGATE_PUBLIC_URL", "https://bot.example.com")


@pytest.mark.usefixtures("worker_settings")
def test_worker_runs_the_bot_as_set(stagegate, called, monkeypatch):
    monkeypatch.setenv("STAGEGATE_WORKER_CONCURRENCY", "3")
    monkeypatch.setenv("STAGEGATE_RETENTION_DAYS", "9")
    bot = object()
    called(app.worker.start, "start", answer=bot)
    frozen = called(app.garbage, "freeze")
    calls = called(app.worker.run, "run_worker")

    assert stagegate("worker") == (0, "")
    assert len(frozen) == 1
    assert calls == [((bot,), {"concurrency": 3, "keep_days": 9})]


@pytest.mark.usefixtures("worker_settings")
@pytest.mark.parametrize("command", ["worker", "run"])
def test_an_app_to_sign_in_without_its_key_is_told_with_how_to_make_one(stagegate, monkeypatch, command):
    monkeypatch.setenv("STAGEGATE_OAUTH_CLIENT_ID", "ID")
    monkeypatch.setenv("STAGEGATE_OAUTH_CLIENT_SECRET", "SECRET-OF-APP")

    assert stagegate(command) == (
        1,
        (
            "Error: STAGEGATE_TOKEN_KEY is not set. Tokens of people who sign in are kept encrypted with it. "
            "Make one with: openssl rand -base64 32\n"
        ),
    )


def test_web_with_an_app_to_sign_in_needs_its_own_address(stagegate, called, monkeypatch):
    called(app.web.server, "serve")
    monkeypatch.setenv("DATABASE_URL", "postgresql://h/d")
    monkeypatch.setenv("STAGEGATE_OAUTH_CLIENT_ID", "ID")

    code, output = stagegate("web")

    assert (code, output.partition(" is not set.")[0]) == (1, "Error: STAGEGATE_PUBLIC_URL")


@pytest.mark.usefixtures("worker_settings")
def test_worker_tells_what_the_workspace_lacks(stagegate, monkeypatch):
    def start(_settings):
        raise DirectoryError("There is no list of that name.")

    monkeypatch.setattr(app.worker.start, "start", start)

    assert stagegate("worker") == (1, "Error: There is no list of that name.\n")


def test_sandbox_serves_the_demos_workspace_from_the_data_folder(stagegate, called, tmp_path):
    calls = called(clickup_client.sandbox.server, "serve")

    stagegate("sandbox", "--port", "9001", "--rate-limit", "5", "--data-dir", str(tmp_path / "d"))

    ((_, given),) = calls
    assert given == {
        "host": "127.0.0.1",
        "port": 9001,
        "workspace_file": WORKSPACE_FILE,
        "data_dir": tmp_path / "d" / "sandbox",
        "plan": "business",
        "rate_limit": 5,
        "log_level": "info",
        "on_reset": None,
    }


def test_a_sandbox_lets_only_the_bot_of_its_demo_start_over_with_it(stagegate, called, tmp_path):
    calls = called(clickup_client.sandbox.server, "serve")

    stagegate("sandbox", "--data-dir", str(tmp_path / "d"))
    stagegate("sandbox", "--data-dir", str(tmp_path / "d"), "--with-bot")

    alone, with_bot = (given["on_reset"] for _, given in calls)
    assert alone is None
    assert with_bot.args == (DataFolder(tmp_path / "d"),)


@pytest.mark.parametrize("plan", ["free", "unlimited", "business", "business plus", "Enterprise"])
def test_sandbox_simulates_the_plan_it_is_told_and_leaves_the_limit_to_it(stagegate, called, tmp_path, plan):
    calls = called(clickup_client.sandbox.server, "serve")

    stagegate("sandbox", "--plan", plan, "--data-dir", str(tmp_path / "d"))

    ((_, given),) = calls
    assert (given["plan"], given["rate_limit"]) == (plan.lower(), None)


def test_demo_refuses_a_limit_at_which_its_bot_could_never_start(stagegate):
    code, output = stagegate("demo", "--rate-limit", "9")

    assert code == 2
    assert "9 is not in the range x>=10" in output


def test_sandbox_refuses_a_plan_that_clickup_does_not_have(stagegate):
    code, output = stagegate("sandbox", "--plan", "gold")

    assert code == 2
    assert "'gold' is not one of 'free', 'unlimited', 'business', 'business plus', 'enterprise'" in output


def test_db_upgrade_may_be_called_again(stagegate, monkeypatch, empty_database_url):
    monkeypatch.setenv("DATABASE_URL", empty_database_url)

    assert stagegate("db", "upgrade") == (0, "The database is up to date.\n")
    assert stagegate("db", "upgrade") == (0, "The database is up to date.\n")


def test_that_a_database_was_set_back_can_be_said(stagegate, monkeypatch, database_url, engine):
    monkeypatch.setenv("DATABASE_URL", database_url)

    assert stagegate("db", "restored")[0] == 0
    with engine.begin() as connection:
        assert restored.is_restored(connection)


def test_db_upgrade_of_something_else_than_postgresql_is_refused(stagegate, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "mysql://h/d")

    assert stagegate("db", "upgrade") == (
        1,
        "Error: DATABASE_URL must begin with postgresql://, not mysql://\n",
    )


def test_db_upgrade_without_a_server_ends_without_a_traceback(stagegate, monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", f"postgresql://postgres@/postgres?host={tmp_path}")

    code, output = stagegate("db", "upgrade")

    assert code == 1
    assert output.startswith("Error: ")
    assert "Is the server running locally" in output


def test_the_shipped_process_is_good(stagegate):
    assert stagegate("process", "check") == (
        0,
        "Level 2 Support: 7 stages, 15 data. The file is valid.\n",
    )


def test_a_wrong_process_file_is_told_with_its_line(stagegate, tmp_path):
    (tmp_path / "mine.yaml").write_text("process: Mine\nprocess: Yours\n")

    code, output = stagegate("process", "check", "mine.yaml")

    assert code == 1
    assert 'mine.yaml:2: the key "process" is there twice, first on line 1' in output.splitlines()


def test_process_check_reads_the_file_that_is_set(stagegate, monkeypatch):
    monkeypatch.setenv("STAGEGATE_PROCESS", "/nowhere/mine.yaml")

    code, output = stagegate("process", "check")

    assert code == 1
    assert "/nowhere/mine.yaml" in output


def test_process_show_lists_the_stages_and_what_they_require(stagegate):
    code, output = stagegate("process", "show")

    assert code == 0
    for words in ("Validating", "In Production", "Project Manager", "De-escalation", "merged"):
        assert words in output


def test_process_schema_prints_the_file_that_editors_read(stagegate):
    code, output = stagegate("process", "schema")

    assert code == 0
    assert json.loads(output)["title"] == "Stagegate process"


def test_process_diagram_draws_the_shipped_process(stagegate):
    code, output = stagegate("process", "diagram")

    assert code == 0
    assert output.startswith("flowchart TD\n")
    assert "Category" in output


def test_the_demo_needs_two_ports(stagegate):
    code, output = stagegate("demo", "--port", "9000", "--sandbox-port", "9000")

    assert code == 1
    assert output == (
        "Error: The receiver and the simulated ClickUp cannot share port 9000: "
        "choose others with --port and --sandbox-port.\n"
    )


def test_run_says_what_it_lacks_before_it_starts_anything(stagegate, tmp_path):
    code, output = stagegate("run")

    assert code == 1
    assert "STAGEGATE_CLICKUP_TOKEN is not set." in output
    assert "STAGEGATE_PUBLIC_URL is not set." in output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("worker_settings")
def test_run_checks_its_port_first(stagegate, called):
    calls = called(app.machine.one_machine, "run_for_real")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        code, output = stagegate("run", "--port", str(port))

    assert code == 1
    assert output.startswith(
        f"Error: Port {port} on 127.0.0.1, for the receiver, is taken by another program: "
    )
    assert calls == []


@pytest.mark.usefixtures("worker_settings")
def test_run_passes_the_command_line_on(stagegate, called, tmp_path):
    calls = called(app.machine.one_machine, "run_for_real")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    assert stagegate("run", "--port", str(port), "--data-dir", str(tmp_path / "d")) == (0, "")

    (((settings,), _),) = calls
    assert settings.web_port == port
    assert settings.data_dir == tmp_path / "d"


@pytest.mark.usefixtures("worker_settings")
@pytest.mark.parametrize(
    ("command", "module", "started"),
    [("web", app.web.server, "serve"), ("worker", app.worker.start, "start")],
    ids=["web", "worker"],
)
def test_neither_web_nor_worker_starts_on_a_database_that_is_not_usable(
    stagegate, called, monkeypatch, command, module, started
):
    def refuse(_database_url):
        raise OtherShapeError("The database is at 0001.")

    calls = called(module, started)
    monkeypatch.setattr(app.store.usable, "require_usable", refuse)

    assert stagegate(command) == (1, "Error: The database is at 0001.\n")
    assert calls == []
