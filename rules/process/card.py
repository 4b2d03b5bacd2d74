"""The one comment that shows how a ticket stands: the section ``card`` of a process file."""

from datetime import timedelta

from pydantic import Field

from rules.process.durations import Wait
from rules.process.part import Part


class CardSettings(Part):
    """
    The one comment on each ticket that shows how it stands, and how soon it follows.

    Attributes:
        shown: Whether there is one.
        after: It is written so long after the ticket's last change, so that many changes are one edit
            of the card.
    """

    shown: bool = True
    after: Wait = Field(default=timedelta(seconds=20))
