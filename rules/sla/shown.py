"""What people see of an SLA clock in ClickUp: the mark that pauses it, and its level in views."""

from collections.abc import Iterable
from typing import Final

from rules.gate.checks import yes_or_no
from rules.process.process import Process
from rules.sla.level import Level
from rules.ticket import Unread, Value

#: Views show three levels: an escalated ticket is shown as breached.
_WORDS: Final = {
    Level.OK: "ok",
    Level.AT_RISK: "at risk",
    Level.BREACHED: "breached",
    Level.ESCALATED: "breached",
}


def is_marked_paused(process: Process, *, tags: Iterable[str], field: Value) -> bool | None:
    """
    Whether a ticket has the mark that pauses its SLA clock.

    ``tags`` are the names of the ticket's tags; ``field`` is the value of the field that the process file
    names, read as a ``yes_no`` datum. ``None``: it could not be read, so the clock stays as it is.
    """
    mark = process.sla.paused_by
    if mark is None:
        return False
    if mark.tag is not None:
        return mark.tag.casefold() in {tag.strip().casefold() for tag in tags}
    return None if isinstance(field, Unread) else yes_or_no(field) is True


def shown_as(process: Process, level: Level) -> str | None:
    """
    The tag, or the choice of the field, that shows a level; ``None``: none does.

    Tags are ``sla: ok``, ``sla: at risk`` and ``sla: breached`` when the process file says ``{tag: sla}``.
    A drop-down field's choices are called ``ok``, ``at risk`` and ``breached``.
    """
    mark, word = process.sla.shown_as, _WORDS.get(level)
    if mark is None or word is None:
        return None
    return word if mark.tag is None else f"{mark.tag}: {word}"


def all_shown(process: Process) -> tuple[str, ...]:
    """Everything that :func:`shown_as` can return, each once: the bot may remove tags among these."""
    names = (shown_as(process, level) for level in Level)
    return tuple(dict.fromkeys(name for name in names if name is not None))
