"""`stagegate probe` as an administrator calls it."""

import json
from datetime import UTC, datetime

import pytest

from app.doctor.canary import Timer
from app.messages.admin import probe as words
from app.workspace import answers
from app.workspace.answers import Report
from tests.app.people import LIST
from tests.app.probe.scratch_lists import OTHER, SCRATCH

pytest_plugins = ["tests.app.program"]

CLIENT_SUPPORT, COMPANIES = "901200000002", "901200000003"
REPORT = Report(
    workspace_id="9", asked_at=datetime(2026, 11, 28, tzinfo=UTC), calls=40, seen={}, not_asked={}
)
NAMES = ("Scratch", "Stagegate probe", "Usheru", "Gus", SCRATCH, "stagegate.example", "86c")


@pytest.fixture(autouse=True)
def _waiting_takes_no_time(settings, time):
    settings.setattr("app.cli.probing.Timer", lambda **_: Timer(clock=time.clock, sleep=time.sleep))


def test_a_probe_is_asked_for_printed_and_kept(stagegate, left, engine):
    code, output = stagegate("probe", "--list", f"https://app.clickup.com/9012345678/v/li/{SCRATCH}", "--yes")

    assert code == 0, output
    assert words.consent("Scratch", None, most_calls=60) in output
    assert f"1/{len(words.WORDS)} {words.WORDS['automations'].asks}" in output
    assert "They run (1 second)" in output
    assert left() == []
    with engine.connect() as connection:
        assert answers.read(connection).seen["unknown_status"].value == "400 CRTSK_001"
        assert answers.read(connection, "another workspace") is None

    code, told = stagegate("probe", "--show", "--json")
    assert code == 0
    assert {entry["question"]: entry["seen"] for entry in json.loads(told)["questions"]}[
        "automations"
    ] == "run"
    assert [name for name in NAMES if name in told] == []
    assert stagegate("probe", "--show")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param((), words.NAME_A_LIST, id="no list"),
        pytest.param(("--show",), words.NEVER_ASKED, id="nothing to show"),
        pytest.param(("--list", SCRATCH), words.NO_CONSENT, id="no consent"),
        pytest.param(("--list", "Scratch", "--yes"), words.no_list("Scratch"), id="a name"),
        pytest.param(("--list", "4711", "--yes"), words.list_not_seen("4711"), id="no such list"),
        pytest.param(("--list", LIST, "--yes"), words.list_in_use(LIST), id="the list of tickets"),
        pytest.param(
            ("--list", CLIENT_SUPPORT, "--yes"), words.list_in_use(CLIENT_SUPPORT), id="the first level"
        ),
        pytest.param(("--list", COMPANIES, "--yes"), words.list_in_use(COMPANIES), id="the companies"),
        pytest.param(("--list", SCRATCH, "--other-list", SCRATCH, "--yes"), words.same_list(), id="one list"),
        pytest.param(("--list", SCRATCH, "--form-task", "no task!", "--yes"), "no task!", id="no task"),
    ],
)
def test_what_cannot_be_asked_is_a_sentence(stagegate, left, arguments, said):
    code, output = stagegate("probe", *arguments)

    assert code != 0
    assert said in output
    assert "Traceback" not in output
    assert left() == []


def test_a_list_with_tasks_is_refused(stagegate, workspace, left):
    workspace.api("POST", f"/list/{OTHER}/task", name="Real work")

    assert stagegate("probe", "--list", OTHER, "--yes") == (1, f"Error: {words.list_not_empty('Other')}\n")
    assert left() == ["Real work"]


def test_whoever_says_no_is_not_asked_for(stagegate, settings, left):
    settings.setattr("app.cli.probing._is_terminal", lambda: True)
    code, output = stagegate("probe", "--list", SCRATCH)

    assert code == 1
    assert words.MAY_I in output
    assert left() == []


def test_what_is_left_makes_the_exit_code_1(stagegate, settings):
    settings.setattr("app.cli.probing.ask_all", lambda *_, **__: (REPORT, [words.not_removed("The tag", "")]))

    code, output = stagegate("probe", "--list", SCRATCH, "--yes")

    assert code == 1
    assert output.endswith(f"{words.not_removed('The tag', '')}\n")
