"""Findings as a checklist: one line each, ticked if it is met."""

from collections.abc import Sequence

from clickup_client.comment import Comment, checked, text, unchecked
from rules.decision import Finding, Outcome


def asked_when_moved(name: str) -> str:
    """Replace the finding about a datum that would cost a call."""
    return f"{name} is checked when the ticket is moved."


def boxes(findings: Sequence[Finding]) -> Comment:
    """A line for each finding."""
    comment = Comment()
    for finding in findings:
        comment += text(finding.sentence) + (checked() if finding.outcome is Outcome.MET else unchecked())
    return comment
