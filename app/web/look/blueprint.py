"""Serves style sheet and script of all pages, and gives them their headers and their plain messages."""

from http import HTTPStatus
from typing import TypeVar

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue
from werkzeug import Response as PlainResponse

_Answer = TypeVar("_Answer", bound=PlainResponse)

#: Only our own style sheet and script are loaded, and no other page can show one of ours inside it.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "img-src data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "private, no-cache",
}


def look() -> Blueprint:
    """The style sheet, the script that lets a page wait, and the templates that others extend."""
    page = Blueprint(
        "look",
        __name__,
        url_prefix="/look",
        template_folder="templates",
        static_folder="static",
        static_url_path="",
    )
    page.after_request(protected)
    return page


def protected(response: _Answer) -> _Answer:
    """The response with the headers of a page; those that it has already stay."""
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def protected_page(response: Response) -> Response:
    """The same for every page, also for one that Flask makes itself, such as for an unknown address."""
    return protected(response) if response.mimetype == "text/html" else response


def message(status: int, title: str, text: str) -> ResponseReturnValue:
    """Make a page that only shows a message."""
    headers = {"Retry-After": "10"} if status == HTTPStatus.SERVICE_UNAVAILABLE else {}
    return render_template("message.html", title=title, text=text), status, headers
