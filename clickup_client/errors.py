"""
Everything that can go wrong between us and ClickUp: one class per reaction.

The text of an error begins with the method and the path, which carry the ids. It never holds the token, a
request's headers or a request's body.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

#: Codes by which ClickUp says that the token itself is missing, unknown or revoked, so that no call will
#: succeed. The other OAUTH codes concern one workspace only. Source:
#: https://developer.clickup.com/docs/common_errors
TOKEN_CODES = frozenset({"OAUTH_017", "OAUTH_018", "OAUTH_019", "OAUTH_021", "OAUTH_025", "OAUTH_077"})

#: Codes with which ClickUp refuses a task, List or Folder that never existed, was purged, or is hidden from
#: the token. They come with 401, as those of a bad token do. ACCESS_083, "You do not have access to this
#: task", is not documented. Source of the others: https://developer.clickup.com/docs/common_errors
GONE_CODES = frozenset(
    {"ACCESS_083", "OAUTH_023", "OAUTH_026", "OAUTH_027", *(f"OAUTH_{number:03}" for number in range(29, 46))}
)


#: Codes with which ClickUp refuses a request for good although the status is 500: a field's value, an id that
#: is no group of users. Measured, not documented.
REFUSED_CODES = frozenset({"FIELD_017", "GROUP_HELPERS_001"})

#: The code with which ClickUp refuses a webhook's address: this machine, some tunnels, hosts that it cannot
#: reach. Measured, not documented.
ADDRESS_REFUSED = "OAUTH_194"

#: The reason of an error about an answer that only a page of HTML, or half an answer, can be.
NOT_JSON = "the answer is not JSON"


class ClickUpError(Exception):
    """
    A call to ClickUp did not give what was asked for.

    Attributes:
        method, path: The call, such as ``"PUT"`` and ``"/v2/task/9hx"``.
        status: The HTTP status; ``None`` when there was no answer.
        code: ClickUp's ``ECODE``, such as ``"OAUTH_019"``; ``None`` when the answer had none.
        reason: ClickUp's own words, or ours where it said nothing.
    """

    def __init__(
        self, reason: str, *, method: str, path: str, status: int | None = None, code: str | None = None
    ) -> None:
        self.method = method
        self.path = path
        self.status = status
        self.code = code
        self.reason = reason
        numbers = " ".join(str(part) for part in (status, code) if part is not None)
        super().__init__(f"{method} {path}: {numbers + ' ' if numbers else ''}{reason}")


class BadRequestError(ClickUpError):
    """
    ClickUp refused the request as wrong. The same request will be refused again.

    That is 400 and other 4xx, and 500 with one of :data:`REFUSED_CODES`.
    """


class NotAuthorisedError(ClickUpError):
    """The token is wrong, or may not touch this workspace or item (401, 403)."""

    @property
    def token_is_bad(self) -> bool:
        """Whether the token itself was refused, so that every other call will fail as well."""
        return self.code in TOKEN_CODES


class NotFoundError(ClickUpError):
    """
    No such item for this token: deleted, purged, never there, or hidden from it.

    ClickUp answers 404 for what lies in the trash, and 401 with one of :data:`GONE_CODES` for the rest. The
    client asks once more before it raises this, because single answers of the kind were seen to be wrong.
    """


class RateLimitedError(ClickUpError):
    """
    The minute's requests are used up (429). The request was certainly not carried out.

    Attributes:
        resets_at: When the next minute begins, aware UTC; ``None`` when ClickUp did not say.
    """

    def __init__(
        self,
        reason: str,
        *,
        method: str,
        path: str,
        status: int | None = 429,
        code: str | None = None,
        resets_at: datetime | None = None,
    ) -> None:
        super().__init__(reason, method=method, path=path, status=status, code=code)
        self.resets_at = resets_at


class ServerBrokenError(ClickUpError):
    """ClickUp failed (5xx). The request may have been carried out all the same."""


class NoAnswerError(ClickUpError):
    """
    No answer came: no connection, a lost one, or a time-out.

    Attributes:
        may_have_arrived: ``False`` only when no connection came about, so that nothing can have been sent.
    """

    def __init__(self, reason: str, *, method: str, path: str, may_have_arrived: bool = True) -> None:
        super().__init__(reason, method=method, path=path)
        self.may_have_arrived = may_have_arrived


class UnexpectedAnswerError(ClickUpError):
    """A redirect, or a 2xx answer that is no answer: not JSON, an error in its body, or an odd record."""

    @property
    def is_of_a_stranger(self) -> bool:
        """Whether something between us and ClickUp answered, such as a proxy with its page."""
        return self.reason == NOT_JSON or self.status not in range(200, 300)


class OddRecordError(UnexpectedAnswerError):
    """A 2xx answer whose record has another shape than ClickUp documents. It is read so again next time."""


class InvalidSignatureError(Exception):
    """The webhook delivery is not signed, or not with the webhook's secret."""


class InvalidDeliveryError(Exception):
    """The body of a webhook delivery is not a JSON object with a ``webhook_id``."""


class UnreadableFieldError(Exception):
    """
    A custom field holds something that its type does not allow.

    Attributes:
        field_id, field_name: Which field.
        reason: What is wrong with it, as the end of a sentence that begins with the field's name.
    """

    def __init__(self, reason: str, *, field_id: str, field_name: str) -> None:
        self.field_id = field_id
        self.field_name = field_name
        self.reason = reason
        super().__init__(f"field {field_id} ({field_name}): {reason}")


class OptionGoneError(UnreadableFieldError):
    """A drop-down or a field of labels holds an option that it does not offer: it was deleted."""
