"""The one comment that shows the state of a ticket: the section ``card`` of a process file."""

from datetime import timedelta

from pydantic import Field

from rules.process.durations import Wait
from rules.process.part import Part


class CardSettings(Part):
    """
    The one comment on each ticket that shows its state, and how soon it is updated.

    Attributes:
        shown: Whether tickets have a card.
        after: The card is written this long after the ticket's last change, so that many changes need only
            one edit.
    """

    shown: bool = True
    after: Wait = Field(default=timedelta(seconds=20))
