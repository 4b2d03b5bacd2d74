"""A judgement and its explanation. They are one object, so that they cannot disagree."""

from dataclasses import dataclass, replace
from enum import Enum

from rules.ticket import Move


class Outcome(Enum):
    """What one check came to."""

    MET = "met"
    UNMET = "unmet"
    #: Could not be found out. Never taken for UNMET.
    UNKNOWN = "unknown"


class Verdict(Enum):
    """What all checks together came to."""

    ALLOWED = "allowed"
    #: Something stands in the way, and somebody who may do so has overruled it.
    OVERRIDDEN = "overridden"
    REJECTED = "rejected"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """
    The result of one check.

    Attributes:
        code: Stable name for metrics and tests: ``"datum:Severity"``, ``"order"``, ``"stage"``.
        required: What the process asks for, a sentence.
        observed: What is the case, one or two sentences.
        remedy: What a person does about it, sentences; empty when there is nothing to do.
    """

    code: str
    outcome: Outcome
    required: str
    observed: str
    remedy: str = ""

    @property
    def sentence(self) -> str:
        """The text a person reads: what is the case and what to do about it."""
        return f"{self.observed} {self.remedy}".rstrip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """
    Somebody's word that a ticket may enter a stage whatever stands in the way.

    ``by_id`` is their ClickUp id, ``by`` their name where it is known, ``reason`` why.
    """

    by_id: int
    by: str | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """
    Whether a ticket may make a move, and every reason, not just the first.

    Attributes:
        findings: Everything that was judged: wrong order first, then the data in the process's order.
        ends_in: The stage the ticket belongs in now: ``to_stage`` unless the move is rejected; then
            the stage it came from, or the first one when it came from outside.
        asks: What the stage it rests in still lacks, without blocking anything. All are UNMET.
        override: Whose word overrules the findings.
    """

    task_id: str
    move: Move
    findings: tuple[Finding, ...]
    ends_in: str
    asks: tuple[Finding, ...] = ()
    override: Override | None = None

    @property
    def verdict(self) -> Verdict:
        """One unmet finding rejects, whatever the unknown ones would have said."""
        verdict = verdict_of(self.findings)
        overruled = self.override is not None and verdict is not Verdict.ALLOWED
        return Verdict.OVERRIDDEN if overruled else verdict

    def overruled(self, override: Override) -> "Decision":
        """The same with somebody's word that the move is to be let through."""
        return replace(self, override=override, ends_in=self.move.to_stage, asks=())

    @property
    def unmet(self) -> tuple[Finding, ...]:
        """What stands in the way."""
        return tuple(f for f in self.findings if f.outcome is Outcome.UNMET)

    @property
    def unknown(self) -> tuple[Finding, ...]:
        """What could not be found out."""
        return tuple(f for f in self.findings if f.outcome is Outcome.UNKNOWN)


def verdict_of(findings: tuple[Finding, ...]) -> Verdict:
    """What these findings come to together."""
    outcomes = {finding.outcome for finding in findings}
    if Outcome.UNMET in outcomes:
        return Verdict.REJECTED
    if Outcome.UNKNOWN in outcomes:
        return Verdict.UNDECIDED
    return Verdict.ALLOWED
