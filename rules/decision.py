"""A decision and its explanation. They are one object, so that they cannot disagree."""

from dataclasses import dataclass, replace
from enum import Enum

from rules.ticket import Move


class Outcome(Enum):
    """The result of one check."""

    MET = "met"
    UNMET = "unmet"
    #: Could not be determined. Never treated as UNMET.
    UNKNOWN = "unknown"


class Verdict(Enum):
    """The result of all checks together."""

    ALLOWED = "allowed"
    #: Something is missing, and someone who may do so has overridden the process.
    OVERRIDDEN = "overridden"
    REJECTED = "rejected"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """
    The result of one check.

    Attributes:
        code: Stable name for metrics and tests: ``"datum:Severity"``, ``"order"``, ``"stage"``.
        required: What the process requires, a sentence.
        observed: What was found, one or two sentences.
        remedy: What a person can do about it, in sentences; empty if there is nothing to do.
    """

    code: str
    outcome: Outcome
    required: str
    observed: str
    remedy: str = ""

    @property
    def sentence(self) -> str:
        """The text a person reads: what was found and what to do about it."""
        return f"{self.observed} {self.remedy}".rstrip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """
    A person's decision that a ticket may enter a stage although something is missing.

    ``by_id`` is their ClickUp id, ``by`` their name if it is known, ``reason`` why.
    """

    by_id: int
    by: str | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """
    Whether a ticket may make a move, and every reason, not just the first.

    Attributes:
        findings: Everything that was checked: wrong order first, then the data in the process's order.
        ends_in: The stage the ticket belongs in now: ``to_stage`` unless the move is rejected; then
            the stage it came from, or the first one when it came from outside.
        asks: What is still missing in the stage it stays in, without blocking anything. All are UNMET.
        override: Who overrides the findings, and why.
    """

    task_id: str
    move: Move
    findings: tuple[Finding, ...]
    ends_in: str
    asks: tuple[Finding, ...] = ()
    override: Override | None = None

    @property
    def verdict(self) -> Verdict:
        """One unmet finding rejects the move, whatever the unknown ones are."""
        verdict = verdict_of(self.findings)
        overruled = self.override is not None and verdict is not Verdict.ALLOWED
        return Verdict.OVERRIDDEN if overruled else verdict

    def overruled(self, override: Override) -> "Decision":
        """The same decision, overridden by a person."""
        return replace(self, override=override, ends_in=self.move.to_stage, asks=())

    @property
    def unmet(self) -> tuple[Finding, ...]:
        """The findings that block the move."""
        return tuple(f for f in self.findings if f.outcome is Outcome.UNMET)

    @property
    def unknown(self) -> tuple[Finding, ...]:
        """The findings that could not be determined."""
        return tuple(f for f in self.findings if f.outcome is Outcome.UNKNOWN)


def verdict_of(findings: tuple[Finding, ...]) -> Verdict:
    """The verdict of these findings together."""
    outcomes = {finding.outcome for finding in findings}
    if Outcome.UNMET in outcomes:
        return Verdict.REJECTED
    if Outcome.UNKNOWN in outcomes:
        return Verdict.UNDECIDED
    return Verdict.ALLOWED
