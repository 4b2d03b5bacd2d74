"""Writes the explanation of a ticket for people."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.inspect.explain import Explanation
from app.inspect.simulation_text import findings_lines
from app.inspect.tick_marks import marked
from app.messages.client.notices import in_words
from app.messages.comments.sla import in_hours
from app.messages.moments import day_in_words, moment_in_words
from app.store.notices import Notice
from rules.decision import Outcome, Verdict
from rules.sla.level import Level

_COMMENTS = {
    "pending": "still to be written",
    "settling": "still to be resolved, because the ticket was accepted",
}


def explanation_lines(found: Explanation, zone: ZoneInfo) -> list[str]:
    """The whole explanation, line by line; times in the process's time zone."""
    return [
        f"{found.name} ({found.task_id})",
        *([found.url] if found.url else []),
        "",
        *_whereabouts(found, zone),
        *_clock(found, zone),
        "",
        *_next(found),
        "",
        *_history(found, zone),
        *(["", "Client notices:"] if found.notices else []),
        *(f"  {_notice(notice, zone)}" for notice in found.notices),
        *(["", "Comments:"] if found.comments else []),
        *(f"  {owed.kind.replace('_', ' ')}: {_COMMENTS[owed.state]}" for owed in found.comments),
    ]


def _whereabouts(found: Explanation, zone: ZoneInfo) -> Iterator[str]:
    if found.home is None:
        yield f'Its status "{found.status}" is not part of the process, so Stagegate ignores it.'
    elif found.since is None:
        yield f"It is in {found.home.label}; Stagegate has not handled it yet."
    else:
        yield f"It has been in {found.home.label} since {moment_in_words(found.since, zone)}."
    if found.home is not None and found.is_elsewhere:
        yield f'ClickUp now shows the status "{found.status}".'
    if found.waiting:
        yield f"Changes waiting to be handled: {found.waiting}."
    if found.given_up is not None:
        yield f"Stagegate gave up on it at {moment_in_words(found.given_up.at, zone)}: {found.given_up.error}"


def _clock(found: Explanation, zone: ZoneInfo) -> Iterator[str]:
    if found.clock is None or found.clock.state.level is Level.NONE:
        return
    state = found.clock.state
    if found.clock.limit == "due date":
        yield f"SLA until the due date: {state.level.value}."
    else:
        allowed = in_hours(state.allowed or timedelta())
        yield f"SLA: {state.level.value}; {in_hours(state.used)} of {allowed} of working time used."
    if state.breach_at is not None and found.clock.due_day is not None:
        yield f"It is due on {day_in_words(found.clock.due_day)}."
    elif state.breach_at is not None:
        yield f"The SLA will be breached on {moment_in_words(state.breach_at, zone)}."
    for pause in found.pauses:
        why = f": {pause.reason}" if pause.reason else ""
        yield f"The SLA clock is paused since {moment_in_words(pause.began_at, zone)}{why}."


def _next(found: Explanation) -> Iterator[str]:
    if found.lacks and found.home is not None:
        yield f"Still required in {found.home.name}:"
        yield from findings_lines(found.lacks)
    if found.next is None:
        yield "There is no next stage."
        return
    target = found.next.move.to_stage
    if found.next.verdict is Verdict.ALLOWED:
        yield f"It may move to {target} now:"
    else:
        yield f"Requirements for {target}:"
    yield from findings_lines(found.next.findings)


def _history(found: Explanation, zone: ZoneInfo) -> Iterator[str]:
    if not found.moves:
        yield "No move was judged yet."
        return
    yield "Judged moves, newest first:"
    for row in found.moves:
        yield from _move(row, zone)


def _move(row: Mapping[str, Any], zone: ZoneInfo) -> Iterator[str]:
    way = f"{row['from_stage'] or 'from outside'} → {row['to_stage']}"
    verdict = f"would have been {row['verdict']} (shadow mode)" if row["shadow"] else row["verdict"]
    yield f"  {moment_in_words(row['at'], zone)}, {row['mover_name'] or 'someone'}: {way}: {verdict}"
    if row["reason"]:
        yield f"    Reason: {row['reason']}"
    for finding in row["findings"]:
        yield "  " + marked(Outcome(finding["outcome"]), finding["sentence"])


def _notice(notice: Notice, zone: ZoneInfo) -> str:
    about = notice.kind if notice.day is None else f"{notice.kind} ({in_words(notice.day)})"
    sent = "" if notice.sent_at is None else moment_in_words(notice.sent_at, zone)
    what = {
        "owed": f"owed, not before {moment_in_words(notice.not_before, zone)}",
        "sent": f"sent {sent}, waiting for the receipt",
        "received": f"sent {sent}, confirmed" if sent else "sent, confirmed",
        "told_by_comment": "posted as a comment on the client's own ticket",
        "handed_over": "handed over to the owner of the stage",
        "dropped": "not sent, because it was no longer true",
    }
    return f"{about}: {what.get(notice.state, notice.state)}"
