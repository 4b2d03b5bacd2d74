"""Parses a day or a number that a person wrote.  Pure.  The web process checks with it, the worker writes."""

from datetime import date
from decimal import Decimal, InvalidOperation

from app.messages import fill as words


class NotTakenError(Exception):
    """A field cannot hold this text; the sentence says why."""


def day_of(answer: str) -> date:
    """
    Parse a day, written as year-month-day.

    Raises:
        NotTakenError: It is no day.
    """
    try:
        return date.fromisoformat(answer)
    except ValueError:
        raise NotTakenError(words.NOT_A_DAY) from None


def number_of(answer: str) -> Decimal:
    """
    Parse a number.

    Raises:
        NotTakenError: It is no number, or it is infinite.
    """
    try:
        number = Decimal(answer)
    except InvalidOperation:
        raise NotTakenError(words.NOT_A_NUMBER) from None
    if not number.is_finite():
        raise NotTakenError(words.NOT_A_NUMBER)
    return number
