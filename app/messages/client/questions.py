"""The questions of the form; their keys are also those of `POST /intake`."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["choice", "line", "text", "address", "day", "email"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question.  `key` is its name in JSON, `longest` counts characters."""

    key: str
    kind: Kind
    label: str
    hint: str = ""
    longest: int = 200


SUMMARY = Question(key="summary", kind="line", label="In one line, what is wrong?")
CATEGORY = Question(key="category", kind="choice", label="What is it about?")
DESCRIPTION = Question(
    key="description",
    kind="text",
    label="Describe the problem",
    hint="What did you expect, and what happened instead?",
    longest=20_000,
)
TARGET_URL = Question(
    key="target_url",
    kind="address",
    label="Where does it happen?",
    hint="The address of the page, such as https://example.com/film/12",
    longest=2000,
)
STEPS = Question(
    key="steps",
    kind="text",
    label="How can we make it happen?",
    hint="One step on each line, from the first click to the problem.",
    longest=20_000,
)
SEVERITY = Question(key="severity", kind="choice", label="How severe is it?")
TARGET_DATE = Question(
    key="target_date",
    kind="day",
    label="When do you need it solved?",
    hint="The latest day that still helps you.",
)
COMPANY = Question(key="company", kind="line", label="Your company")
CONTACT_EMAIL = Question(
    key="contact_email",
    kind="email",
    label="Your e-mail address",
    hint="We write to this address when there is news.",
    longest=254,
)

#: In the order of the form.
QUESTIONS = (
    SUMMARY,
    CATEGORY,
    DESCRIPTION,
    TARGET_URL,
    STEPS,
    SEVERITY,
    TARGET_DATE,
    COMPANY,
    CONTACT_EMAIL,
)
BY_KEY = {question.key: question for question in QUESTIONS}

#: All files of a report together, and how many.
MOST_FILE_BYTES = 10 * 1024 * 1024
MOST_FILES = 10
