"""What the bot says on a ticket, to the letter, for every kind of verdict."""

from dataclasses import replace
from datetime import date

import pytest

from app.messages.comments import gate as words
from app.messages.comments.commands import hint
from app.process.file import load_process
from clickup_client.comment import mention
from rules.decision import Decision, Finding, Outcome
from rules.ticket import Move

PROCESS = load_process(None)
MOVER = mention(5, "Olivia Ops")
HINT = hint(PROCESS).plain()


def finding(outcome, observed, remedy=""):
    return Finding(code="x", outcome=outcome, required="Required.", observed=observed, remedy=remedy)


EMPTY = finding(Outcome.UNMET, "Severity is not set.", "Choose one.")
OTHER = finding(Outcome.UNMET, "Target URL is empty.")
UNREAD = finding(Outcome.UNKNOWN, "Category could not be read: it is gone.")
MET = finding(Outcome.MET, "Priority is filled in.")


def decision(*findings, start="Validating", end="Replicating", ends_in="Validating", asks=()):
    move = Move(from_stage=start, to_stage=end)
    return Decision(task_id="t", move=move, findings=findings, ends_in=ends_in, asks=asks)


def test_put_back_names_who_what_where_everything_missing_and_what_to_do():
    assert words.put_back(decision(EMPTY, MET, OTHER), PROCESS, MOVER).comment().plain() == (
        "@Olivia Ops moved this ticket from Validating to Replicating, but it is not ready for that stage. "
        "I moved it back to Validating.\n"
        "\n"
        "What stands in the way:\n"
        "[ ] Severity is not set. Choose one.\n"
        "[ ] Target URL is empty.\n"
        "\n"
        "When this is done, move the ticket to Replicating again.\n"
        f"{HINT}"
    )


def test_put_back_links_to_the_page_where_what_is_missing_is_filled_in():
    said = words.put_back(decision(EMPTY), PROCESS, MOVER, fill_in="https://bot.example/fill/x").comment()

    assert said.plain().endswith(
        "[ ] Severity is not set. Choose one.\n"
        "\n"
        "When this is done, move the ticket to Replicating again.\n"
        "Fill in what is missing (https://bot.example/fill/x)\n"
        f"{HINT}"
    )


def test_put_back_says_what_could_not_be_checked_apart_from_what_is_missing():
    assert words.put_back(decision(EMPTY, UNREAD), PROCESS, MOVER).comment().plain() == (
        "@Olivia Ops moved this ticket from Validating to Replicating, but it is not ready for that stage. "
        "I moved it back to Validating.\n"
        "\n"
        "What stands in the way:\n"
        "[ ] Severity is not set. Choose one.\n"
        "\n"
        "Could not be checked right now:\n"
        "- Category could not be read: it is gone.\n"
        "\n"
        "When this is done, move the ticket to Replicating again.\n"
        f"{HINT}"
    )


def test_put_back_of_a_ticket_from_outside_says_where_it_went_and_what_is_needed_there():
    created = decision(EMPTY, start=None, end="Verifying", asks=(OTHER,))

    assert words.put_back(created, PROCESS, MOVER).comment().plain() == (
        "@Olivia Ops put this ticket into Verifying, but it is not ready for that stage. "
        "I moved it to Validating.\n"
        "\n"
        "What stands in the way:\n"
        "[ ] Severity is not set. Choose one.\n"
        "\n"
        "Also required in Validating:\n"
        "[ ] Target URL is empty.\n"
        "\n"
        "When this is done, move the ticket to Verifying again.\n"
        f"{HINT}"
    )


def test_a_stage_with_another_name_in_clickup_is_called_by_both():
    closing = decision(EMPTY, start="Verifying", end="Closed (Resolved)", ends_in="Verifying")

    assert words.put_back(closing, PROCESS, MOVER).comment().plain() == (
        '@Olivia Ops moved this ticket from Verifying to Closed (Resolved) ("In Production" in ClickUp), '
        "but it is not ready for that stage. I moved it back to Verifying.\n"
        "\n"
        "What stands in the way:\n"
        "[ ] Severity is not set. Choose one.\n"
        "\n"
        'When this is done, move the ticket to Closed (Resolved) ("In Production" in ClickUp) again.\n'
        f"{HINT}"
    )


@pytest.mark.parametrize(
    ("start", "opening"),
    [
        ("Validating", "@Olivia Ops moved this ticket from Validating to Replicating"),
        (None, "@Olivia Ops put this ticket into Replicating"),
    ],
)
def test_a_ticket_that_could_not_be_put_back_is_left_to_people(start, opening):
    assert words.put_back(decision(EMPTY, start=start), PROCESS, MOVER, ended="stuck").comment().plain() == (
        f"{opening}, but it is not ready for that stage. ClickUp did not let me move it back to Validating.\n"
        "\n"
        "What stands in the way:\n"
        "[ ] Severity is not set. Choose one.\n"
        "\n"
        "Please move the ticket back to Validating yourself.\n"
        f"{HINT}"
    )


