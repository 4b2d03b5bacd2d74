"""The demo's tickets as the rules see them: each may be where it is, and every stage has something to try."""

import itertools

import pytest

from app.ticket.facts import gather
from rules.decision import Verdict
from rules.gate.gate import data_needed, decide, lookups
from rules.ticket import Move, Ticket


@pytest.fixture
def judged(bot):
    """A ticket's decision for a move between two stages, by their names."""

    def judged(task, from_stage, to_stage):
        move = Move(from_stage=from_stage, to_stage=to_stage)
        names, wanted = data_needed(bot.process, move), lookups(bot.process, move)
        return decide(bot.process, Ticket(task.id, gather(bot, task, names, lookups=wanted).values), move)

    return judged


@pytest.fixture
def tasks(bot):
    return [
        (task, bot.process.stage_of_status(task.status))
        for task in bot.client.get_tasks(bot.directory.tickets_list).tasks
    ]


def came_from(stage, process):
    """The stage before; a closed ticket that was not solved may have come from the first one."""
    if stage.closed == "unresolved":
        return process.stages[0].name
    position = process.position(stage)
    return process.stages[position - 1].name if position else None


def test_every_ticket_may_be_in_its_stage(tasks, judged, bot):
    refused = {
        task.id: [finding.code for finding in decision.findings]
        for task, stage in tasks
        for decision in [judged(task, came_from(stage, bot.process), stage.name)]
        if decision.verdict is not Verdict.ALLOWED
    }

    assert refused == {}


def test_in_every_open_stage_some_tickets_may_go_on_and_some_may_not(tasks, judged, bot):
    for stage, following in itertools.islice(itertools.pairwise(bot.process.stages), 5):
        verdicts = [judged(task, stage.name, following.name).verdict for task, at in tasks if at is stage]
        assert set(verdicts) == {Verdict.ALLOWED, Verdict.REJECTED}, stage.name
