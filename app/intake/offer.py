"""
The questions that the running process asks.

The worker publishes them, because the web process loads no process file.
"""

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection

from app.messages.questions import CATEGORY, QUESTIONS, SEVERITY, Question
from app.store import key_values

_KEPT = "intake"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """
    What of it the running process asks, as its worker has published it: the form knows no process file.

    Attributes:
        title: What the form is called.
        asked: Keys of the questions.
        optional: Those of them that may stay unanswered.
        categories, severities: What may be chosen.
        time_zone: Where its days begin and end.
    """

    title: str
    asked: tuple[str, ...]
    optional: tuple[str, ...]
    categories: tuple[str, ...]
    severities: tuple[str, ...]
    time_zone: str

    @property
    def questions(self) -> tuple[Question, ...]:
        """What is asked, in the form's order."""
        return tuple(question for question in QUESTIONS if question.key in self.asked)

    def choices(self, question: Question) -> tuple[str, ...]:
        """What may be chosen as an answer."""
        return {CATEGORY: self.categories, SEVERITY: self.severities}.get(question, ())


def publish(connection: Connection, offer: Offer | None) -> None:
    """Tell the web processes what to ask; None: nothing, reports are not taken."""
    if offer is None:
        key_values.forget(connection, _KEPT)
    else:
        key_values.put(connection, _KEPT, asdict(offer))


def published(connection: Connection) -> Offer | None:
    """What is asked now."""
    value: dict[str, Any] | None = key_values.get(connection, _KEPT)
    if value is None:
        return None
    texts: dict[str, Any] = {
        key: tuple(held) if isinstance(held, list) else held for key, held in value.items()
    }
    return Offer(**texts)
