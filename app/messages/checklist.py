"""Findings as a checklist: one line each, ticked if it is met."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from clickup_client.comment import Comment, checked, text, unchecked
from rules.decision import Finding, Outcome


def boxes(findings: Sequence[Finding], instead: Mapping[str, str] = MappingProxyType({})) -> Comment:
    """A line for each finding; `instead` holds replacement sentences by code."""
    comment = Comment()
    for finding in findings:
        said = text(instead.get(finding.code, finding.sentence))
        comment += said + (checked() if finding.outcome is Outcome.MET else unchecked())
    return comment
