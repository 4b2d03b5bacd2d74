"""The comments on moves: one for each verdict, for people who have never heard of the bot."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from app.messages import fill
from app.messages.client.notices import in_words
from app.messages.comments.asking import Asking, Section, each_once
from app.messages.comments.commands import hint
from clickup_client.comment import Comment, bold, line, mention, text
from clickup_client.models import CLICKBOT
from rules.decision import Decision, Finding
from rules.process.process import Process
from rules.process.stage import Stage

#: Sentences that are the same for every ticket.
CAN_STAY = "It can stay there."
NOT_CHECKED = "I cannot check this move, so I left the ticket there."
NOT_READ = "What I could not read:"
IN_THE_WAY = "What stands in the way:"
NOT_NOW = "Could not be checked right now:"
STEP_BY_STEP = "Move the ticket one stage at a time:"
MISSING_NOW = "What is missing now:"
STAYS = "The ticket stays where it is."
ALL_THERE = "All of this is there now."
NEWER = "A newer comment on this ticket says what is missing."


def put_back(
    decision: Decision,
    process: Process,
    mover: Comment,
    *,
    way: Sequence[Decision] = (),
    ended: Literal["put back", "stuck", "back"] = "put back",
    fill_in: str | None = None,
) -> Asking:
    """
    The move was rejected: who moved the ticket, what is missing, where the ticket is now.

    `way` are the allowed moves, one stage at a time, that lead there.  `ended` is `stuck` if ClickUp refused
    to move the ticket back, and `back` when someone has moved it back since.  `fill_in` is the address of the
    page to fill in.
    """
    move = decision.move
    wanted = process.stage(move.to_stage).label
    home = process.stage(decision.ends_in).label
    came_from = process.find_stage(move.from_stage)
    if came_from is None:
        opening, action = mover + text(" put this ticket into ") + bold(wanted), "moved it"
    else:
        opening = mover + text(" moved this ticket from ") + bold(came_from.label) + text(" to ")
        opening, action = opening + bold(wanted), "moved it back"
    result = {
        "put back": f"I {action} to ",
        "stuck": "ClickUp did not let me move it back to ",
        "back": "It is back in ",
    }
    opening += (
        text(f", but it is not ready for that stage. {result[ended]}") + bold(home) + text(".") + line()
    )
    for finding in _out_of_order(decision) if way else ():
        opening += line() + text(finding.observed) + line()
    inside = Section(title=bold(f"Also required in {home}:"), inside=decision.ends_in, findings=decision.asks)
    closing, once_there = _what_to_do(decision, way, process)
    if fill_in is not None:
        closing += fill.link(fill_in)
    if ended == "stuck":
        closing = text("Please move the ticket back to ") + bold(home) + text(" yourself.") + line()
    return Asking(
        opening=opening,
        sections=(*_lists(decision, way, process), inside),
        closing=closing + hint(process),
        once_there=closing if ended == "stuck" else once_there,
    )


def left_alone(decision: Decision, process: Process, movers: Sequence[Comment]) -> Asking:
    """The ticket was moved again after each put-back, so it is left where it is for now."""
    wanted, home = process.stage(decision.move.to_stage).label, process.stage(decision.ends_in).label
    opening = Comment()
    for number, mover in enumerate(movers):
        opening += (text(" and ") if number else Comment()) + mover
    opening += text(" moved this ticket to ") + bold(wanted)
    opening += text(" again and again, and it is not ready for that stage. I leave it there for now. ")
    opening += text("When no one has moved it for two minutes, I check it again.") + line()
    closing = text("Please agree on where it belongs. According to the process, that is ") + bold(home)
    closing += text(".")
    return Asking(opening=opening, sections=(stands_in_the_way(decision),), closing=closing + line())


def asks(decision: Decision, process: Process, mover: Comment) -> Asking:
    """The ticket stays where it is, but something is missing."""
    stage = process.stage(decision.ends_in)
    opening = mover + text(" put this ticket into ") + bold(stage.label) + text(f". {CAN_STAY}") + line()
    still = Section(title=bold("Still required:"), inside=stage.name, findings=decision.asks)
    return Asking(opening=opening, sections=(still,), once_there=_all_there())


def undecided(decision: Decision, process: Process, mover: Comment) -> Asking:
    """Something cannot be read until an administrator fixes the set-up."""
    stage = process.stage(decision.move.to_stage).label
    opening = mover + text(" moved this ticket to ") + bold(stage)
    opening += text(f". {NOT_CHECKED}") + line()
    closing = text("Please ask an administrator of this ClickUp workspace to fix it.") + line()
    return Asking(opening=opening + line() + unread(decision), closing=closing)


def unread(decision: Decision) -> Comment:
    """List the data that could not be read."""
    return Section(title=Comment(), unread=bold(NOT_READ), findings=decision.unknown).comment()


def superseded(asking: Asking) -> Comment:
    """Shorten a comment that a newer one replaces."""
    return asking.opening + line() + text(NEWER) + line()


def moved_on(stage: str) -> Comment:
    """End a comment that asked for something, because the ticket has moved on."""
    return text("The ticket is in ") + bold(stage) + text(" now.") + line()


def shown_only(here: str, home: str) -> Comment:
    """The ticket belongs to another list and is shown in ours, so the bot does not check it."""
    comment = text("This ticket is shown in ") + bold(here) + text(", but it belongs to ") + bold(home)
    comment += text(". So I do not check its moves. To have them checked, move the ticket to ")
    return comment + bold(here) + text(".") + line()


def date_restored(day: date, editor: Comment, *, told: bool) -> Comment:
    """A required due date was cleared and is restored.  `told`: the client was told this date."""
    comment = editor + text(" cleared the due date. ")
    if told:
        comment += text("The client was told ") + bold(in_words(day)) + text(", so I restored it. ")
    else:
        comment += text("Tickets in this stage need a due date, so I restored ") + bold(in_words(day))
        comment += text(". ")
    return comment + text("To change it, set another date. The client is told about it.") + line()


def cleared(findings: Sequence[Finding], stage: Stage, editor: Comment) -> Asking:
    """Something that the stage requires was cleared.  The bot does not undo it."""
    opening = editor + text(" cleared something that ") + bold(stage.label) + text(" requires.") + line()
    missing = Section(title=bold(MISSING_NOW), inside=stage.name, findings=tuple(findings))
    closing = text(STAYS) + line()
    return Asking(opening=opening, sections=(missing,), closing=closing, once_there=_all_there())


def person(user_id: int | None, name: str | None) -> Comment:
    """
    Name who did something: a mention for a person, words for an Automation, an AI agent or
    an unknown person.
    """
    if user_id is None:
        return text("Someone")
    if user_id == CLICKBOT:
        return text("An Automation")
    if user_id < 0:
        return text(name or "An AI agent")
    return mention(user_id, name or "you")


def stands_in_the_way(decision: Decision, title: str = IN_THE_WAY) -> Section:
    """List what is missing for a move, and what could not be checked."""
    return Section(
        title=bold(title),
        unread=bold(NOT_NOW),
        move=decision.move,
        findings=decision.unmet + decision.unknown,
    )


def _lists(decision: Decision, way: Sequence[Decision], process: Process) -> tuple[Section, ...]:
    """List what is missing for the move; if stages were skipped, for each step of the way in order."""
    if not way:
        return (stands_in_the_way(decision),)
    sections = []
    for step in way:
        stage = bold(process.stage(step.move.to_stage).label)
        sections.append(
            Section(
                title=text("To enter ") + stage + text(":"),
                once_there=text("To enter ") + stage + text(", nothing is missing."),
                move=step.move,
                findings=step.unmet + step.unknown,
            )
        )
    return each_once(sections)


def _out_of_order(decision: Decision) -> list[Finding]:
    return [finding for finding in decision.unmet if finding.code == "order"]


def _what_to_do(decision: Decision, way: Sequence[Decision], process: Process) -> tuple[Comment, Comment]:
    """Say what to do next, while something is missing and after that; empty if no way leads there."""
    there = text(f"{ALL_THERE} ")
    if way:
        to, *then = (bold(process.stage(step.move.to_stage).label) for step in way)
        steps = text(f"{STEP_BY_STEP} to ") + to
        for each in then:
            steps += text(", then to ") + each
        return steps + text(".") + line(), there + steps + text(".") + line()
    if _out_of_order(decision):
        return Comment(), Comment()
    wanted = bold(process.stage(decision.move.to_stage).label)
    return (
        text("When this is done, move the ticket to ") + wanted + text(" again.") + line(),
        there + text("Move the ticket to ") + wanted + text(" again.") + line(),
    )


def _all_there() -> Comment:
    return text(ALL_THERE) + line()
