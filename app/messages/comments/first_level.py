"""
The comments about elevations and their results.

Clients read the comments on their own first-level ticket: so they have no names of staff, and nothing about
the process.
"""

import re
from collections.abc import Sequence

from app.messages.comments.gate import stands_in_the_way
from clickup_client.comment import Comment, bold, line, link, text
from rules.decision import Decision
from rules.process.process import Process
from rules.process.stage import Closed
from rules.wording import listed

SOLVED = "This is solved, and the solution is in production."
NOT_CHANGED = "We have closed this without a change to the product."
WITH_SUPPORT = "This stays with our support team for now."
STILL_WITH_SUPPORT = "It stays with our support team for now."
FILES = "Files of the client's ticket:"

#: Characters that would end a link's text in Markdown, and its address.
_ENDS_TEXT, _ENDS_ADDRESS = re.compile(r"([\[\]\\])"), str.maketrans({"(": "%28", ")": "%29", " ": "%20"})


def elevated(ticket: Comment) -> Comment:
    """For the client: a ticket was created for it; `ticket` is the link to it."""
    return text("Our engineers are looking into this, as ") + ticket + text(".") + line()


def not_copied(mover: Comment, fields: Sequence[str]) -> Comment:
    """For staff, on the new ticket: fields that could not be copied from the client's ticket."""
    return mover + text(" elevated this from the client's ticket. ") + _not_copied(fields)


def files(there: Sequence[tuple[str, str]]) -> str:
    """The files of the client's ticket, by name and address, in Markdown for the new ticket's description."""
    if not there:
        return ""
    links = [f"- [{_escaped(name)}]({url.translate(_ENDS_ADDRESS)})" for name, url in there]
    return "\n".join([FILES, *links])


def _escaped(name: str) -> str:
    return _ENDS_TEXT.sub(r"\\\1", name)


def moved_here(mover: Comment, process: Process, came_from: str, not_copied: Sequence[str]) -> Comment:
    """The ticket itself moved; `came_from` is the list that it was in."""
    comment = mover + text(" elevated this ticket, so it moved from ") + bold(came_from) + text(" to ")
    comment += bold(process.name) + text(".") + line()
    return comment + (_not_copied(not_copied) if not_copied else Comment())


def still_open(ticket: Comment) -> Comment:
    """For the client: it was elevated before, and its ticket is still open."""
    return text("Our engineers are already looking into this, as ") + ticket + text(".") + line()


def opened_again(ticket: Comment) -> Comment:
    """For the client: it was elevated before; its ticket was closed and is reopened."""
    return text("Our engineers are looking into this again, as ") + ticket + text(".") + line()


def refused(process: Process) -> Comment:
    """For the client and the person who elevated it: the process does not take tickets of this category."""
    comment = text(f"{WITH_SUPPORT} Our engineers take on ")
    comment += text(f"{listed(process.categories, 'and')}; the category of this ticket is none of these.")
    return comment + line()


def stays_closed(ticket: Comment) -> Comment:
    """For the client: its ticket is closed and cannot be reopened yet."""
    comment = text("Our engineers have closed this, as ") + ticket
    return comment + text(f". {STILL_WITH_SUPPORT}") + line()


def not_opened(mover: Comment, client_ticket: Comment, decision: Decision, *, wanted: str) -> Comment:
    """
    For staff, on the closed ticket: it cannot be reopened, because something is missing.

    `client_ticket` is the link to the first-level ticket, `wanted` the status that elevates it.
    """
    comment = mover + text(" elevated the client's ticket again, but this ticket cannot be reopened yet.")
    comment += line() + line() + stands_in_the_way(decision, "What is missing:").comment() + line()
    comment += text("When this is done, move the client's ticket, ") + client_ticket
    return comment + text(", to ") + bold(wanted) + text(" again.") + line()


def undecided() -> Comment:
    """For the client: its category cannot be read until an administrator fixes the set-up."""
    return text("Our support team has not handed this over to our engineers yet.") + line()


def ended(closed: Closed, notes: str) -> Comment:
    """For the client, who owns the ticket: how it ended, with the Resolution Notes."""
    comment = text(SOLVED if closed == "resolved" else NOT_CHANGED) + line()
    if not notes.strip():
        return comment
    comment += line() + bold("What we found:") + line()
    for part in notes.strip().splitlines():
        comment += text(part) + line()
    return comment


def link_to(name: str, number: str, url: str) -> Comment:
    """The link to a ticket, by its name and number: the first-level ticket has the same name."""
    return link(f"{name} ({number})", url)


def _not_copied(fields: Sequence[str]) -> Comment:
    them = "it" if len(fields) == 1 else "them"
    return text(f"I could not copy {listed(fields, 'and')}. Please fill {them} in.") + line()