def test_a_ticket_that_came_back_after_all_says_so():
    said = words.put_back(decision(EMPTY), PROCESS, MOVER, ended="back").comment().plain()

    assert said.startswith(
        "@Olivia Ops moved this ticket from Validating to Replicating, but it is not ready for that stage. "
        "It is back in Validating.\n"
    )
    assert said.endswith(f"When this is done, move the ticket to Replicating again.\n{HINT}")


def test_a_jump_over_stages_lists_the_whole_way_and_what_each_step_needs():
    order = finding(Outcome.UNMET, "After Validating comes Replicating, not Fixing.", "Move it there first.")
    jump = decision(replace(order, code="order"), OTHER, end="Fixing")
    way = (
        decision(EMPTY, MET, end="Replicating"),
        decision(MET, start="Replicating", end="Estimating", ends_in="Replicating"),
        decision(EMPTY, OTHER, start="Estimating", end="Fixing", ends_in="Estimating"),
    )

    assert words.put_back(jump, PROCESS, MOVER, way=way).comment().plain() == (
        "@Olivia Ops moved this ticket from Validating to Fixing, but it is not ready for that stage. "
        "I moved it back to Validating.\n"
        "\n"
        "After Validating comes Replicating, not Fixing.\n"
        "\n"
        "To enter Replicating:\n"
        "[ ] Severity is not set. Choose one.\n"
        "\n"
        "To enter Estimating, nothing is missing.\n"
        "\n"
        "To enter Fixing:\n"
        "[ ] Target URL is empty.\n"
        "\n"
        "Move the ticket one stage at a time: to Replicating, then to Estimating, then to Fixing.\n"
        f"{HINT}"
    )


def test_a_move_that_no_way_leads_to_is_not_advised_again():
    order = replace(finding(Outcome.UNMET, "A ticket cannot move back.", "Leave it there."), code="order")

    assert (
        words.put_back(decision(order), PROCESS, MOVER)
        .comment()
        .plain()
        .endswith(f"[ ] A ticket cannot move back. Leave it there.\n\n{HINT}")
    )


def test_what_is_there_by_now_is_ticked_and_then_all_of_it_settles():
    said = words.put_back(decision(EMPTY, OTHER), PROCESS, MOVER)
    [section, inside] = said.sections
    there = replace(EMPTY, outcome=Outcome.MET, observed="Severity is filled in.", remedy="")
    other = replace(OTHER, code="y")
    section = replace(section, findings=(EMPTY, other))

    half = replace(said, sections=(section.judged_again((there, other)), inside))
    both = (there, replace(other, outcome=Outcome.MET))
    whole = replace(said, sections=(section.judged_again(both), inside))

    assert not half.is_settled
    assert (
        half.comment()
        .plain()
        .endswith(
            "[x] Severity is filled in.\n"
            "[ ] Target URL is empty.\n"
            "\n"
            "When this is done, move the ticket to Replicating again.\n"
            f"{HINT}"
        )
    )
    assert whole.is_settled
    assert (
        whole.comment().plain().endswith("All of this is there now. Move the ticket to Replicating again.\n")
    )


def test_a_comment_that_a_newer_one_takes_the_place_of_lists_nothing():
    assert words.superseded(words.put_back(decision(EMPTY), PROCESS, MOVER)).plain() == (
        "@Olivia Ops moved this ticket from Validating to Replicating, but it is not ready for that stage. "
        "I moved it back to Validating.\n"
        "\n"
        "A newer comment on this ticket says what is missing.\n"
    )


def test_what_was_cleared_is_listed_until_it_is_there_again():
    said = words.cleared([EMPTY], PROCESS.stage("Replicating"), MOVER)

    assert said.comment().plain() == (
        "@Olivia Ops cleared something that Replicating requires.\n"
        "\n"
        "What is missing now:\n"
        "[ ] Severity is not set. Choose one.\n"
        "\n"
        "The ticket stays where it is.\n"
    )
    assert (
        said.ended(words.moved_on("Estimating"))
        .comment()
        .plain()
        .endswith("\nThe ticket is in Estimating now.\n")
    )


def test_asks_lets_the_ticket_stay():
    assert words.asks(decision(end="Validating", asks=(EMPTY, OTHER)), PROCESS, MOVER).comment().plain() == (
        "@Olivia Ops put this ticket into Validating. It can stay there.\n"
        "\n"
        "Still required:\n"
        "[ ] Severity is not set. Choose one.\n"
        "[ ] Target URL is empty.\n"
    )


def test_undecided_says_what_could_not_be_read_and_who_can_repair_it():
    undecided = decision(UNREAD, MET, ends_in="Replicating")

    assert words.undecided(undecided, PROCESS, MOVER).comment().plain() == (
        "@Olivia Ops moved this ticket to Replicating. "
        "I cannot check this move, so I left the ticket there.\n"
        "\n"
        "What I could not read:\n"
        "- Category could not be read: it is gone.\n"
        "\n"
        "Please ask an administrator of this ClickUp workspace to fix it.\n"
    )


