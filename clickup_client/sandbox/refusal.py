"""The answers with which ClickUp says no: an HTTP status and ``{"err", "ECODE"}``."""

from http import HTTPStatus
from typing import Any, Final

from pydantic import ValidationError

#: The code of a missing right; its answer says more than others.
_NO_RIGHT = "ACCESS_064"


class Refused(Exception):  # noqa: N818 - the request was refused; nothing went wrong in the sandbox
    """
    A request that ClickUp would not carry out. Nothing was changed.

    Args:
        status: The HTTP status of the answer.
        err: ClickUp's text for people.
        ecode: A code such as ``"OAUTH_019"``. The OAUTH codes and FIELD_011 are from ClickUp's public
            material, those of the functions below were recorded; all others are only made to look like
            ClickUp's, and no program should rely on them.
    """

    def __init__(self, status: int, err: str, ecode: str) -> None:
        super().__init__(f"{status} {ecode}: {err}")
        self.status = int(status)
        self.err = err
        self.ecode = ecode

    @property
    def body(self) -> dict[str, Any]:
        """The JSON body of the answer; for a missing right also what was refused."""
        body: dict[str, Any] = {"err": self.err, "ECODE": self.ecode}
        if self.ecode == _NO_RIGHT:
            body["meta"] = {"authorization_failures": [{"reason": self.err}]}
        return body


def bad_request(err: str, ecode: str) -> Refused:
    """400: the request says something impossible."""
    return Refused(HTTPStatus.BAD_REQUEST, err, ecode)


def malformed(error: ValidationError, ecode: str) -> Refused:
    """400 for the first thing that is wrong with what was sent."""
    first = error.errors()[0]
    return bad_request(f"{'.'.join(map(str, first['loc']))}: {first['msg']}", ecode)


def not_found(err: str, ecode: str) -> Refused:
    """404: no such thing, or not any more."""
    return Refused(HTTPStatus.NOT_FOUND, err, ecode)


#: ClickUp's texts for things that are not there, by their code. All were recorded.
_NOT_THERE: Final = {
    "OAUTH_027": "Team not authorized",
    "ACCESS_083": "You do not have access to this task",
    "ITEM_013": "Task not found, deleted",
}


def not_there(answer: str) -> Refused:
    """No such thing for this token, as ClickUp says it: ``"401 OAUTH_027"`` and the like."""
    status, _, ecode = answer.partition(" ")
    return Refused(int(status), _NOT_THERE[ecode], ecode)


def no_right(what: str) -> Refused:
    """401: the token's user may see it, but not do that."""
    return Refused(HTTPStatus.UNAUTHORIZED, what, _NO_RIGHT)


def no_such_workspace() -> Refused:
    """401: the token belongs to another Workspace."""
    return Refused(HTTPStatus.UNAUTHORIZED, "Team not authorized", "OAUTH_192")


def unknown_field() -> Refused:
    """400, as recorded for a field of other Lists than the task's."""
    return bad_request("Custom field is not available on this task", "FIELD_115")


def invalid_date() -> Refused:
    """500, as recorded for a date field that is given something else."""
    return Refused(HTTPStatus.INTERNAL_SERVER_ERROR, "Value is not a valid date", "FIELD_017")


def unknown_group() -> Refused:
    """500, as recorded for an id that is no Team of users."""
    return Refused(HTTPStatus.INTERNAL_SERVER_ERROR, "Internal Server Error", "GROUP_HELPERS_001")


def unknown_place() -> Refused:
    """401: a Folder, List or Space that never existed, or that this token may not see."""
    return not_there("401 OAUTH_027")
