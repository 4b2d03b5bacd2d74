"""The notices that clients read: one template for each kind, in `app/messages/client/templates/`."""

import re
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from rules.notices import NoticeKind

if TYPE_CHECKING:
    from jinja2 import Environment

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def client_notice(
    kind: NoticeKind, *, ticket: str, reference: str, day: date | None, told: date | None, notes: str | None
) -> str:
    """
    Write the text of a notice.

    Args:
        kind: The kind of notice.
        ticket: The ticket's name; line breaks and control characters are removed.
        reference: The ticket's id, which the client quotes in replies.
        day: The delivery day, for `estimated` and `rescheduled`.
        told: The day the client was told before, or None.
        notes: The Resolution Notes, for `delivered` and `closed`.
    """
    return (
        _templates()
        .get_template(f"{kind}.txt")
        .render(
            ticket=" ".join(_CONTROL.sub(" ", ticket).split()),
            reference=reference,
            day=None if day is None else in_words(day),
            told=None if told is None else in_words(told),
            notes=None if notes is None else _CONTROL.sub("", notes).strip(),
        )
    )


@cache
def _templates() -> "Environment":
    """Plain text for a text field and an e-mail: escaping as HTML would be wrong here."""
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - most commands write none

    loader = PackageLoader("app.messages.client", "templates")
    return Environment(loader=loader, undefined=StrictUndefined)  # noqa: S701 # nosec B701


def in_words(day: date) -> str:
    """Write a day as `Thursday, 3 December 2026`, which every country reads the same way."""
    return f"{day:%A}, {day.day} {day:%B} {day.year}"
