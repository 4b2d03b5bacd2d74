"""The comments on first-level tickets: about their elevation and its result."""

import re
from collections.abc import Sequence

from app.messages.gate import bullets, checklist
from clickup_client.comment import Comment, bold, line, link, text
from rules.decision import Decision
from rules.process.process import Process
from rules.process.stage import Closed
from rules.wording import listed

#: What would end a link's text in Markdown, and what would end its address.
_ENDS_TEXT, _ENDS_ADDRESS = re.compile(r"([\[\]\\])"), str.maketrans({"(": "%28", ")": "%29", " ": "%20"})


def elevated(mover: Comment, process: Process, ticket: Comment, not_copied: Sequence[str]) -> Comment:
    """A ticket was created for it; `ticket` is the link to it."""
    comment = mover + text(" elevated this ticket. It continues in ") + bold(process.name) + text(" as ")
    comment += ticket + text(".") + line()
    return comment + _not_copied(not_copied, " there")


def files(there: Sequence[tuple[str, str]]) -> str:
    """The files of the client's ticket, by name and address, in Markdown for the new ticket's description."""
    if not there:
        return ""
    links = [f"- [{_escaped(name)}]({url.translate(_ENDS_ADDRESS)})" for name, url in there]
    return "\n".join(["Files of the client's ticket:", *links])


def _escaped(name: str) -> str:
    return _ENDS_TEXT.sub(r"\\\1", name)


def moved_here(mover: Comment, process: Process, came_from: str, not_copied: Sequence[str]) -> Comment:
    """The ticket itself moved; `came_from` is the list that it was in."""
    comment = mover + text(" elevated this ticket, so it moved from ") + bold(came_from) + text(" to ")
    comment += bold(process.name) + text(".") + line()
    return comment + _not_copied(not_copied, "")


def still_open(mover: Comment, process: Process, ticket: Comment, stage: str) -> Comment:
    """It was elevated before, and its ticket is still open."""
    comment = mover + text(" elevated this ticket again. It is already in ") + bold(process.name)
    comment += text(", as ") + ticket + text(", which is in ") + bold(stage)
    return comment + text(". Nothing new was created.") + line()


def opened_again(mover: Comment, process: Process, ticket: Comment, stage: str) -> Comment:
    """It was elevated before; its ticket was closed and is reopened."""
    comment = mover + text(" elevated this ticket again. Its ticket in ") + bold(process.name) + text(", ")
    return comment + ticket + text(", was closed, so I reopened it in ") + bold(stage) + text(".") + line()


def refused(mover: Comment, decision: Decision, *, stuck: bool = False) -> Comment:
    """The process does not take it.  `stuck`: ClickUp refused to move it back."""
    wanted, home = decision.move.to_stage, decision.ends_in
    comment = mover + text(" moved this ticket to ") + bold(wanted) + text(", but it cannot be elevated. ")
    comment += _put_back(home, stuck=stuck) + line() + line()
    comment += checklist("What stands in the way:", decision.unmet)
    return comment + _once_done(wanted, home, stuck=stuck)


def not_opened(
    mover: Comment,
    process: Process,
    ticket: Comment,
    decision: Decision,
    *,
    wanted: str,
    home: str,
    stuck: bool = False,
) -> Comment:
    """
    Its ticket is closed and cannot be reopened yet.

    `decision` is about that ticket; `wanted` and `home` are statuses of the first-level list.
    """
    comment = mover + text(" elevated this ticket again. Its ticket in ") + bold(process.name) + text(", ")
    comment += ticket + text(", is closed and cannot be reopened yet. ")
    comment += _put_back(home, stuck=stuck) + line() + line()
    comment += checklist("What is missing on that ticket:", decision.unmet)
    comment += bullets("Could not be checked right now:", decision.unknown)
    return comment + _once_done(wanted, home, stuck=stuck)


def undecided(mover: Comment, decision: Decision) -> Comment:
    """Its category cannot be read until an administrator fixes the set-up."""
    comment = mover + text(" moved this ticket to ") + bold(decision.move.to_stage)
    comment += text(". I cannot check this move, so I left the ticket there.") + line() + line()
    comment += bullets("What I could not read:", decision.unknown)
    return comment + text("Please ask an administrator of this ClickUp workspace to fix it.") + line()


def ended(closed: Closed, notes: str) -> Comment:
    """For the client, who owns the ticket: how it ended, with the Resolution Notes."""
    if closed == "resolved":
        comment = text("This is solved, and the solution is in production.") + line()
    else:
        comment = text("We have closed this without a change to the product.") + line()
    if not notes.strip():
        return comment
    comment += line() + bold("What we found:") + line()
    for part in notes.strip().splitlines():
        comment += text(part) + line()
    return comment


def link_to(name: str, number: str, url: str) -> Comment:
    """The link to a ticket, by its name and number: the first-level ticket has the same name."""
    return link(f"{name} ({number})", url)


def _put_back(home: str, *, stuck: bool) -> Comment:
    if stuck:
        return text("ClickUp did not let me move it back to ") + bold(home) + text(".")
    return text("I moved it back to ") + bold(home) + text(".")


def _once_done(wanted: str, home: str, *, stuck: bool) -> Comment:
    if stuck:
        return text("Please move the ticket back to ") + bold(home) + text(" yourself.") + line()
    return text("When this is done, move the ticket to ") + bold(wanted) + text(" again.") + line()


def _not_copied(fields: Sequence[str], where: str) -> Comment:
    if not fields:
        return Comment()
    them = "it" if len(fields) == 1 else "them"
    return text(f"I could not copy {listed(fields, 'and')}. Please fill {them} in{where}.") + line()
