"""The comments on tickets that stay too long, to the letter."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.messages.comments import sla as words
from app.process.file import load_process
from rules.process.durations import working_time
from rules.process.sla import Mark
from rules.sla.due import Level, SlaState

PROCESS = load_process(None)
QUENTIN = words.people([4], {4: "Quentin QA"})
END = datetime(2026, 11, 24, 17, tzinfo=UTC)


def in_replicating(*, breach_at=None):
    state = SlaState(
        level=Level.AT_RISK,
        used=timedelta(hours=12),
        allowed=timedelta(hours=16),
        breach_at=breach_at,
    )
    return words.Lateness(
        stage=PROCESS.stage("Replicating"), state=state, limit=working_time("2 days"), due_day=None
    )


def in_fixing():
    state = SlaState(level=Level.AT_RISK, used=timedelta(hours=12))
    return words.Lateness(
        stage=PROCESS.stage("Fixing"), state=state, limit="due date", due_day=date(2026, 12, 3)
    )


def paused_by(mark):
    return PROCESS.model_copy(update={"sla": PROCESS.sla.model_copy(update={"paused_by": mark})})


def test_a_reminder_says_when_it_is_late_and_how_to_pause_the_clock():
    assert words.sla_comment("reminder", PROCESS, in_replicating(breach_at=END), QUENTIN).plain() == (
        "@Quentin QA, this ticket has been in Replicating for 12 h of working time. "
        "The process allows 2 days (16 h). It is late after Tue 24 Nov 2026 17:00 UTC. "
        'The SLA clock is paused while the ticket has the tag "waiting for client".\n'
    )


@pytest.mark.parametrize(
    ("mark", "end"),
    [
        (Mark(field="Waiting"), ' The SLA clock is paused while the ticket has "Waiting" ticked.\n'),
        (None, " The process allows 2 days (16 h).\n"),
    ],
)
def test_the_mark_that_pauses_is_that_of_the_process_file(mark, end):
    assert words.sla_comment("reminder", paused_by(mark), in_replicating(), QUENTIN).plain().endswith(end)


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (
            "breach",
            (
                "@Quentin QA, this ticket is late: it has been in Replicating for 12 h of working time. "
                "The process allows 2 days (16 h).\n"
            ),
        ),
        (
            "escalation",
            (
                "@Quentin QA, this ticket is very late: it has been in Replicating for 12 h of working time. "
                "The process allows 2 days (16 h). The owner of this stage is QA.\n"
            ),
        ),
    ],
)
def test_a_late_ticket_says_how_long_it_stays(kind, sentence):
    assert words.sla_comment(kind, PROCESS, in_replicating(), QUENTIN).plain() == sentence


@pytest.mark.parametrize(
    ("kind", "opening", "end"),
    [
        ("reminder", "is due on Thursday, 3 December 2026 and is still in Fixing.", ""),
        ("breach", "is late: it was due on Thursday, 3 December 2026 and is still in Fixing.", ""),
        (
            "escalation",
            "is very late: it was due on Thursday, 3 December 2026 and is still in Fixing.",
            " The owner of this stage is Tech.",
        ),
    ],
)
def test_a_due_date_can_be_changed(kind, opening, end):
    assert words.sla_comment(kind, PROCESS, in_fixing(), QUENTIN).plain() == (
        f"@Quentin QA, this ticket {opening} If it takes longer, set a new Due Date that you can keep. "
        f"The client is told about it.{end}\n"
    )


def test_where_no_one_is_responsible_no_one_is_mentioned():
    said = words.sla_comment("breach", PROCESS, in_fixing(), words.people([], {})).plain()

    assert said.startswith("This ticket is late: ")


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(960, "16 h"), (210, "3 h 30 min"), (45, "45 min"), (0, "0 min")],
    ids=["hours", "both", "minutes", "none"],
)
def test_working_time_is_in_hours_and_minutes(minutes, said):
    assert words.in_hours(timedelta(minutes=minutes)) == said
