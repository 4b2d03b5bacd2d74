"""How people are told about the commands, to the letter."""

import pytest

from app.messages.comments.commands import commands, hint
from app.process.file import load_process
from clickup_client.comment import mention
from rules.process.overrides import OverrideSettings

PROCESS = load_process(None)
ASKER = mention(5, "Olivia Ops")

KNOWN = (
    "- /why: why this ticket is where it is, and what the next stage needs\n"
    "- /check STAGE: what a move to that stage needs\n"
    "{}"
    "- /pause reason: pauses the SLA clock\n"
    "- /resume: resumes the SLA clock\n"
)
OVERRIDE = (
    "- /override STAGE reason: moves the ticket although something is missing; only for Project Manager\n"
)


def test_help_lists_what_can_be_asked():
    assert commands(ASKER, "help", ["Project Manager"]).plain() == (
        f"@Olivia Ops, a comment that begins with one of these asks me:\n\n{KNOWN.format(OVERRIDE)}"
    )


def test_where_no_one_may_override_that_is_not_offered():
    assert commands(ASKER, "", []).plain() == (
        f"@Olivia Ops, a comment that begins with one of these asks me:\n\n{KNOWN.format('')}"
    )


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("overide", "I do not know /overide. Did you mean /override? "),
        ("thanks", "I do not know /thanks. "),
    ],
)
def test_a_word_that_is_not_known_is_told_the_nearest(word, said):
    assert commands(ASKER, word, ["Project Manager"]).plain() == (
        f"@Olivia Ops, {said}A comment that begins with one of these asks me:\n\n{KNOWN.format(OVERRIDE)}"
    )


def test_a_hint_names_the_commands_in_one_line():
    assert hint(PROCESS).plain() == (
        "Ask me in a comment: /why, /check STAGE, /override STAGE reason or /help.\n"
    )


def test_a_hint_leaves_out_what_no_one_may_do():
    process = PROCESS.model_copy(update={"overrides": OverrideSettings()})

    assert hint(process).plain() == "Ask me in a comment: /why, /check STAGE or /help.\n"
