"""Procfile, Dockerfile, compose.yaml and the systemd unit name what exists, and leave enough time to stop."""

import fnmatch
import os
import re
import shlex
import subprocess
import sys
import threading
import time
from configparser import ConfigParser
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import click
import psycopg
import pytest
import yaml

from app.cli import main
from app.config.settings import describe_settings, read_settings
from app.machine.one_machine import STOP_SECONDS
from app.messages.admin.failures import NO_ANSWER
from app.store.revision import HEAD
from app.web.process import DRAIN_SECONDS as WEB_DRAIN_SECONDS
from app.worker.run import DRAIN_SECONDS as WORKER_DRAIN_SECONDS
from tests.ports import free_port

ROOT = Path(__file__).parents[1]
PROCFILE = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines())
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
OURS = {name: service for name, service in COMPOSE["services"].items() if service.get("image") == "stagegate"}
PATIENCE_SECONDS = 30.0


def options_of(words):
    """Follow `words` (without `stagegate`) through the commands; those left over, and the command."""
    command = main
    words = list(words)
    while words and isinstance(command, click.Group):
        command = command.get_command(click.Context(command), words.pop(0))
        assert command is not None
    return words, command


# --- the Procfile -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", PROCFILE.values())
def test_each_line_of_the_procfile_is_a_command_with_its_options(line):
    python, module, package, *words = shlex.split(line)
    left, command = options_of(words)

    assert (python, module, package) == ("python", "-m", "app.cli")
    assert {word for word in left if word.startswith("-")} <= {o for p in command.params for o in p.opts}


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    """
    A host that installs requirements.txt and nothing else: its environment, and a folder with the source.

    What is installed here is borrowed, without the link that makes the source importable everywhere: those
    are followed in Python's own folders only, not in PYTHONPATH.
    """
    folder = tmp_path_factory.mktemp("host")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "venv"], check=True)  # noqa: S603
    source = folder / "source"
    source.mkdir()
    for name in ("app", "clickup_client", "rules", "Procfile"):
        (source / name).symlink_to(ROOT / name)
    ours = {n: v for n, v in os.environ.items() if not n.startswith("STAGEGATE_") and n != "DATABASE_URL"}
    return source, {
        **ours,
        "PATH": f"{folder / 'venv' / 'bin'}:{os.environ['PATH']}",
        "PYTHONPATH": next(path for path in sys.path if path.endswith("site-packages")),
    }


def test_on_such_a_host_the_package_is_nowhere_but_in_the_source(host):
    _, env = host
    done = subprocess.run(["python", "-c", "import app"], cwd="/", env=env, capture_output=True, check=False)  # noqa: S607

    assert b"No module named 'app'" in done.stderr


def test_there_the_release_brings_the_database_up_to_date(host, empty_database_url):
    source, env = host

    done = subprocess.run(  # noqa: S602 - as the host does it
        PROCFILE["release"],
        shell=True,
        cwd=source,
        env=env | {"DATABASE_URL": empty_database_url},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == "The database is up to date.\n"
    with psycopg.connect(empty_database_url) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(HEAD,)]


def test_there_the_web_process_serves_at_the_port_that_the_host_chose(host, database_url, free_port):
    source, env = host
    web = subprocess.Popen(  # noqa: S602 - as the host does it
        f"exec {PROCFILE['web']}",
        shell=True,
        cwd=source,
        env=env | {"DATABASE_URL": database_url, "PORT": str(free_port)},
        stderr=subprocess.DEVNULL,
    )
    try:
        assert wait_for_answer(free_port, "/healthz") == 200
    finally:
        web.terminate()
        assert web.wait(PATIENCE_SECONDS) == 0


