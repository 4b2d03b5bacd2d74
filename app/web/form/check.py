"""Turns what was sent into answers, or into a list of everything that is wrong.  Pure."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from app.intake.offer import Offer
from app.messages.client import form as words
from app.messages.client.questions import MOST_FILE_BYTES, MOST_FILES, Question
from app.store.client_reports import PIECE_BYTES, Upload

#: The name of the files beside those of the questions.
FILES = "files"

#: As browsers have it, and with a dot in the host.
#: Source: https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_HOST = re.compile(r"[\w-]+(\.[\w-]+)+([/:?#]\S*)?")


@dataclass(frozen=True, slots=True)
class Checked:
    """Answers by the questions' keys, without empty ones, and sentences about what is wrong."""

    answers: Mapping[str, str]
    problems: Mapping[str, str]


def check(given: Mapping[str, object], files: Sequence[Upload], offer: Offer, *, today: date) -> Checked:
    """
    Check every answer, not just up to the first mistake.

    `today` is the day in the process's time zone.  Answers lose what no text needs: control characters,
    blanks at both ends, other systems' line ends.
    """
    answers: dict[str, str] = {}
    problems: dict[str, str] = {}
    for question in offer.questions:
        answer, problem = _answer(given.get(question.key), question, offer, today)
        if problem is not None:
            problems[question.key] = problem
        elif answer:
            answers[question.key] = answer
        elif question.key not in offer.optional:
            problems[question.key] = words.MISSING[question.key]
    names = (*offer.asked, FILES)
    for key in given:
        if key not in names:
            problems[key] = words.no_question(names)
    if (problem := _problem_of(files)) is not None:
        problems[FILES] = problem
    return Checked(answers, problems)


def _answer(value: object, question: Question, offer: Offer, today: date) -> tuple[str, str | None]:
    """The answer as it is stored, and what is wrong with it."""
    if value is None:
        return "", None
    if not isinstance(value, str):
        return "", words.NO_TEXT
    text = clean(value, lines=question.kind == "text")
    if not text:
        return "", None
    if len(text) > question.longest:
        return "", words.too_long(question.longest, len(text))
    if question.kind == "choice":
        return _choice(text, offer.choices(question))
    read = _READERS.get(question.kind)
    return read(text, today) if read is not None else (text, None)


def _choice(text: str, choices: Sequence[str]) -> tuple[str, str | None]:
    chosen = next((choice for choice in choices if choice.casefold() == text.casefold()), None)
    return ("", words.no_choice(choices)) if chosen is None else (chosen, None)


def _address(text: str, _today: date) -> tuple[str, str | None]:
    """People leave out `https://`, because browsers do not show it."""
    address = f"https://{text}" if _HOST.fullmatch(text) else text
    try:
        parts = urlsplit(address)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and " " not in address
    except ValueError:
        good = False
    return (address, None) if good else ("", words.NO_ADDRESS)


def _day(text: str, today: date) -> tuple[str, str | None]:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return "", words.NO_DAY
    return ("", words.PAST_DAY) if day < today else (day.isoformat(), None)


def _email(text: str, _today: date) -> tuple[str, str | None]:
    return (text, None) if _EMAIL.fullmatch(text) else ("", words.NO_EMAIL)


_READERS: Mapping[str, Callable[[str, date], tuple[str, str | None]]] = {
    "address": _address,
    "day": _day,
    "email": _email,
}


def clean(text: str, *, lines: bool) -> str:
    """The text without control characters and lone surrogates, which the database cannot hold."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in unified if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})
    return kept.strip() if lines else " ".join(kept.split())


def _problem_of(files: Sequence[Upload]) -> str | None:
    size = sum(file.size for file in files)
    if size > MOST_FILE_BYTES:
        return words.files_too_large(size)
    if len(files) > MOST_FILES:
        return words.TOO_MANY_FILES
    return next((words.empty_file(file.name) for file in files if not file.size), None)


def digest_of(answers: Mapping[str, str], files: Iterable[Upload]) -> str:
    """Equal for reports with the same answers and the same files."""
    found = hashlib.sha256(json.dumps(answers, sort_keys=True).encode())
    for file in files:
        content = hashlib.sha256()
        file.stream.seek(0)
        while piece := file.stream.read(PIECE_BYTES):
            content.update(piece)
        found.update(json.dumps([file.name, file.content_type, content.hexdigest()]).encode())
    return found.hexdigest()
