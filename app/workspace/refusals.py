"""Says what a failed call means: it was refused, or it may have been carried out."""

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
    Whether only this call would be refused again: for example a person has left, or a status is gone.

    A rejected token does not count: then all calls fail.
    """
    if isinstance(error, NotAuthorisedError):
        return not error.token_is_bad
    return isinstance(error, BadRequestError)


def may_be_done(error: ClickUpError) -> bool:
    """Whether the call may have been carried out, so that its result must be searched."""
    if isinstance(error, NoAnswerError):
        return error.may_have_arrived
    refused = (BadRequestError, NotAuthorisedError, NotFoundError, RateLimitedError)
    return not isinstance(error, refused)
