"""Checks whether a probe was made in this workspace."""

from sqlalchemy import Engine

from app.doctor.check import Check, good, warning
from app.messages.admin import probe as words
from app.workspace import answers


def check_probed(engine: Engine, workspace_id: str) -> Check:
    """Check that a probe was made in this workspace."""
    with engine.connect() as connection:
        report = answers.read(connection, workspace_id)
    if report is None:
        return warning("probe", words.never_asked(), words.HOW_TO_ASK)
    return good("probe", words.asked(f"{report.asked_at:%Y-%m-%d}", len(report.differing)))
