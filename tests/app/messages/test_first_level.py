"""What the bot says on first-level tickets, to the letter."""

import pytest

from app.messages import first_level as words
from app.process.file import load_process
from clickup_client.comment import mention
from rules.decision import Decision, Finding, Outcome
from rules.ticket import Move

PROCESS = load_process(None)
MOVER = mention(5, "Olivia Ops")
TICKET = words.link_to("Checkout fails", "86cx1k2ab", "https://app.clickup.com/t/86cx1k2ab")
LINKED = "Checkout fails (86cx1k2ab) (https://app.clickup.com/t/86cx1k2ab)"


def decision(*findings):
    return Decision(
        task_id="t",
        move=Move(from_stage="in progress", to_stage="Elevating"),
        findings=findings,
        ends_in="in progress",
    )


def finding(outcome, observed, remedy=""):
    return Finding(code="x", outcome=outcome, required="Required.", observed=observed, remedy=remedy)


EMPTY = finding(Outcome.UNMET, "Category is not set.", "Choose one.")
UNREAD = finding(Outcome.UNKNOWN, "Category could not be read: it is gone.")


def test_an_elevation_names_where_it_goes_on():
    assert words.elevated(MOVER, PROCESS, TICKET, ()).plain() == (
        f"@Olivia Ops elevated this ticket. It continues in Level 2 Support as {LINKED}.\n"
    )


def test_an_elevation_says_what_could_not_be_copied():
    assert words.elevated(MOVER, PROCESS, TICKET, ("Company", "Client email")).plain() == (
        f"@Olivia Ops elevated this ticket. It continues in Level 2 Support as {LINKED}.\n"
        "I could not copy Company and Client email. Please fill them in there.\n"
    )


def test_a_ticket_that_moved_itself_says_from_where():
    assert words.moved_here(MOVER, PROCESS, "Client Support", ("Company",)).plain() == (
        "@Olivia Ops elevated this ticket, so it moved from Client Support to Level 2 Support.\n"
        "I could not copy Company. Please fill it in.\n"
    )


def test_a_second_elevation_repeats_the_link():
    assert words.still_open(MOVER, PROCESS, TICKET, "Fixing").plain() == (
        f"@Olivia Ops elevated this ticket again. It is already in Level 2 Support, as {LINKED}, "
        "which is in Fixing. Nothing new was created.\n"
    )


def test_a_ticket_that_was_opened_again_is_named():
    assert words.opened_again(MOVER, PROCESS, TICKET, "Validating").plain() == (
        f"@Olivia Ops elevated this ticket again. Its ticket in Level 2 Support, {LINKED}, was closed, "
        "so I reopened it in Validating.\n"
    )


def test_a_refusal_says_why_and_what_to_do():
    assert words.refused(MOVER, decision(EMPTY)).plain() == (
        "@Olivia Ops moved this ticket to Elevating, but it cannot be elevated. "
        "I moved it back to in progress.\n"
        "\n"
        "What stands in the way:\n"
        "[ ] Category is not set. Choose one.\n"
        "\n"
        "When this is done, move the ticket to Elevating again.\n"
    )


def test_a_refusal_that_clickup_does_not_let_us_carry_out_says_so():
    assert words.refused(MOVER, decision(EMPTY), stuck=True).plain() == (
        "@Olivia Ops moved this ticket to Elevating, but it cannot be elevated. "
        "ClickUp did not let me move it back to in progress.\n"
        "\n"
        "What stands in the way:\n"
        "[ ] Category is not set. Choose one.\n"
        "\n"
        "Please move the ticket back to in progress yourself.\n"
    )


def test_a_ticket_that_cannot_be_opened_again_says_what_it_lacks():
    said = words.not_opened(
        MOVER, PROCESS, TICKET, decision(EMPTY, UNREAD), wanted="Elevating", home="in progress"
    )

    assert said.plain() == (
        f"@Olivia Ops elevated this ticket again. Its ticket in Level 2 Support, {LINKED}, is closed and "
        "cannot be reopened yet. I moved it back to in progress.\n"
        "\n"
        "What is missing on that ticket:\n"
        "[ ] Category is not set. Choose one.\n"
        "\n"
        "Could not be checked right now:\n"
        "- Category could not be read: it is gone.\n"
        "\n"
        "When this is done, move the ticket to Elevating again.\n"
    )


def test_what_could_not_be_read_is_said():
    assert words.undecided(MOVER, decision(UNREAD)).plain() == (
        "@Olivia Ops moved this ticket to Elevating. I cannot check this move, so I left the ticket there.\n"
        "\n"
        "What I could not read:\n"
        "- Category could not be read: it is gone.\n"
        "\n"
        "Please ask an administrator of this ClickUp workspace to fix it.\n"
    )


@pytest.mark.parametrize(
    ("closed", "opening"),
    [
        ("resolved", "This is solved, and the solution is in production.\n"),
        ("unresolved", "We have closed this without a change to the product.\n"),
    ],
)
def test_the_client_reads_how_it_ended(closed, opening):
    assert words.ended(closed, " \n").plain() == opening
    assert words.ended(closed, "A rounding error.\nIt is gone.\n").plain() == (
        f"{opening}\nWhat we found:\nA rounding error.\nIt is gone.\n"
    )


def test_files_are_links_in_the_description_of_the_new_ticket():
    files = [("shot.png", "https://acme.example/1"), ("a [b](c).txt", "https://acme.example/(2) x")]

    assert words.files([]) == ""
    assert words.files(files) == (
        "Files of the client's ticket:\n"
        "- [shot.png](https://acme.example/1)\n"
        r"- [a \[b\](c).txt](https://acme.example/%282%29%20x)"
    )
