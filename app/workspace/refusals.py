"""What became of a call that failed: refused for good, or perhaps done all the same."""

from clickup_client.errors import (
    BadRequestError,
    ClickUpError,
    NoAnswerError,
    NotAuthorisedError,
    NotFoundError,
    RateLimitedError,
)


def is_refusal(error: ClickUpError) -> bool:
    """
    Whether the same call would be refused again while others go on: a person who left, a status that is gone.

    A token that is refused altogether is none: no other way leads past that.
    """
    if isinstance(error, NotAuthorisedError):
        return not error.token_is_bad
    return isinstance(error, BadRequestError)


def may_be_done(error: ClickUpError) -> bool:
    """Whether what was asked for may have been done all the same, so that it has to be looked for."""
    if isinstance(error, NoAnswerError):
        return error.may_have_arrived
    refused = (BadRequestError, NotAuthorisedError, NotFoundError, RateLimitedError)
    return not isinstance(error, refused)
