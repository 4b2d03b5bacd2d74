"""
Carries out a decision: writes to ClickUp, records the outcome, and stores what follows from it.

A write can be repeated (status, dates, assignees), or it is owed in the database first (comments, notices).
An accepted move is recorded after its writes, a rejected one before them.  So after a crash at any point, the
next look at the ticket completes the work.  Before each step, :mod:`app.ticket.newer` makes sure that no
newer change was reported.
"""

from app.bot import Bot
from app.card import advice, card
from app.comments import outbox
from app.deliveries.hint import hint_at_rest
from app.elevation import relay
from app.fill import offer, verdict
from app.notices import owe as notices
from app.reconcile import (
    asked,
    cleared,
    fight,
    override_answer,
    owner_change,
    put_back,
    record,
    shadow,
    unassigned,
    write,
)
from app.store import deliveries
from app.store.api_budget import Rank
from app.store.engine import single
from app.store.held import Held, unfinished
from app.store.tickets import OUTSIDE
from app.ticket import newer, required
from app.ticket.observe import Observation
from app.ticket.outcome import FollowUp, Outcome, Result, Written
from app.workspace.call_budget import ranked
from rules.decision import Decision, Verdict

#: Everything that may follow from an outcome, in the order in which it is stored.  Add a new one here.
FOLLOW_UPS: tuple[FollowUp, ...] = (
    asked.follow_up,
    offer.follow_up,
    verdict.follow_up,
    override_answer.follow_up,
    notices.follow_up,
    relay.follow_up,
    card.follow_up,
    advice.follow_up,
    cleared.follow_up,
    unassigned.follow_up,
)


def act(bot: Bot, seen: Observation, decision: Decision | None, held: Held) -> None:
    """Carry out the decision on a move; `decision` is None if the ticket did not move."""
    if bot.process.mode == "shadow":
        return shadow.only_record(bot, seen, decision)
    match decision:
        case None:
            outcome = _stay(bot, seen)
        case Decision(verdict=Verdict.ALLOWED | Verdict.OVERRIDDEN):
            outcome = _let_through(bot, seen, decision)
        case Decision(verdict=Verdict.REJECTED) if fight.is_on(held, seen):
            outcome = _leave(Result.LEFT_ALONE, seen, decision)
        case Decision(verdict=Verdict.REJECTED):
            return _refuse(bot, seen, decision, held)
        case _:  # something could not be read
            outcome = _leave(Result.UNDECIDED, seen, decision)
    return _settle(bot, seen, outcome)


def _refuse(bot: Bot, seen: Observation, decision: Decision, held: Held) -> None:
    """Put the ticket back and say why: a person waits for this comment, so it comes first."""
    outcome, due = put_back.put_back(bot, seen, decision, held)
    try:
        with ranked(Rank.COMMENT):
            outbox.keep_up(bot, seen.task.id, due=due)
    finally:  # if the comment fails, it stays owed; the deliveries are handled without a second read
        _settle(bot, seen, outcome)


def _settle(bot: Bot, seen: Observation, outcome: Outcome) -> None:
    """Record the outcome, and what its follow-ups owe, in one transaction."""
    with single(bot.engine) as connection:
        there = unfinished(connection, seen.task.id)
    owed = [follow_up(bot, seen, outcome, there) for follow_up in FOLLOW_UPS]
    with bot.engine.begin() as connection:
        if outcome.result is Result.ENTERED:
            newer.refuse(bot, connection, seen.task, seen.heard, mirror=seen.mirror_id)
        record.record(bot, connection, seen, outcome)
        for owe in owed:
            if owe is not None:
                owe(connection)
        deliveries.mark_handled(connection, seen.heard.delivery_ids)
        if seen.rest is not None:
            start = outcome.home.status or None
            hint_at_rest(connection, seen.task.id, seen.heard.newest_id, seen.rest, start=start)


def _let_through(bot: Bot, seen: Observation, decision: Decision) -> Outcome:
    """
    Accept the move: assign the stage's owner, make the two dates equal.

    If our own write undid the move, the ticket is moved again.
    """
    change = owner_change.on_entry(bot, seen, decision.move)
    status = None if seen.shows_stage or seen.rest is not None else seen.stage.status
    written = write.write_if_current(bot, seen, status=status, change=change)
    return Outcome(
        result=Result.ENTERED,
        home=seen.stage,
        decision=decision,
        written=written,
        data=required.required_data(bot, seen),
        told=seen.told_on_entry(bot.process),
    )


def _stay(bot: Bot, seen: Observation) -> Outcome:
    """Keep a ticket that did not move: make the dates equal, restore the owner if it went out and back."""
    known = seen.known
    return Outcome(
        result=Result.STAYED,
        home=seen.stage,
        decision=None,
        written=write.write_if_current(bot, seen, change=owner_change.back(bot, seen, seen.stage.name)),
        data=required.required_data(bot, seen),
        told=seen.presumed_told if known is None else known.told_day,
    )


def _leave(result: Result, seen: Observation, decision: Decision) -> Outcome:
    """Leave the ticket where it is, and accept nothing."""
    return Outcome(result=result, home=OUTSIDE, decision=decision, written=Written({}, seen.agreed))