def test_there_the_worker_gets_as_far_as_clickup(host, database_url, free_port):
    source, env = host
    done = subprocess.run(  # noqa: S602 - as the host does it
        PROCFILE["worker"],
        shell=True,
        cwd=source,
        env=env
        | {
            "DATABASE_URL": database_url,
            "STAGEGATE_CLICKUP_TOKEN": "pk_nobody",
            "STAGEGATE_CLICKUP_API_URL": f"http://127.0.0.1:{free_port}/api",
            "STAGEGATE_PUBLIC_URL": "https://bot.example.com",
            "NO_PROXY": "127.0.0.1",
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert f"Error: {NO_ANSWER} GET /v2/user: no answer" in done.stderr


@pytest.fixture(name="free_port")
def port_of_its_own():
    return free_port()


def wait_for_answer(port, path):
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while True:
        connection = HTTPConnection("127.0.0.1", port, timeout=120)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except OSError:
            assert time.monotonic() < give_up_at
            time.sleep(0.05)
        finally:
            connection.close()


# --- the image --------------------------------------------------------------------------------------------


def instructions(name):
    """The arguments of each instruction of that name, continued lines joined."""
    lines = re.sub(r"\\\n\s*", "", DOCKERFILE).splitlines()
    return [line.split(" ", 1)[1] for line in lines if line.startswith(f"{name} ")]


def test_the_image_installs_what_is_pinned_with_hashes_and_nothing_else():
    installs = [line for line in instructions("RUN") if "pip install" in line]

    assert len(installs) == 2
    assert "--require-hashes -r requirements.txt" in installs[0]
    assert installs[1].endswith("--no-deps --no-build-isolation .")


def test_what_the_image_takes_away_again_is_what_was_installed():
    [line] = [line for line in instructions("RUN") if "pip uninstall" in line]
    pinned = re.findall(r"^([\w.-]+)==", (ROOT / "requirements.txt").read_text(), re.MULTILINE)

    assert set(line.partition("--yes ")[2].split()) <= set(pinned)


def test_the_image_does_not_run_as_root():
    assert instructions("USER")[-1] == "10001"


def test_the_image_starts_the_command():
    assert instructions("ENTRYPOINT") == ['["stagegate"]']
    assert options_of(yaml.safe_load(instructions("CMD")[-1]))[1].name == "web"


def test_what_the_image_sets_are_settings():
    named = re.findall(r"\b(STAGEGATE_\w+)=", " ".join(instructions("ENV")))

    assert named
    assert set(named) <= {line.variable for line in describe_settings()}


def test_both_stages_are_built_on_the_same_python():
    """The second one gets the packages of the first."""
    bases = {line.removesuffix(" AS build") for line in instructions("FROM")}

    assert len(bases) == 1
    assert re.fullmatch(r"python:3\.\d+-slim-\w+", bases.pop())


def test_everything_copied_into_the_image_exists_and_is_let_through():
    sources = [path for line in instructions("COPY") if "--from" not in line for path in line.split()[:-1]]
    allowed = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]

    assert sources
    assert [path for path in sources if not (ROOT / path).exists()] == []
    assert {path.removeprefix("./").partition("/")[0] for path in sources} == set(allowed)


@pytest.mark.parametrize("name", [".env", ".stagegate", ".git", "tests", "process.yaml", "docs"])
def test_nothing_else_gets_near_the_image(name):
    assert not any(
        fnmatch.fnmatch(name, line[1:])
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line.startswith("!")
    )


@pytest.fixture
def web_at():
    """A web server: its port, and the status that it answers by path."""
    answers = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(answers.get(self.path, 404))
            self.end_headers()

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server.server_port, answers
        server.shutdown()
        thread.join()


def test_the_health_check_of_the_image_is_healthz_and_tells_well_from_ill(web_at):
    [line] = instructions("HEALTHCHECK")
    argv = yaml.safe_load(line.partition("CMD ")[2])
    port, answers = web_at
    argv = [sys.executable, *(word.replace("8000", str(port)) for word in argv[1:])]

    def run():
        return subprocess.run(argv, capture_output=True, check=False).returncode  # noqa: S603

    answers["/healthz"] = 200
    well = run()
    answers["/healthz"] = 503

    assert (well, run()) == (0, 1)


# --- compose ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", OURS)
def test_each_service_of_ours_runs_a_command_without_options(name):
    left, command = options_of(OURS[name]["command"])

    assert left == []
    assert not isinstance(command, click.Group)


def test_web_and_worker_wait_for_the_release_and_that_for_the_database():
    assert OURS["release"]["command"] == ["db", "upgrade"]
    assert OURS["release"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    for name in ("web", "worker", "ask"):
        assert OURS[name]["depends_on"] == {"release": {"condition": "service_completed_successfully"}}


def test_only_web_has_the_health_check_of_the_image():
    """The others serve nothing."""
    assert {name for name in OURS if OURS[name].get("healthcheck") != {"disable": True}} == {"web"}


def test_what_faces_the_network_holds_no_token():
    assert "env_file" not in OURS["web"]
    assert not {name for name in OURS["web"]["environment"] if name.endswith("_TOKEN")}


def test_the_client_form_can_be_switched_on_and_is_off_without_a_setting(monkeypatch):
    """What `web` needs for it, and nothing where .env says nothing."""
    given = {name: value for name, value in OURS["web"]["environment"].items() if name != "DATABASE_URL"}

    assert given == {
        "STAGEGATE_INTAKE_FORMS": "${STAGEGATE_INTAKE_FORMS:-}",
        "STAGEGATE_INTAKE_KEYS": "${STAGEGATE_INTAKE_KEYS:-}",
        "STAGEGATE_TRUSTED_PROXIES": "${STAGEGATE_TRUSTED_PROXIES:-0}",
        "STAGEGATE_OAUTH_CLIENT_ID": "${STAGEGATE_OAUTH_CLIENT_ID:-}",
        "STAGEGATE_PUBLIC_URL": "${STAGEGATE_PUBLIC_URL:-}",
    }
    empty = {"STAGEGATE_INTAKE_FORMS": "", "STAGEGATE_INTAKE_KEYS": "", "STAGEGATE_TRUSTED_PROXIES": "0"}
    for name, value in empty.items():
        monkeypatch.setenv(name, value)
    settings = read_settings()
    assert (settings.forms(), settings.api_keys(), settings.trusted_proxies) == ({}, {}, 0)


def test_the_receiver_is_reachable_from_the_machine_itself_only():
    assert OURS["web"]["ports"] == ["127.0.0.1:8000:8000"]
    assert [name for name, service in COMPOSE["services"].items() if "ports" in service] == ["web"]


@pytest.mark.parametrize("name", OURS)
def test_the_services_of_ours_have_no_privileges(name):
    service = OURS[name]

    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    assert service["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("name", OURS)
def test_what_a_service_sets_are_settings(name):
    assert set(OURS[name]["environment"]) <= {line.variable for line in describe_settings()}


def test_no_password_is_written_down():
    [default] = set(re.findall(r"\$\{POSTGRES_PASSWORD(.*?)\}", (ROOT / "compose.yaml").read_text()))

    assert default.startswith(":?")  # without one nothing starts


@pytest.mark.parametrize(("name", "drain"), [("web", WEB_DRAIN_SECONDS), ("worker", WORKER_DRAIN_SECONDS)])
def test_a_service_has_the_time_that_it_needs_to_stop(name, drain):
    assert int(OURS[name]["stop_grace_period"].removesuffix("s")) > drain


# --- systemd ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def unit():
    unit = ConfigParser(interpolation=None)
    unit.optionxform = str
    unit.read(ROOT / "docs" / "stagegate.service")
    return unit


def test_the_unit_runs_the_command(unit):
    program, *words = unit["Service"]["ExecStart"].split()

    assert program.endswith("/.venv/bin/stagegate")
    assert options_of(words)[1].name == "run"


def test_the_unit_asks_the_supervisor_alone_to_stop_and_gives_it_time(unit):
    """Worker, web and PostgreSQL are stopped one after the other."""
    assert unit["Service"]["KillMode"] == "mixed"
    assert int(unit["Service"]["TimeoutStopSec"]) > 3 * STOP_SECONDS


def test_the_unit_starts_it_again_whatever_it_died_of(unit):
    assert unit["Service"]["Restart"] == "always"


def test_the_unit_lets_it_write_only_where_its_data_are(unit):
    service = unit["Service"]

    assert service["ProtectSystem"] == "strict"
    assert service["WorkingDirectory"] == f"/var/lib/{service['StateDirectory']}"
    assert service["StateDirectoryMode"] == "0700"
    assert "ReadWritePaths" not in service


def test_the_unit_does_not_run_as_root_and_cannot_become_it(unit):
    service = unit["Service"]

    assert service["User"] == "stagegate"
    assert (service["NoNewPrivileges"], service["CapabilityBoundingSet"]) == ("yes", "")
