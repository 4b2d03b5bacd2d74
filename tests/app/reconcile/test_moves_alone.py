"""What the oracle of test_world.py takes for right, in the cases that it once got wrong."""

import pytest

from tests.app.reconcile.moves_alone import MovesAlone

ALL = {"Severity", "Issue Workaround", "Pull Request", "merged", "Resolution Notes", "Due Date"}


def rests(start, *moves, has=ALL, created=False):
    ticket = MovesAlone(start, has)
    if created:
        ticket.create(start, is_heard=True)
    for to in moves:
        ticket.move(to)
    return ticket.rests_in()


def test_a_ticket_without_a_due_date_does_not_come_to_fixing():
    assert rests("estimating", "fixing", has=ALL - {"Due Date"}) == {"estimating"}


def test_one_that_may_have_lost_its_due_date_may_come_there_or_not():
    ticket = MovesAlone("estimating", ALL)
    ticket.date({True, False})
    ticket.move("fixing")

    assert ticket.rests_in() == {"estimating", "fixing"}


@pytest.mark.parametrize(
    ("lacks", "moves", "right"),
    [
        pytest.param(set(), (), {"verifying"}, id="complete"),
        pytest.param({"Severity"}, (), {"validating"}, id="incomplete"),
        pytest.param(
            {"Pull Request"}, ("estimating",), {"validating", "estimating"}, id="moved to a right one"
        ),
        pytest.param(set(), ("fixing",), {"fixing"}, id="moved back"),
    ],
)
def test_a_created_ticket_needs_what_all_stages_up_to_there_do(lacks, moves, right):
    assert rests("verifying", *moves, has=ALL - lacks, created=True) == right


@pytest.mark.parametrize("closed", ["In Production", "Closed (Unresolved)"])
def test_a_ticket_that_is_created_closed_goes_to_the_first_stage(closed):
    assert rests(closed, created=True) == {"validating"}


def test_a_ticket_of_which_no_one_told_may_count_as_created_where_it_is_found():
    moves = MovesAlone("replicating", ALL)
    moves.create("replicating", is_heard=False)
    moves.move("In Production", is_heard=False)

    assert "validating" in moves.rests_in()
