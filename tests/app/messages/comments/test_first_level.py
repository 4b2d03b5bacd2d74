"""What the bot says on first-level tickets, to the letter."""

import pytest

from app.messages.comments import first_level as words
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


def test_a_client_reads_that_engineers_look_into_it():
    assert words.elevated(TICKET).plain() == f"Our engineers are looking into this, as {LINKED}.\n"
    assert words.still_open(TICKET).plain() == f"Our engineers are already looking into this, as {LINKED}.\n"
    assert words.opened_again(TICKET).plain() == f"Our engineers are looking into this again, as {LINKED}.\n"


def test_a_client_reads_that_it_stays_with_support():
    assert words.refused(PROCESS).plain() == (
        "This stays with our support team for now. Our engineers take on Bugs/Defects, Infrastructure & "
        "Networking Issues, Security Issues and Data Issues; the category of this ticket is none of these.\n"
    )
    assert words.stays_closed(TICKET).plain() == (
        f"Our engineers have closed this, as {LINKED}. It stays with our support team for now.\n"
    )
    assert words.undecided().plain() == ("Our support team has not handed this over to our engineers yet.\n")


def test_what_could_not_be_copied_is_said_to_staff():
    assert words.not_copied(MOVER, ("Company", "Client email")).plain() == (
        "@Olivia Ops elevated this from the client's ticket. "
        "I could not copy Company and Client email. Please fill them in.\n"
    )


def test_a_ticket_that_moved_itself_says_from_where():
    assert words.moved_here(MOVER, PROCESS, "Client Support", ("Company",)).plain() == (
        "@Olivia Ops elevated this ticket, so it moved from Client Support to Level 2 Support.\n"
        "I could not copy Company. Please fill it in.\n"
    )


def test_staff_read_what_a_closed_ticket_lacks():
    said = words.not_opened(MOVER, TICKET, decision(EMPTY, UNREAD), wanted="Elevating")

    assert said.plain() == (
        "@Olivia Ops elevated the client's ticket again, but this ticket cannot be reopened yet.\n"
        "\n"
        "What is missing:\n"
        "[ ] Category is not set. Choose one.\n"
        "\n"
        "Could not be checked right now:\n"
        "- Category could not be read: it is gone.\n"
        "\n"
        f"When this is done, move the client's ticket, {LINKED}, to Elevating again.\n"
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


def test_the_sentences_that_are_the_same_for_every_ticket():
    assert words.SOLVED == "This is solved, and the solution is in production."
    assert words.NOT_CHANGED == "We have closed this without a change to the product."
    assert words.WITH_SUPPORT == "This stays with our support team for now."
    assert words.STILL_WITH_SUPPORT == "It stays with our support team for now."
    assert words.FILES == "Files of the client's ticket:"
