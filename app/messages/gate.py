"""The comments on moves: one for each verdict, for people who have never heard of the bot."""

from collections.abc import Sequence
from datetime import date

from app.messages.client_notices import in_words
from clickup_client.comment import Comment, bold, bullet, line, mention, text, unchecked
from clickup_client.models import CLICKBOT
from rules.decision import Decision, Finding
from rules.process.process import Process


def put_back(decision: Decision, process: Process, mover: Comment, *, stuck: bool = False) -> Comment:
    """
    The move was rejected: who moved the ticket, what is missing, where the ticket is now.

    `stuck`: ClickUp refused to move it back.
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
    result = f", but it is not ready for that stage. I {action} to "
    if stuck:
        result = ", but it is not ready for that stage. ClickUp did not let me move it back to "
    comment = opening + text(result) + bold(home) + text(".") + line() + line()
    comment += checklist("What stands in the way:", decision.unmet)
    comment += bullets("Could not be checked right now:", decision.unknown)
    comment += checklist(f"Also required in {home}:", decision.asks)
    if stuck:
        return comment + text("Please move the ticket back to ") + bold(home) + text(" yourself.") + line()
    return comment + text("When this is done, move the ticket to ") + bold(wanted) + text(" again.") + line()


def left_alone(decision: Decision, process: Process, movers: Sequence[Comment]) -> Comment:
    """The ticket was moved again after each put-back, so it is left where it is for now."""
    wanted, home = process.stage(decision.move.to_stage).label, process.stage(decision.ends_in).label
    comment = Comment()
    for number, mover in enumerate(movers):
        comment += (text(" and ") if number else Comment()) + mover
    comment += text(" moved this ticket to ") + bold(wanted)
    comment += text(" again and again, and it is not ready for that stage. I leave it there for now. ")
    comment += text("When no one has moved it for two minutes, I check it again.") + line() + line()
    comment += checklist("What stands in the way:", decision.unmet)
    return (
        comment
        + text("Please agree on where it belongs. By the process, that is ")
        + bold(home)
        + text(".")
        + line()
    )


def asks(decision: Decision, process: Process, mover: Comment) -> Comment:
    """The ticket stays where it is, but something is missing."""
    stage = process.stage(decision.ends_in).label
    comment = (
        mover + text(" put this ticket into ") + bold(stage) + text(". It can stay there.") + line() + line()
    )
    return comment + checklist("Still required:", decision.asks)


def undecided(decision: Decision, process: Process, mover: Comment) -> Comment:
    """Something cannot be read until an administrator fixes the set-up."""
    stage = process.stage(decision.move.to_stage).label
    comment = mover + text(" moved this ticket to ") + bold(stage)
    comment += text(". I cannot check this move, so I left the ticket there.") + line() + line()
    comment += bullets("What I could not read:", decision.unknown)
    return comment + text("Please ask an administrator of this ClickUp workspace to fix it.") + line()


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


def emptied(findings: Sequence[Finding], stage: str, editor: Comment) -> Comment:
    """Something that the stage requires was cleared.  The bot does not undo it."""
    comment = editor + text(" cleared something that ") + bold(stage) + text(" requires.") + line() + line()
    comment += checklist("What is missing now:", tuple(findings))
    return comment + text("The ticket stays where it is.") + line()


def person(user_id: int | None, name: str | None) -> Comment:
    """Who did it: a mention for a person, words for an Automation, an AI agent or an unknown person."""
    if user_id is None:
        return text("Someone")
    if user_id == CLICKBOT:
        return text("An Automation")
    if user_id < 0:
        return text(name or "An AI agent")
    return mention(user_id, name or "you")


def checklist(title: str, findings: tuple[Finding, ...]) -> Comment:
    """What has to be done, with a box for each item; nothing if there are none."""
    return _items(title, findings, unchecked())


def bullets(title: str, findings: tuple[Finding, ...]) -> Comment:
    """What no one can change on the ticket; nothing if there are none."""
    return _items(title, findings, bullet())


def _items(title: str, findings: tuple[Finding, ...], end: Comment) -> Comment:
    if not findings:
        return Comment()
    comment = bold(title) + line()
    for finding in findings:
        comment += text(finding.sentence) + end
    return comment + line()
