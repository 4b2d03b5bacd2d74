"""
Comments around lists of what is asked for: a box for each thing, ticked once it is there.

Such a comment is kept as its parts, so that it is written again when something it asks for is given.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.messages.checklist import boxes
from clickup_client.comment import Comment, bullet, line, text
from rules.decision import Finding, Outcome
from rules.ticket import Move

NOTHING: Final = Comment()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """
    One list of a comment.

    Attributes:
        title: Its title, and `once_there` that of a list where nothing is open, if it is another one.
        unread: The title of what could not be read; without it, that is among the others.
        move, inside: What is asked for: what a move requires, or what a stage requires while a ticket is
            in it.  A list without either is never written again.
        findings: What is in the list, in order; what was met from the start is mostly not.
        asked: The codes of what was missing before.
    """

    title: Comment
    once_there: Comment = NOTHING
    unread: Comment = NOTHING
    move: Move | None = None
    inside: str | None = None
    findings: tuple[Finding, ...] = ()
    asked: frozenset[str] = frozenset()

    @property
    def missing(self) -> frozenset[str]:
        """The codes of what is missing."""
        return frozenset(each.code for each in self.findings if each.outcome is Outcome.UNMET)

    @property
    def is_open(self) -> bool:
        """Whether something in it is missing."""
        return bool(self.missing)

    def judged_again(self, found: Sequence[Finding]) -> "Section":
        """The same list by what was found now; what is not missing and was never in it stays out."""
        listed = {finding.code for finding in self.findings}
        kept = (each for each in found if each.outcome is Outcome.UNMET or each.code in listed)
        return replace(self, findings=tuple(kept), asked=self.asked | self.missing)

    def comment(self) -> Comment:
        """The list under its title; only a title where nothing is in it, and nothing without one."""
        title = self.title if self.is_open or not self.once_there else self.once_there
        apart = [each for each in self.findings if self.unread and each.outcome is Outcome.UNKNOWN]
        others = [each for each in self.findings if each not in apart]
        comment = Comment()
        if others or (self.once_there and not apart):
            comment += title + line() + boxes(others)
        if apart:
            comment += (line() if comment else Comment()) + self.unread + line()
            for finding in apart:
                comment += text(finding.sentence) + bullet()
        return comment


def each_once(sections: Iterable[Section]) -> tuple[Section, ...]:
    """The same lists; what an earlier one says is not said again."""
    said: set[str] = set()
    kept = []
    for section in sections:
        news = tuple(finding for finding in section.findings if finding.sentence not in said)
        said |= {finding.sentence for finding in news}
        kept.append(replace(section, findings=news))
    return tuple(kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """
    A comment that asks for something: what happened, the lists, and what to do.

    `once_there` is said instead of `closing` when nothing is missing any more.
    """

    opening: Comment
    sections: tuple[Section, ...] = ()
    closing: Comment = NOTHING
    once_there: Comment = NOTHING

    @property
    def is_settled(self) -> bool:
        """Whether it asked for something, and all of it is there."""
        asked = any(section.asked for section in self.sections)
        return asked and not any(section.is_open for section in self.sections)

    @property
    def missing(self) -> frozenset[str]:
        """The codes of what it lists as missing."""
        return frozenset().union(*(section.missing for section in self.sections))

    def ended(self, words: Comment) -> "Asking":
        """The same comment on a ticket that has moved on: nothing of it is asked any more."""
        return self if self.is_settled else replace(self, closing=words, once_there=words)

    def comment(self) -> Comment:
        """All of it, with an empty line between its parts."""
        parts = (
            self.opening,
            *(section.comment() for section in self.sections),
            self.once_there if self.is_settled and self.once_there else self.closing,
        )
        comment = Comment()
        for part in filter(None, parts):
            comment += (line() if comment else Comment()) + part
        return comment
