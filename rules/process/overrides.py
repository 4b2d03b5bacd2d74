"""Who may override the gate: the section ``overrides`` of a process file."""

from rules.process.owner import OwnerOrName
from rules.process.part import Part


class OverrideSettings(Part):
    """
    Who may move a ticket into a stage although something is missing, by the comment ``/override``.

    Attributes:
        by: Names of owners, or people. Without it, no one may.
    """

    by: tuple[OwnerOrName, ...] = ()
