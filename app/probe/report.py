"""A report as lines for people, and as JSON without names, ids and texts."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from app.messages import probe as words
from app.probe.catalogue import QUESTIONS
from app.probe.question import Question
from app.workspace.answers import NotAsked, Report


@dataclass(frozen=True, slots=True)
class Row:
    """One question as people read it; `differs` says that the answer is not what is expected."""

    key: str
    about: str
    expected: str
    seen: str
    does: str
    differs: bool | None


def rows(report: Report) -> Iterator[Row]:
    """The questions in their order."""
    for question in QUESTIONS:
        about = words.WORDS[question.key]
        answer = report.seen.get(question.key)
        if answer is None:
            why = report.not_asked.get(question.key, NotAsked(reason="lacking"))
            seen = words.not_asked(question.key, why.reason, why.code)
            yield Row(question.key, about.asks, expected_words(question), seen, about.unasked, None)
            continue
        differs = question.differs(answer) if question.expected else None
        seen = words.seen(question.key, answer.value, answer.number)
        does = words.does(question.key, answer.value)
        yield Row(question.key, about.asks, expected_words(question), seen, does, differs)


def as_json(report: Report) -> dict[str, Any]:
    """What may be shown to anyone: no name, id or text of the workspace."""
    return {
        "stagegate": version("stagegate"),
        "asked_at": report.asked_at.isoformat(timespec="seconds"),
        "calls": report.calls,
        "questions": [_entry(question, report) for question in QUESTIONS],
    }


def _entry(question: Question, report: Report) -> dict[str, Any]:
    answer, why = report.seen.get(question.key), report.not_asked.get(question.key)
    return {
        "question": question.key,
        "expected": sorted(question.expected),
        "seen": None if answer is None else answer.value,
        "number": None if answer is None else answer.number,
        "as_expected": not question.differs(answer) if answer and question.expected else None,
        "not_asked": None if why is None else " ".join(filter(None, (why.reason, why.code))),
        "stagegate_does": words.WORDS[question.key].unasked
        if answer is None
        else words.does(question.key, answer.value),
    }


def expected_words(question: Question) -> str:
    """What was recorded or documented, in words."""
    if not question.expected:
        return words.NO_ONE_KNOWS
    return " or ".join(words.seen(question.key, value, None) for value in sorted(question.expected))
