"""What people see of a clock in ClickUp: by which mark it stands, and how its level is shown in views."""

from collections.abc import Iterable
from typing import Final

from rules.gate.checks import yes_or_no
from rules.process.process import Process
from rules.sla.level import Level
from rules.ticket import Unread, Value

#: Views tell three levels apart: that somebody else knows of it makes a breach no other one.
_WORDS: Final = {
    Level.OK: "ok",
    Level.AT_RISK: "at risk",
    Level.BREACHED: "breached",
    Level.ESCALATED: "breached",
}


def is_marked_paused(process: Process, *, tags: Iterable[str], field: Value) -> bool | None:
    """
    Whether a ticket carries the mark by which its clock stands.

    ``tags`` are the names of the ticket's tags; ``field`` is the value of the field that the process file
    names, read as a ``yes_no`` datum. ``None``: could not be read, so the clock stays as it is.
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
    """All that :func:`shown_as` can say, each once: tags among these are the bot's to take away."""
    names = (shown_as(process, level) for level in Level)
    return tuple(dict.fromkeys(name for name in names if name is not None))
