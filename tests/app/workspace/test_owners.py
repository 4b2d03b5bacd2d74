"""Whom a ticket is assigned to when it enters a stage: users, groups, or both at once."""

from dataclasses import replace

import pytest

from app.workspace.directory import Assignees, Directory
from app.workspace.owners import OwnerChange, change_of, responsible
from clickup_client.models import Task
from rules.process.process import Process

PROCESS = Process.model_validate(
    {
        "process": "Support",
        "lists": {"tickets": "Tickets"},
        "data": {},
        "owners": {"Ops": {"users": ["1", "2"]}, "QA": {"users": ["2", "3"]}, "Tech": {"group": "Tech"}},
        "stages": [
            {"stage": "Validating", "status": "validating", "owner": "Ops"},
            {"stage": "Replicating", "status": "replicating", "owner": "QA"},
            {"stage": "Waiting", "status": "waiting"},
            {"stage": "Fixing", "status": "fixing", "owner": "Tech"},
            {"stage": "Closed", "status": "closed", "closed": "resolved"},
        ],
    }
)
DIRECTORY = Directory(
    workspace_id="1",
    bot_user_id=9,
    tickets_list="1",
    first_level_list=None,
    companies_list=None,
    owners={
        "Ops": Assignees(users=frozenset({1, 2})),
        "QA": Assignees(users=frozenset({2, 3})),
        "Tech": Assignees(groups=frozenset({"tech"})),
    },
)


def change(users=(), groups=(), *, left, entered):
    task = Task.model_validate(
        {
            "id": "t",
            "status": "x",
            "list_id": "1",
            "assignees": [{"id": user} for user in users],
            "group_assignees": [{"id": group} for group in groups],
        }
    )
    return change_of(PROCESS, DIRECTORY, task, left=[left], entered=entered)


def people(*users):
    return frozenset(users)


@pytest.mark.parametrize(
    ("users", "groups", "left", "entered", "expected"),
    [
        # The previous stage's owners are replaced; who owns both stages stays.
        ((1, 2), (), "Validating", "Replicating", OwnerChange(add_users=people(3), remove_users=people(1))),
        # No one else is touched.
        (
            (1, 7),
            (),
            "Validating",
            "Replicating",
            OwnerChange(add_users=people(2, 3), remove_users=people(1)),
        ),
        # An owner whom someone took off is not missed.
        ((), (), "Validating", "Replicating", OwnerChange(add_users=people(2, 3))),
        # The right people have it already.
        ((2, 3), (), "Validating", "Replicating", OwnerChange()),
        # From users to a group, and back.
        (
            (2, 3),
            ("other",),
            "Replicating",
            "Fixing",
            OwnerChange(remove_users=people(2, 3), add_groups=frozenset({"tech"})),
        ),
        (
            (7,),
            ("tech", "other"),
            "Fixing",
            "Replicating",
            OwnerChange(add_users=people(2, 3), remove_groups=frozenset({"tech"})),
        ),
        # A group that has it already.
        ((), ("tech",), "Waiting", "Fixing", OwnerChange()),
        # A stage without an owner changes nothing: a closed ticket keeps its people.
        ((), ("tech",), "Fixing", "Closed", OwnerChange()),
        ((1, 2), (), "Validating", "Waiting", OwnerChange()),
        # From outside, or from a stage that the process file no longer has, no one goes.
        ((1, 7), (), None, "Replicating", OwnerChange(add_users=people(2, 3))),
        ((1, 7), (), "Testing", "Replicating", OwnerChange(add_users=people(2, 3))),
        # Into a stage that the process file does not have no one comes.
        ((1,), (), "Validating", "Testing", OwnerChange()),
    ],
)
def test_owners_are_replaced_and_no_one_else(users, groups, left, entered, expected):
    assert change(users, groups, left=left, entered=entered) == expected


def test_no_change_is_falsy_so_that_nothing_is_written():
    assert not OwnerChange()
    assert OwnerChange(remove_groups=frozenset({"tech"}))


@pytest.mark.parametrize(
    ("stage", "expected"),
    [
        ("Replicating", Assignees(users=people(2, 3))),
        ("Closed", Assignees(groups=frozenset({"tech"}))),
        ("Testing", Assignees(groups=frozenset({"tech"}))),
    ],
)
def test_who_answers_for_a_ticket_without_an_owner_of_its_own_is_who_had_it_last(stage, expected):
    assert responsible(PROCESS, DIRECTORY, stage) == expected


def test_no_one_answers_where_no_stage_has_an_owner():
    stages = tuple(stage.model_copy(update={"owner": None}) for stage in PROCESS.stages)

    assert responsible(PROCESS.model_copy(update={"stages": stages}), DIRECTORY, "Closed") == Assignees()


def without(*owners, **more):
    """The directory when all of some owners have left."""
    return replace(DIRECTORY, owners=DIRECTORY.owners | dict.fromkeys(owners, Assignees()), **more)


def test_where_the_stages_owners_are_missing_whoever_has_the_ticket_keeps_it():
    task = Task(id="t", status="x", list_id="1", assignees=({"id": 1},))

    change = change_of(PROCESS, without("QA"), task, left=["Validating"], entered="Replicating")

    assert change == OwnerChange()


def test_where_the_stages_owners_are_missing_those_of_late_tickets_are_responsible():
    boss = Assignees(users=people(7))

    assert responsible(PROCESS, without("QA", escalation=boss), "Replicating") == boss
