"""Whatever ends a probe, nothing of it stays in ClickUp, or it is named."""

import pytest

from app.messages.admin import probe as words
from app.probe import catalogue
from app.probe.calls import FOR_CLEANING_UP, MOST_CALLS
from app.probe.place import ProbeError
from app.probe.question import TASK_NAME, Question
from clickup_client.errors import NoAnswerError, NotAuthorisedError
from tests.app.faults import fault
from tests.app.people import PEOPLE
from tests.app.probe.scratch_lists import OTHER, SCRATCH


def interrupt(_scratch):
    raise KeyboardInterrupt


@pytest.fixture
def ask(probe, monkeypatch):
    """Ask a question that makes something, then do something else."""

    def ask(made, then, **named):
        [first] = [each for each in catalogue.QUESTIONS if each.key == made]
        monkeypatch.setattr("tests.app.probe.conftest.QUESTIONS", (first, Question("unknown_task", then)))
        return probe.ask_on(probe.scratch(**named))

    return ask


@pytest.mark.parametrize("made", ["unknown_tag", "shown_tasks"])
def test_ctrl_c_cleans_up(ask, left, made):
    with pytest.raises(KeyboardInterrupt):
        ask(made, interrupt, other=OTHER)

    assert left() == []


def test_an_error_cleans_up(ask, left):
    def lost(_scratch):
        raise NoAnswerError("no answer", method="GET", path="/v2/task/x")

    with pytest.raises(NoAnswerError):
        ask("unknown_tag", lost)

    assert left() == []


def test_a_rejected_token_ends_it(ask):
    def rejected(_scratch):
        raise NotAuthorisedError(
            "Token invalid", method="GET", path="/v2/task/x", status=401, code="OAUTH_025"
        )

    with pytest.raises(NotAuthorisedError):
        ask("unknown_tag", rejected)


def test_what_clickup_refuses_is_not_asked_and_the_rest_is(probe, workspace, left):
    fault(workspace, path="/api/v2/task/{task_id}/comment", status=403)

    report = probe.ask("edit_with_blocks", "unknown_status")

    assert report.not_asked["edit_with_blocks"].reason == "refused"
    assert report.seen["unknown_status"].value == "400 CRTSK_001"
    assert left() == []


def test_a_second_ctrl_c_names_what_is_left(ask, probe, left, monkeypatch):
    monkeypatch.setattr(type(probe.bot.client), "delete_space_tag", lambda *_: interrupt(None))

    with pytest.raises(KeyboardInterrupt):
        ask("unknown_tag", interrupt)

    [task, tag] = left()
    said = probe.said[probe.said.index(words.CLEANING_UP) + 1 :]
    assert said[0] == words.not_removed(words.a_tag(tag), "")
    assert [sentence.startswith("! The task http") for sentence in said[1:]] == [True]
    assert task.startswith("Stagegate probe")


def test_what_cannot_be_removed_is_named(probe, workspace):
    fault(workspace, method="DELETE", path="/api/v2/task/{task_id}", status=403)

    _report, left = probe.ask_on(probe.scratch(), "unknown_status")

    assert len(left) == 1
    assert left[0].startswith("! The task http")
    assert left[0].endswith(words.BY_HAND)


def test_a_task_whose_creation_got_no_answer_is_removed(probe, left, monkeypatch):
    create = probe.bot.client.create_task

    def lost(*arguments, **more):
        create(*arguments, **more)
        raise NoAnswerError("no answer", method="POST", path="/v2/list/1/task")

    monkeypatch.setattr(probe.bot.client, "create_task", lost)
    with pytest.raises(NoAnswerError):
        probe.ask()

    assert left() == []


def test_what_a_killed_probe_left_is_removed_by_the_next_one(probe, left):
    scratch = probe.scratch()
    scratch.make_task()

    probe.ask("unknown_status")

    assert left() == []


def test_the_calls_end_before_those_for_cleaning_up(probe, sandbox, left):
    probe.count(sandbox)
    probe.calls.spent = MOST_CALLS - FOR_CLEANING_UP - 8

    report = probe.ask()

    assert report.not_asked["unknown_status"].reason == "calls"
    assert probe.calls.spent <= MOST_CALLS
    assert left() == []


def test_a_list_that_was_just_made_can_be_asked(probe):
    [space] = probe.bot.client.get_spaces(probe.bot.directory.workspace_id)
    made = probe.bot.client.create_list("Only for the probe", space_id=space.id)

    report, left = probe.ask_on(probe.scratch(made.id), "unknown_tag", "custom_dates")

    assert report.seen["unknown_tag"].value == "is_created"
    assert report.not_asked["custom_dates"].reason == "lacking"
    assert left == []


def test_a_persons_task_of_that_name_is_not_removed(probe, workspace):
    made = workspace.api("POST", f"/list/{SCRATCH}/task", name=TASK_NAME)["id"]

    with pytest.raises(ProbeError, match="holds tasks"):
        probe.ask()
    assert workspace.task(made)["creator"]["id"] == PEOPLE["ops"]
