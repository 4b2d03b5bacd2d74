"""The answers with which ClickUp says no: an HTTP status and ``{"err", "ECODE"}``."""

from http import HTTPStatus


class Refused(Exception):  # noqa: N818 - the request was refused; nothing went wrong in the sandbox
    """
    A request that ClickUp would not carry out. Nothing was changed.

    Args:
        status: The HTTP status of the answer.
        err: ClickUp's text for people.
        ecode: A code such as ``"OAUTH_019"``. The OAUTH codes and FIELD_011 are from ClickUp's public
            material; all others are only made to look like ClickUp's, and no program should rely on them.
    """

    def __init__(self, status: int, err: str, ecode: str) -> None:
        super().__init__(f"{status} {ecode}: {err}")
        self.status = int(status)
        self.err = err
        self.ecode = ecode

    @property
    def body(self) -> dict[str, str]:
        """The JSON body of the answer."""
        return {"err": self.err, "ECODE": self.ecode}


def bad_request(err: str, ecode: str) -> Refused:
    """400: the request says something impossible."""
    return Refused(HTTPStatus.BAD_REQUEST, err, ecode)


def not_found(err: str, ecode: str) -> Refused:
    """404: no such thing, or not any more."""
    return Refused(HTTPStatus.NOT_FOUND, err, ecode)


def hidden_task() -> Refused:
    """401: the task is there, but not for this token."""
    return Refused(HTTPStatus.UNAUTHORIZED, "You do not have access to this task", "ACCESS_083")


def workspace_not_authorised() -> Refused:
    """401: the token belongs to another Workspace, or the thing never existed or was purged."""
    return Refused(HTTPStatus.UNAUTHORIZED, "Team not authorized", "OAUTH_027")
