"""Which notices a change owes the client."""

from datetime import date

from rules.process.process import Process
from rules.process.stage import NoticeKind

__all__ = ["NoticeKind", "owed_on_date", "owed_on_entry"]


def owed_on_entry(
    process: Process, stage_name: str, *, day: date | None, told: date | None
) -> NoticeKind | None:
    """
    What the client is told because a ticket entered a stage; ``None``: nothing.

    ``day`` is the due date's calendar day, ``told`` the day the client was last told since the ticket
    was opened or re-opened. A day is not told twice, and without a day there is none to tell.
    """
    stage = process.find_stage(stage_name)
    kind = stage.tells_client.on_entry if stage else None
    if kind == "estimated" and day in (None, told):
        return None
    return kind


def owed_on_date(
    process: Process, stage_name: str, *, day: date | None, told: date | None
) -> NoticeKind | None:
    """
    What the client is told because the due date changed while a ticket is in a stage; ``None``: nothing.

    To be asked after the quiet period, with the day as it is then: a day that went back to the one the
    client was last told owes nothing. Arguments as in :func:`owed_on_entry`.
    """
    stage = process.find_stage(stage_name)
    if stage is None or day in (None, told):
        return None
    return stage.tells_client.on_date_change
