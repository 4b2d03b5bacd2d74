"""The form's questions, published by the worker because the web process loads no process file."""

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection

from app.messages.client.questions import CATEGORY, QUESTIONS, SEVERITY, Question
from app.store import key_values

_KEPT = "intake"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """
    The questions of the running process.  The worker publishes them, because the web process loads no process
    file.

    Attributes:
        title: The title of the form.
        asked: Keys of the questions.
        optional: Keys of the questions that need no answer.
        categories, severities: The choices.
        time_zone: The time zone of the dates.
    """

    title: str
    asked: tuple[str, ...]
    optional: tuple[str, ...]
    categories: tuple[str, ...]
    severities: tuple[str, ...]
    time_zone: str

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions, in the order of the form."""
        return tuple(question for question in QUESTIONS if question.key in self.asked)

    def choices(self, question: Question) -> tuple[str, ...]:
        """The possible answers to a question."""
        return {CATEGORY: self.categories, SEVERITY: self.severities}.get(question, ())


def publish(connection: Connection, offer: Offer | None) -> None:
    """Publish the questions for the web processes; None: no reports are accepted."""
    if offer is None:
        key_values.forget(connection, _KEPT)
    else:
        key_values.put(connection, _KEPT, asdict(offer))


def published(connection: Connection) -> Offer | None:
    """The questions asked now; None if no reports are accepted."""
    value: dict[str, Any] | None = key_values.get(connection, _KEPT)
    if value is None:
        return None
    texts: dict[str, Any] = {
        key: tuple(held) if isinstance(held, list) else held for key, held in value.items()
    }
    return Offer(**texts)
