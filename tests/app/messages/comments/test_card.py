"""What a card says about the clock of its ticket."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.messages.comments.card import (
    LISTED,
    NOTHING_MORE,
    UP_TO_DATE,
    clock,
    closed_card,
    ending,
    fill_in,
    filled_in_by,
    open_card,
    origin,
)
from app.messages.comments.commands import hint
from app.process.file import load_process
from app.store.pauses import Pause
from rules.decision import Decision, Finding, Outcome
from rules.sla.due import Level, SlaState
from rules.ticket import Move

PROCESS = load_process(None)
ZONE = ZoneInfo("Europe/Berlin")
END = datetime(2026, 11, 24, 11, 30, tzinfo=UTC)
BEGAN = datetime(2026, 11, 23, 8, 5, tzinfo=UTC)


def state(level, *, breach_at=END, paused=False):
    return SlaState(level=level, used=timedelta(hours=1), breach_at=breach_at, paused=paused)


def pause(cause="command", *, reason="The client is away.", by="Paula PM"):
    return Pause(cause=cause, began_at=BEGAN, ended_at=None, reason=reason, by=by)


@pytest.mark.parametrize(
    ("level", "breach_at", "words"),
    [
        (Level.NONE, None, ""),
        (Level.OK, END, "SLA: on track, due Tue 24 Nov 2026 12:30 CET.\n\n"),
        (Level.OK, None, "SLA: on track.\n\n"),
        (Level.AT_RISK, END, "SLA: at risk, due Tue 24 Nov 2026 12:30 CET.\n\n"),
        (Level.AT_RISK, None, "SLA: at risk.\n\n"),
        (Level.BREACHED, None, "SLA: breached.\n\n"),
        (Level.ESCALATED, None, "SLA: breached and escalated.\n\n"),
    ],
)
def test_how_the_sla_is_kept(level, breach_at, words):
    assert clock(state(level, breach_at=breach_at), [], ZONE).plain() == words


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        (
            pause(),
            'SLA clock paused since Mon 23 Nov 2026 09:05 CET. Paula PM: "The client is away."\n',
        ),
        (
            pause(by=None),
            'SLA clock paused since Mon 23 Nov 2026 09:05 CET. Someone: "The client is away."\n',
        ),
        (pause("mark", reason=None), "SLA clock paused since Mon 23 Nov 2026 09:05 CET.\n"),
    ],
    ids=["someone said why", "no one knows who said why", "a mark"],
)
def test_why_the_clock_is_paused(standing, words):
    assert clock(state(Level.OK, breach_at=None, paused=True), [standing], ZONE).plain() == (
        f"SLA: on track.\n{words}\n"
    )


def test_a_due_date_goes_on_whatever_stands():
    """The client was told a day."""
    assert clock(state(Level.OK, paused=True), [pause()], ZONE).plain() == (
        "SLA: on track, due Tue 24 Nov 2026 12:30 CET.\n\n"
    )


def test_a_day_that_is_due_is_that_day():
    said = clock(state(Level.OK), [], ZONE, due_day=date(2026, 12, 7))
    assert said.plain() == "SLA: on track, due Mon 7 Dec 2026.\n\n"


def test_the_link_to_the_page_where_what_is_missing_is_filled_in():
    assert fill_in("https://bot.example/fill/x").plain() == (
        "Fill in what is missing (https://bot.example/fill/x)\n\n"
    )


def test_who_moved_the_ticket_on_that_page():
    assert filled_in_by("Quentin QA").plain() == (
        "Quentin QA filled in what was missing and moved it here.\n\n"
    )


def finding(code, outcome, observed):
    return Finding(code=code, outcome=outcome, required="Required.", observed=observed)


def following(*findings):
    return Decision(
        task_id="t",
        move=Move(from_stage="Validating", to_stage="Replicating"),
        findings=findings,
        ends_in="Replicating",
    )


SET = finding("a", Outcome.MET, "Severity is Major.")
EMPTY = finding("b", Outcome.UNMET, "Company is not set.")


@pytest.mark.parametrize(
    ("lacks", "ahead", "listed", "words"),
    [
        ((), following(SET), (), "Everything is ready for Replicating:\n[x] Severity is Major.\n\n"),
        ((), following(), (), "Everything is ready for Replicating.\n\n"),
        (
            (),
            following(SET, EMPTY),
            (),
            "Required for Replicating:\n[x] Severity is Major.\n[ ] Company is not set.\n\n",
        ),
        ((EMPTY,), None, (), "Still required in Validating:\n[ ] Company is not set.\n\n"),
        ((EMPTY,), None, ("b",), "What is missing is listed in the open comment about it.\n\n"),
        ((), following(EMPTY), ("b",), "What is missing is listed in the open comment about it.\n\n"),
    ],
    ids=["all met", "nothing required", "something missing", "of its stage", "listed", "all listed"],
)
def test_what_an_open_ticket_needs(lacks, ahead, listed, words):
    stage = PROCESS.stage("Validating")
    said = open_card(PROCESS, stage, lacks=lacks, following=ahead, advice=None, listed=frozenset(listed))
    assert said.plain() == f"This ticket is in Validating.\n\n{words}"


def test_a_closed_ticket_needs_nothing():
    assert closed_card(PROCESS.stage("Closed (Unresolved)")).plain() == (
        "This ticket is in Closed (Unresolved). Nothing more is needed.\n\n"
    )


def test_the_clients_tickets_are_linked():
    assert origin([]).plain() == ""
    assert (
        origin([("86a", "https://app/t/86a")]).plain() == "The client's ticket: 86a (https://app/t/86a)\n\n"
    )


def test_it_ends_with_the_commands_while_they_help():
    assert ending(PROCESS, is_final=True).plain() == "I keep this card up to date. "
    assert ending(PROCESS, is_final=False).plain() == f"{hint(PROCESS).plain()}I keep this card up to date. "


def test_the_sentences_that_are_the_same_for_every_ticket():
    assert (UP_TO_DATE, NOTHING_MORE) == ("I keep this card up to date.", "Nothing more is needed.")
    assert LISTED == "What is missing is listed in the open comment about it."
