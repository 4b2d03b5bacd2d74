"""What the bot answers to commands, to the letter.  What each answer is made of is tested with its flow."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from app.messages.comments import answers as words
from app.process.file import load_process
from clickup_client.comment import mention

PROCESS = load_process(None)
ASKER = mention(5, "Olivia Ops")
ZONE = ZoneInfo("UTC")
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
VALIDATING, FIXING = PROCESS.stage("Validating"), PROCESS.stage("Fixing")
RESOLVED = PROCESS.stage("Closed (Resolved)")


def test_an_answer_begins_with_a_mention():
    assert words.answer(ASKER, "this is so.").plain() == "@Olivia Ops, this is so.\n"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (
            words.outside("to do"),
            'the status "to do" is not part of the process, so I leave this ticket alone.',
        ),
        (
            words.unknown_stage("Fixin", PROCESS),
            (
                'The process has no stage "Fixin"; did you mean "Fixing"? choose one of: Validating, '
                "Replicating, Estimating, Fixing, Verifying, Closed (Resolved), Closed (Unresolved)."
            ),
        ),
        (words.no_stage("The process has no stage."), "the process has no stage."),
        (words.which_stage("check", PROCESS), "please add the stage, for example: /check Validating"),
        (
            words.which_stage("override", PROCESS),
            "please add the stage and the reason, for example: /override Validating because …",
        ),
        (words.no_reason("/pause"), "please add the reason, for example: /pause because …"),
        (words.already_there(VALIDATING), "this ticket is already in Validating."),
    ],
)
def test_a_command_that_cannot_be_followed_says_why(said, sentence):
    assert said == sentence


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (
            words.not_found(),
            (
                "I can't find that comment among this ticket's latest ones. "
                "Please post it as a new comment, not as a reply."
            ),
        ),
        (words.may_not([]), "overrides are switched off: the process file allows no one to use them."),
        (words.may_not(["Tech", "QA"]), "only Tech and QA can override the process."),
        (words.not_let(FIXING), "ClickUp did not let me move this ticket to Fixing."),
        (
            words.not_handled_yet(),
            "I have not processed this ticket yet, so I cannot move it. Please try again in a few minutes.",
        ),
    ],
)
def test_an_override_that_cannot_be_done_says_why(said, sentence):
    assert said == sentence


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (
            words.paused(VALIDATING),
            "the SLA clock of this ticket is paused until someone comments /resume.",
        ),
        (
            words.paused(FIXING),
            (
                "the SLA clock of this ticket is paused until someone comments /resume. "
                "The due date, which is the SLA in Fixing, does not change."
            ),
        ),
        (
            words.paused_already(MONDAY, ZONE),
            "the SLA clock of this ticket is already paused, since Mon 23 Nov 2026 09:00 UTC.",
        ),
        (
            words.resumed(MONDAY, ZONE, still_paused=False),
            "the SLA clock of this ticket has resumed. It had been paused since Mon 23 Nov 2026 09:00 UTC.",
        ),
        (
            words.resumed(MONDAY, ZONE, still_paused=True),
            (
                "I ended the pause that began on Mon 23 Nov 2026 09:00 UTC. "
                "The SLA clock is still paused, because the ticket is marked as waiting."
            ),
        ),
        (words.not_paused(), "no one has paused the SLA clock of this ticket with /pause."),
        (
            words.no_clock(RESOLVED),
            'this ticket is in Closed (Resolved) ("In Production" in ClickUp), where no SLA clock runs.',
        ),
    ],
)
def test_the_sla_clock_is_paused_and_resumes(said, sentence):
    assert said == sentence


@pytest.mark.parametrize(
    ("verdict", "reason", "sentence"),
    [
        (
            "rejected",
            None,
            (
                "@Olivia Ops, this ticket is in Validating.\n\n"
                "It was moved to Fixing by Tina on Mon 23 Nov 2026 09:00 UTC and moved back, because:\n"
                "- Severity is not set.\n\nThere is no next stage.\n"
            ),
        ),
        (
            "overridden",
            "It is urgent.",
            (
                "@Olivia Ops, this ticket is in Validating.\n\n"
                "It was moved to Fixing by Tina on Mon 23 Nov 2026 09:00 UTC, "
                "although something was missing. Reason: It is urgent.\n\nThere is no next stage.\n"
            ),
        ),
    ],
)
def test_the_last_move_is_explained(verdict, reason, sentence):
    move = {
        "to_stage": "Fixing",
        "mover_name": "Tina",
        "at": MONDAY,
        "verdict": verdict,
        "shadow": False,
        "findings": [{"outcome": "unmet", "sentence": "Severity is not set."}],
        "reason": reason,
    }
    said = words.why(ASKER, VALIDATING, last_move=move, following=None, process=PROCESS, zone=ZONE)

    assert said.comment().plain() == sentence


def test_what_shadow_mode_judged_did_nothing():
    finding = {"outcome": "unmet", "sentence": "Severity is not set."}
    move = {
        "to_stage": "Fixing",
        "mover_name": "Tina",
        "at": MONDAY,
        "verdict": "rejected",
        "shadow": True,
        "findings": [finding],
        "reason": None,
    }
    said = words.why(ASKER, VALIDATING, last_move=move, following=None, process=PROCESS, zone=ZONE)
    assert said.comment().plain() == (
        "@Olivia Ops, this ticket is in Validating.\n\n"
        "It was moved to Fixing by Tina on Mon 23 Nov 2026 09:00 UTC. It would have been moved back, "
        "but shadow mode changes nothing:\n"
        "- Severity is not set.\n\n"
        "There is no next stage.\n"
    )


def test_a_closed_ticket_has_no_next_stage():
    assert words.NO_NEXT_STAGE == "There is no next stage."
