"""Reads what someone wrote as a day or a number.  Pure: the web process checks it, the worker writes it."""

from datetime import date
from decimal import Decimal, InvalidOperation

from app.messages import fill as words


class NotTakenError(Exception):
    """A field cannot hold what was written; the sentence says why."""


def day_of(answer: str) -> date:
    """
    A day, written as year-month-day.

    Raises:
        NotTakenError: It is none.
    """
    try:
        return date.fromisoformat(answer)
    except ValueError:
        raise NotTakenError(words.NOT_A_DAY) from None


def number_of(answer: str) -> Decimal:
    """
    A number.

    Raises:
        NotTakenError: It is none, or has no end.
    """
    try:
        number = Decimal(answer)
    except InvalidOperation:
        raise NotTakenError(words.NOT_A_NUMBER) from None
    if not number.is_finite():
        raise NotTakenError(words.NOT_A_NUMBER)
    return number
