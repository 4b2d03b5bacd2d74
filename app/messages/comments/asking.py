"""
Comments with checklists of missing data.

Such a comment is stored in parts, so that it can be written again when someone fills in some of the data.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.messages.comments.checklist import boxes
from clickup_client.comment import Comment, bullet, line, text
from rules.decision import Finding, Outcome
from rules.ticket import Move

NOTHING: Final = Comment()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """
    One list of a comment.

    Attributes:
        title: Its title.
        once_there: Its title when nothing in it is missing, if that is a different one.
        unread: The title of data that could not be read; without it, they are listed with the others.
        move, inside: The list has the requirements of this move, or of a ticket inside this stage.  A list
            without either is never judged again.
        findings: The findings in the list, in order; usually without those that were met from the start.
        asked: The codes that were missing before.
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
        """The codes that are missing."""
        return frozenset(each.code for each in self.findings if each.outcome is Outcome.UNMET)

    @property
    def is_open(self) -> bool:
        """Whether something is missing."""
        return bool(self.missing)

    def judged_again(self, found: Sequence[Finding]) -> "Section":
        """Return the list with new findings.  Findings that are met and were never listed stay out."""
        listed = {finding.code for finding in self.findings}
        kept = tuple(each for each in found if each.outcome is Outcome.UNMET or each.code in listed)
        if kept == self.findings:
            return self
        return replace(self, findings=kept, asked=self.asked | self.missing)

    def comment(self) -> Comment:
        """Write the list under its title; an empty list is only its title."""
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
    """Return the lists without findings that an earlier list has."""
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

    `once_there` replaces `closing` when nothing is missing any more.
    """

    opening: Comment
    sections: tuple[Section, ...] = ()
    closing: Comment = NOTHING
    once_there: Comment = NOTHING

    @property
    def is_settled(self) -> bool:
        """Whether it has asked for something, and nothing is missing any more."""
        asked = any(section.asked for section in self.sections)
        return asked and not any(section.is_open for section in self.sections)

    @property
    def missing(self) -> frozenset[str]:
        """The codes that it lists as missing."""
        return frozenset().union(*(section.missing for section in self.sections))

    def ended(self, words: Comment) -> "Asking":
        """Return the comment for a ticket that has moved on: it asks for nothing any more."""
        return self if self.is_settled else replace(self, closing=words, once_there=words)

    def comment(self) -> Comment:
        """Write all parts, with an empty line between them."""
        parts = (
            self.opening,
            *(section.comment() for section in self.sections),
            self.once_there if self.is_settled and self.once_there else self.closing,
        )
        comment = Comment()
        for part in filter(None, parts):
            comment += (line() if comment else Comment()) + part
        return comment
