"""A report as lines for people, and as JSON without names, ids and texts."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from app.messages.admin import probe as words
from app.probe.catalogue import QUESTIONS
from app.probe.question import Question
from app.workspace.answers import NotAsked, Report, Seen


@dataclass(frozen=True, slots=True)
class Row:
    """One question with its answer, or why there is none."""

    question: Question
    answer: Seen | None
    why: NotAsked | None

    @property
    def about(self) -> str:
        """The question in words."""
        return words.WORDS[self.question.key].asks

    @property
    def expected(self) -> str:
        """The expected answers in words."""
        return expected_words(self.question)

    @property
    def seen(self) -> str:
        """The answer in words, or why there is none."""
        key = self.question.key
        if self.answer is not None:
            return words.seen(key, self.answer.value, self.answer.number)
        why = self.why or NotAsked(reason="lacking")
        return words.not_asked(key, why.reason, why.code)

    @property
    def does(self) -> str:
        """What the bot does because of the answer, or without one."""
        key = self.question.key
        return words.WORDS[key].unasked if self.answer is None else words.does(key, self.answer.value)

    @property
    def differs(self) -> bool | None:
        """Whether the answer is not as expected; None if there is none, or nothing is expected."""
        if self.answer is None or not self.question.expected:
            return None
        return self.question.differs(self.answer)


def rows(report: Report) -> Iterator[Row]:
    """List the questions in their order."""
    for question in QUESTIONS:
        yield Row(question, report.seen.get(question.key), report.not_asked.get(question.key))


def as_json(report: Report) -> dict[str, Any]:
    """Convert a report to JSON, without names, ids and texts of the workspace."""
    return {
        "stagegate": version("stagegate"),
        "asked_at": report.asked_at.isoformat(timespec="seconds"),
        "calls": report.calls,
        "questions": [_entry(row) for row in rows(report)],
    }


def _entry(row: Row) -> dict[str, Any]:
    return {
        "question": row.question.key,
        "expected": sorted(row.question.expected),
        "seen": None if row.answer is None else row.answer.value,
        "number": None if row.answer is None else row.answer.number,
        "as_expected": None if row.differs is None else not row.differs,
        "not_asked": None if row.why is None else " ".join(filter(None, (row.why.reason, row.why.code))),
        "stagegate_does": row.does,
    }


def expected_words(question: Question) -> str:
    """Write the answers that were recorded or documented."""
    if not question.expected:
        return words.NO_ONE_KNOWS
    return " or ".join(words.seen(question.key, value, None) for value in sorted(question.expected))
