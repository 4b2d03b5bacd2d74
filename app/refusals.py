"""What ClickUp refuses for good, so that another way has to be found instead of trying again."""

from clickup_client.errors import BadRequestError, ClickUpError, NotAuthorisedError


def is_refusal(error: ClickUpError) -> bool:
    """
    Whether the same call would be refused again while others go on: a person who left, a status that is gone.

    A token that is refused altogether is none: no other way leads past that.
    """
    if isinstance(error, NotAuthorisedError):
        return not error.token_is_bad
    return isinstance(error, BadRequestError)
