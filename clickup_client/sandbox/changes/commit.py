"""Carries out changes to a task: the record, the history, the events, the Automations."""

from collections.abc import Sequence
from functools import partial

from clickup_client.sandbox.changes.automations import Run, perform, set_off
from clickup_client.sandbox.changes.history import Change, announce_change
from clickup_client.sandbox.memory.records import Task
from clickup_client.sandbox.state import Sandbox
from clickup_client.sandbox.workspace.directory import CLICKBOT_USER
from clickup_client.sandbox.workspace.people import User

#: Automations that set each other off stop here.
LONGEST_CHAIN = 5


def commit(sandbox: Sandbox, task: Task, changes: Sequence[Change], user: User, *, chain: int = 0) -> None:
    """
    Apply ``changes`` that ``user`` made, tell the webhooks, run the Automations they set off.

    Call it with the sandbox's lock held. Without changes nothing happens: no event, no new ``date_updated``.
    """
    if not changes:
        return
    at = sandbox.now_ms()
    for change in changes:
        for name, value in change.updates.items():
            setattr(task, name, value)
    task.updated = at
    for change in changes:
        announce_change(sandbox, task, change, user, at)
    sandbox.touch()
    if chain < LONGEST_CHAIN and sandbox.behaviours.automations_on_api_changes:
        for change in changes:
            for run in set_off(sandbox, task, change):
                delay = sandbox.automation_delay_seconds(run.automation.name)
                sandbox.later.call(delay, partial(_perform, sandbox, task.id, run, chain + 1))


def _perform(sandbox: Sandbox, task_id: str, run: Run, chain: int) -> None:
    task = sandbox.memory.tasks.get(task_id)
    if task is not None and not task.deleted:  # it may have been deleted meanwhile
        commit(sandbox, task, perform(sandbox, task, run), CLICKBOT_USER, chain=chain)
