"""A task is created exactly once, whatever happens while it is created."""

from dataclasses import replace

import pytest
import requests

from app.errors import LaterError
from app.store import creations
from app.ticket import create_once
from app.ticket.create_once import NewTask
from clickup_client.errors import BadRequestError, NoAnswerError, ServerBrokenError
from tests.app.faults import die, fault
from tests.app.people import LIST

PATH = "/api/v2/list/{list_id}/task"
WANTED = NewTask(list_id=LIST, name="Checkout fails", description="Since Monday.\n")


@pytest.fixture
def tasks(workspace):
    """The tasks called "Checkout fails"."""

    def tasks():
        found = workspace.api("GET", f"/list/{LIST}/task?include_closed=true", by="admin")["tasks"]
        return [task for task in found if task["name"] == "Checkout fails"]

    return tasks


def test_a_task_is_created_with_its_reference(bot, tasks, engine):
    made = create_once.create_once(bot, "key", WANTED)

    [task] = tasks()
    with engine.connect() as connection:
        reference = creations.find(connection, "key").reference
    assert task["text_content"] == f"Stagegate, reference {reference}\n\nSince Monday."
    assert (made.task_id, made.number, made.url) == (task["id"], task["id"], task["url"])
    assert task["status"]["status"] == "validating"


def test_a_task_without_a_description_has_only_its_reference(bot, tasks):
    create_once.create_once(bot, "key", NewTask(list_id=LIST, name="Checkout fails"))

    assert tasks()[0]["text_content"].startswith("Stagegate, reference ")


def test_the_same_key_is_the_same_task(bot, tasks, workspace):
    first = create_once.create_once(bot, "key", WANTED)
    before = workspace.calls()["total"]

    assert create_once.create_once(bot, "key", WANTED) == first == create_once.find(bot, "key")
    assert workspace.calls()["total"] == before
    assert len(tasks()) == 1


def test_another_key_is_another_task(bot, tasks):
    create_once.create_once(bot, "key", WANTED)
    create_once.create_once(bot, "another key", WANTED)

    assert len(tasks()) == 2


def test_nothing_is_found_where_nothing_was_created(bot):
    assert create_once.find(bot, "key") is None


def test_a_crash_before_the_call(bot, tasks, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(type(bot.client), "create_task", die)
        with pytest.raises(KeyboardInterrupt):
            create_once.create_once(bot, "key", WANTED)
    assert create_once.find(bot, "key") is None

    create_once.create_once(bot, "key", WANTED)

    assert len(tasks()) == 1


def test_a_crash_between_created_and_recorded(bot, tasks, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(create_once.store, "done", die)
        with pytest.raises(KeyboardInterrupt):
            create_once.create_once(bot, "key", WANTED)

    made = create_once.create_once(bot, "key", WANTED)

    [task] = tasks()
    assert made.task_id == task["id"]


def test_a_crash_is_made_up_for_although_someone_moved_the_task_on(bot, tasks, monkeypatch, workspace):
    with monkeypatch.context() as patched:
        patched.setattr(create_once.store, "done", die)
        with pytest.raises(KeyboardInterrupt):
            create_once.create_once(bot, "key", WANTED)
    workspace.api("PUT", f"/task/{tasks()[0]['id']}", status="Closed (Unresolved)")

    create_once.create_once(bot, "key", WANTED)

    assert len(tasks()) == 1


@pytest.mark.parametrize(
    ("rule", "error"),
    [
        ({"after": True, "drop": True}, NoAnswerError),
        ({"after": True, "status": 502}, ServerBrokenError),
        ({"status": 502}, ServerBrokenError),
    ],
)
def test_an_answer_that_was_lost(bot, tasks, workspace, rule, error):
    fault(workspace, path=PATH, method="POST", count=1, **rule)
    with pytest.raises(error):
        create_once.create_once(bot, "key", WANTED)

    create_once.create_once(bot, "key", WANTED)

    assert len(tasks()) == 1


def test_a_task_whose_long_description_was_cut_is_found_again(bot, tasks, workspace):
    """ClickUp was measured to cut descriptions in silence, and no one knows where."""
    cut = {"longest_description": 80}
    requests.post(f"{workspace.url}/sandbox/behaviours", json=cut, timeout=120).raise_for_status()
    long = replace(WANTED, description="Since Monday. " * 50)
    fault(workspace, path=PATH, method="POST", drop=True, after=True, count=1)
    with pytest.raises(NoAnswerError):
        create_once.create_once(bot, "key", long)

    create_once.create_once(bot, "key", long)

    assert len(tasks()) == 1


def test_what_was_refused_is_not_looked_for(bot, tasks, workspace):
    with pytest.raises(BadRequestError):
        create_once.create_once(bot, "key", NewTask(list_id=LIST, name="Checkout fails", status="nowhere"))
    before = workspace.calls()["total"]

    create_once.create_once(bot, "key", WANTED)

    assert workspace.calls()["total"] - before == 1
    assert len(tasks()) == 1


def test_whoever_comes_while_it_is_created_comes_again(bot, engine):
    with creations.alone(engine, "key"), pytest.raises(LaterError):
        create_once.create_once(bot, "key", WANTED)


def test_two_at_once_make_one(bot, tasks, monkeypatch):
    """The second one comes while the first one's call is under way."""
    create_task = type(bot.client).create_task

    def create_while_another_comes(client, *args, **kwargs):
        with pytest.raises(LaterError):
            create_once.create_once(bot, "key", WANTED)
        return create_task(client, *args, **kwargs)

    monkeypatch.setattr(type(bot.client), "create_task", create_while_another_comes)

    create_once.create_once(bot, "key", WANTED)

    assert len(tasks()) == 1
