"""Failures of ClickUp and the database, with what to do, for administrators."""

from dataclasses import dataclass

from clickup_client.errors import (
    ADDRESS_REFUSED,
    BadRequestError,
    ClickUpError,
    NoAnswerError,
    NotAuthorisedError,
    NotFoundError,
    RateLimitedError,
    ServerBrokenError,
    UnexpectedAnswerError,
)
from rules.wording import clause, one_line

#: The beginnings of sentences; the call and its answer follow.
NO_ANSWER = "ClickUp does not answer:"
ODD_ANSWER = "ClickUp did not answer as expected:"
NOT_LET = "ClickUp does not let the bot's user do this:"

AS_ITS_USER = "As the bot's user, create a token under Settings → Apps, and set STAGEGATE_CLICKUP_TOKEN."
IN_A_MINUTE = "Try again in a minute."

#: Calls about nothing in a Workspace: ClickUp always answers them.
_ALWAYS_THERE = frozenset({"/v2/user", "/v2/team"})

CHECK_ADDRESS = "Check that STAGEGATE_CLICKUP_API_URL is correct and reachable from here, then try again."
_SHARE = "Share it with the bot's user in ClickUp, or run `stagegate setup` to choose another one."
_RIGHT = "In ClickUp, share it with that user, or give them the right to do this."
_LATER = "Try again later. A running worker continues by itself."


@dataclass(frozen=True, slots=True)
class Failure:
    """What happened, and what to do; both in whole sentences."""

    found: str
    fix: str

    def __str__(self) -> str:
        return f"{self.found} {self.fix}"


def of_clickup(error: ClickUpError) -> Failure:
    """Explain an error of ClickUp to the administrator."""
    if isinstance(error, NotAuthorisedError) and error.token_is_bad:
        return Failure(
            f"ClickUp rejects the token ({error.code}).",
            AS_ITS_USER,
        )
    if error.path in _ALWAYS_THERE and _is_of_another(error):
        found = f"What answers at STAGEGATE_CLICKUP_API_URL is not ClickUp's API ({_call(error)})."
        return Failure(found, "ClickUp's own address is https://api.clickup.com/api; correct it.")
    match error:
        case NotFoundError():
            return Failure(f"ClickUp does not show this to the bot's user: {_call(error)}.", _SHARE)
        case NotAuthorisedError():
            return Failure(f"{NOT_LET} {_call(error)}.", _RIGHT)
        case RateLimitedError():
            found = f"ClickUp allows no more calls in this minute: {_call(error)}."
            return Failure(found, IN_A_MINUTE)
    return _no_answer(error)


def _no_answer(error: ClickUpError) -> Failure:
    match error:
        case BadRequestError(code=code) if code == ADDRESS_REFUSED:
            return address_refused()
        case NoAnswerError():
            return Failure(f"{NO_ANSWER} {_call(error)}.", CHECK_ADDRESS)
        case ServerBrokenError():
            return Failure(f"ClickUp answered with an error: {_call(error)}.", _LATER)
        case UnexpectedAnswerError(is_of_a_stranger=True):
            return Failure(f"Something other than ClickUp answers: {_call(error)}.", CHECK_ADDRESS)
        case _:
            return Failure(f"{ODD_ANSWER} {_call(error)}.", CHECK_ADDRESS)


def address_refused() -> Failure:
    """ClickUp registers no webhook for our address."""
    return Failure(
        "ClickUp does not send webhooks to the address in STAGEGATE_PUBLIC_URL.",
        "Set it to the public https:// address of `web`: ClickUp refuses this machine, private networks and "
        "some tunnels.",
    )


def _call(error: ClickUpError) -> str:
    """Write the call and its answer."""
    return clause(str(error))


def _is_of_another(error: ClickUpError) -> bool:
    """Whether this cannot be ClickUp, because ClickUp always knows this call."""
    if isinstance(error, UnexpectedAnswerError):
        return error.is_of_a_stranger
    return isinstance(error, NotFoundError | BadRequestError)


def no_database(said: str) -> str:
    """The database cannot be reached, or refuses the user; `said` is the driver's text."""
    return f"The database does not answer ({clause(said)}). Start it, or correct DATABASE_URL."


def other_tables() -> str:
    """The database lacks a table."""
    return "The database is not up to date: run `stagegate db upgrade`."


def refused_by_database(said: str) -> str:
    """The database refused a statement."""
    return f"The database refused a statement ({clause(said)}). Check the rights of its user."


def not_expected(kind: str, said: str) -> str:
    """An error of our own that no one expected."""
    what = f"{kind}: {one_line(said)}" if one_line(said) else kind
    return (
        f"Stagegate failed unexpectedly ({what}). Set STAGEGATE_LOG_LEVEL=debug and try "
        "again to see where, and report it."
    )
