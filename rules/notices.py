"""Which notices the client gets after a change."""

from datetime import date

from rules.process.process import Process
from rules.process.stage import NoticeKind

__all__ = ["NoticeKind", "owed_on_date", "owed_on_entry"]


def owed_on_entry(
    process: Process, stage_name: str, *, day: date | None, told: date | None
) -> NoticeKind | None:
    """
    The notice for entering a stage; ``None``: no notice.

    ``day`` is the due date's calendar day, ``told`` the day the client was last told since the ticket was
    opened or reopened. The same day is not told twice, and no day is not told at all.
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
    The notice for a due date that changed while a ticket is in a stage; ``None``: no notice.

    Call this after the quiet period, with the day at that time: if the day is again the one the client was
    last told, no notice is needed. Arguments as in :func:`owed_on_entry`.
    """
    stage = process.find_stage(stage_name)
    if stage is None or day in (None, told):
        return None
    return stage.tells_client.on_date_change