def test_a_date_that_the_client_was_told_is_put_back():
    assert words.date_restored(date(2026, 12, 3), MOVER, told=True).plain() == (
        "@Olivia Ops cleared the due date. The client was told Thursday, 3 December 2026, so I restored it. "
        "To change it, set another date. The client is told about it.\n"
    )


def test_a_date_that_the_client_was_not_told_yet_is_put_back_without_claiming_it():
    assert words.date_restored(date(2026, 12, 3), MOVER, told=False).plain() == (
        "@Olivia Ops cleared the due date. Tickets in this stage need a due date, so I restored "
        "Thursday, 3 December 2026. To change it, set another date. The client is told about it.\n"
    )


@pytest.mark.parametrize(
    ("user_id", "name", "words_for_them"),
    [
        (5, "Olivia Ops", "@Olivia Ops"),
        (5, None, "@you"),
        (5, "", "@you"),
        (-1, "ClickBot", "An Automation"),
        (-40578317, "Triage Agent", "Triage Agent"),
        (-40578317, None, "An AI agent"),
        (None, "Olivia Ops", "Someone"),
    ],
)
def test_people_are_mentioned_and_everybody_else_is_named(user_id, name, words_for_them):
    assert words.person(user_id, name).plain() == words_for_them


def test_only_a_person_is_a_mention():
    assert words.person(5, "Olivia Ops").runs() == [{"type": "tag", "user": {"id": 5}}]
    assert words.person(-1, "ClickBot").runs() == [{"text": "An Automation", "attributes": {}}]


def test_each_missing_item_is_a_box_of_its_own_and_nothing_else_is():
    runs = words.put_back(decision(EMPTY, OTHER, UNREAD), PROCESS, MOVER).comment().runs()
    ends = [run["attributes"]["list"]["list"] for run in runs if "list" in run.get("attributes", {})]

    assert ends == ["unchecked", "unchecked", "bullet"]


def test_a_title_ends_its_line_before_the_list_begins():
    """In ClickUp the end of a line makes the whole line an item, so the title needs its own end."""
    runs = words.put_back(decision(EMPTY), PROCESS, MOVER).comment().runs()
    title = runs.index({"text": "What stands in the way:", "attributes": {"bold": True}})

    assert runs[title + 1] == {"text": "\n", "attributes": {}}


@pytest.mark.parametrize("text", ["[x] done\n[x] too", "@everyone", "**bold**", "a\u2028b", "\u202egnp"])
def test_what_people_typed_stays_one_line_of_text(text):
    runs = words.put_back(decision(finding(Outcome.UNMET, text)), PROCESS, MOVER).comment().runs()

    assert sum(run.get("type") == "tag" for run in runs) == 1
    assert sum("list" in run.get("attributes", {}) for run in runs) == 1
    assert all("\n" not in run["text"] for run in runs if run.get("text") not in {None, "\n"})


def test_a_ticket_of_another_list_is_told_that_it_is_not_checked():
    assert words.shown_only("Level 2 Support", "Hotline").plain() == (
        "This ticket is shown in Level 2 Support, but it belongs to Hotline. So I do not check its moves. "
        "To have them checked, move the ticket to Level 2 Support.\n"
    )


def test_a_ticket_that_is_left_alone_names_who_moves_it_and_what_stands_in_the_way():
    movers = [words.person(-1, None), MOVER]

    assert words.left_alone(decision(EMPTY), PROCESS, movers).comment().plain() == (
        "An Automation and @Olivia Ops moved this ticket to Replicating again and again, and it is not ready "
        "for that stage. I leave it there for now. "
        "When no one has moved it for two minutes, I check it again.\n"
        "\n"
        "What stands in the way:\n"
        "[ ] Severity is not set. Choose one.\n"
        "\n"
        "Please agree on where it belongs. According to the process, that is Validating.\n"
    )


def test_what_could_not_be_read_has_its_own_title():
    assert words.unread(decision(EMPTY, UNREAD)).plain() == (
        "What I could not read:\n- Category could not be read: it is gone.\n"
    )


def test_the_sentences_that_are_the_same_for_every_ticket():
    assert (words.CAN_STAY, words.STAYS) == ("It can stay there.", "The ticket stays where it is.")
    assert words.NOT_CHECKED == "I cannot check this move, so I left the ticket there."
    assert (words.NOT_READ, words.NOT_NOW) == ("What I could not read:", "Could not be checked right now:")
    assert (words.IN_THE_WAY, words.MISSING_NOW) == ("What stands in the way:", "What is missing now:")
    assert words.STEP_BY_STEP == "Move the ticket one stage at a time:"
    assert words.ALL_THERE == "All of this is there now."
    assert words.NEWER == "A newer comment on this ticket says what is missing."
