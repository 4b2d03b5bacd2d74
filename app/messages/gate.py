"""What the bot says on a ticket: one comment a verdict, for people who have never heard of the bot."""

from collections.abc import Sequence
from datetime import date

from app.messages.client_notices import in_words
from clickup_client.comment import Comment, bold, bullet, line, mention, text, unchecked
from rules.decision import Decision, Finding
from rules.process.process import Process


def put_back(decision: Decision, process: Process, mover: Comment, *, stuck: bool = False) -> Comment:
    """
    The move was rejected: who moved what where, all that is missing, where the ticket is now.

    `stuck`: ClickUp refused to put it back.
    """
    move = decision.move
    wanted = process.stage(move.to_stage).label
    home = process.stage(decision.ends_in).label
    came_from = process.find_stage(move.from_stage)
    if came_from is None:
        opening, action = mover + text(" put this ticket into ") + bold(wanted), "moved it"
    else:
        opening = mover + text(" moved this ticket from ") + bold(came_from.label) + text(" to ")
        opening, action = opening + bold(wanted), "put it back"
    result = f", but it is not ready for that stage. I {action} to "
    if stuck:
        result = ", but it is not ready for that stage. ClickUp did not let me put it back to "
    comment = opening + text(result) + bold(home) + text(".") + line() + line()
    comment += checklist("What stands in the way:", decision.unmet)
    comment += bullets("Could not be checked just now:", decision.unknown)
    comment += checklist(f"For {home} it also needs:", decision.asks)
    if stuck:
        return comment + text("Please move the ticket back to ") + bold(home) + text(" yourself.") + line()
    return comment + text("When this is done, move the ticket to ") + bold(wanted) + text(" again.") + line()


def asks(decision: Decision, process: Process, mover: Comment) -> Comment:
    """The ticket stays where it is, but the stage lacks something."""
    stage = process.stage(decision.ends_in).label
    comment = (
        mover + text(" put this ticket into ") + bold(stage) + text(". It can stay there.") + line() + line()
    )
    return comment + checklist("What is still needed:", decision.asks)


def undecided(decision: Decision, process: Process, mover: Comment) -> Comment:
    """Something needed for the judgement cannot be read until somebody repairs the set-up."""
    stage = process.stage(decision.move.to_stage).label
    comment = mover + text(" moved this ticket to ") + bold(stage)
    comment += text(". I cannot judge the move and left the ticket there.") + line() + line()
    comment += bullets("What I could not read:", decision.unknown)
    return comment + text("Please ask whoever looks after this ClickUp workspace to repair it.") + line()


def date_restored(day: date, editor: Comment, *, told: bool) -> Comment:
    """A due date that has to stay was cleared, and is back.  `told`: the client knows of that very day."""
    comment = editor + text(" cleared the due date. ")
    if told:
        comment += text("The client was told ") + bold(in_words(day)) + text(", so I put it back. ")
    else:
        comment += text("From this stage on a ticket keeps one, so I put back ") + bold(in_words(day))
        comment += text(". ")
    return comment + text("To change it, set another date: the client is told the new one.") + line()


def emptied(findings: Sequence[Finding], stage: str, editor: Comment) -> Comment:
    """Something that the stage requires was emptied; nothing is undone."""
    comment = editor + text(" emptied something that ") + bold(stage) + text(" requires.") + line() + line()
    comment += checklist("What is missing now:", tuple(findings))
    return comment + text("The ticket stays where it is.") + line()


def person(user_id: int | None, name: str | None) -> Comment:
    """Who did it: a mention for a person, words for an Automation and for nobody we know of."""
    if user_id is None:
        return text("Somebody")
    if user_id < 0:
        return text("An Automation")
    return mention(user_id, name or "you")


def checklist(title: str, findings: tuple[Finding, ...]) -> Comment:
    """What is to be done, a box each; nothing where there is nothing."""
    return _items(title, findings, unchecked())


def bullets(title: str, findings: tuple[Finding, ...]) -> Comment:
    """What nobody can do anything about here; nothing where there is nothing."""
    return _items(title, findings, bullet())


def _items(title: str, findings: tuple[Finding, ...], end: Comment) -> Comment:
    if not findings:
        return Comment()
    comment = bold(title) + line()
    for finding in findings:
        comment += text(finding.sentence) + end
    return comment + line()
