"""Turns a sent page into answers.  Pure.  It checks only their form; the gate judges their content."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.fill.answers import NotTakenError, day_of, number_of
from app.fill.page import Blank, Page
from app.messages import fill as words
from app.web.form.check import clean

#: A longer text is refused.
LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Checked:
    """Answers by the keys of the blanks, without empty ones, and sentences about what is wrong."""

    answers: Mapping[str, list[str]]
    problems: Mapping[str, str]


def check(page: Page, given: Mapping[str, Sequence[str]]) -> Checked:
    """Check every answer."""
    answers: dict[str, list[str]] = {}
    problems: dict[str, str] = {}
    for blank in page.blanks:
        cleaned = (clean(each, lines=blank.kind == "text") for each in given.get(blank.key, ()))
        answer = [each for each in cleaned if each]
        if not answer:
            continue
        answers[blank.key] = answer
        if (problem := _problem(blank, answer)) is not None:
            problems[blank.key] = problem
    return Checked(answers, problems)


def _problem(blank: Blank, answer: Sequence[str]) -> str | None:
    if (length := max(map(len, answer))) > LONGEST:
        return words.too_long(LONGEST, length)
    try:
        match blank.kind:
            case "day":
                day_of(answer[0])
            case "number":
                number_of(answer[0])
            case "choice" | "several" if not {value for value, _ in blank.choices}.issuperset(answer):
                return words.NOT_A_CHOICE
    except NotTakenError as error:
        return str(error)
    return None
