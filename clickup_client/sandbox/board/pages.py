"""The pages: a List as a board, and one ticket."""

from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, abort, render_template, request

from clickup_client.sandbox.access.context import Answer, sandbox
from clickup_client.sandbox.access.guard import CLICKUP
from clickup_client.sandbox.board.cards import Card, cards_of, counts_of
from clickup_client.sandbox.board.look import Look, stylesheet, tint
from clickup_client.sandbox.board.panel import guide_of
from clickup_client.sandbox.board.people import looking, people_of
from clickup_client.sandbox.state import Sandbox
from clickup_client.sandbox.workspace.definition import Status, TaskList

pages = Blueprint(
    "pages", __name__, template_folder="templates", static_folder="static", static_url_path="/board/static"
)
pages.add_app_template_filter(tint, "tint")

#: Nothing but our own files, and no style or script inside a page.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; form-action "
)


@dataclass(frozen=True, slots=True)
class Column:
    """A status with its cards, the newest in it first."""

    name: str
    tint: str
    cards: list[Card]


@pages.after_request
def protect(response: Response, *, form_action: str = "'none'") -> Response:
    """What was written in a ticket cannot run in the reader's browser."""
    response.headers["Content-Security-Policy"] = _POLICY + form_action
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def protect_page(response: Response) -> Response:
    """The same for every other page, such as that for an unknown address."""
    is_page = response.mimetype == "text/html" and not request.path.startswith(CLICKUP)
    return protect(response) if is_page and "Content-Security-Policy" not in response.headers else response


@pages.get("/board/colours.css")
def colours() -> Answer:
    """A class for each colour of the Workspace."""
    css = stylesheet(sandbox().workspace)
    return Response(css, mimetype="text/css", headers={"Cache-Control": "no-cache"})


@pages.get("/")
def first_board() -> Answer:
    """The board of the first List."""
    return board(next(iter(sandbox().directory.places)))


@pages.get("/l/<list_id>")
def board(list_id: str) -> Answer:
    """A List: its statuses as columns, its tickets as cards."""
    person = looking()
    with sandbox().lock:
        place = sandbox().directory.places.get(list_id)
        if place is None:
            abort(HTTPStatus.NOT_FOUND)
        look = Look(person.zone, sandbox().now())
        cards = cards_of(sandbox(), list_id, look).values()
        common = common_of(sandbox(), place.list)
        guide = guide_of(sandbox(), look)
    columns = _columns(place.list.statuses, cards)
    return render_template("board.html", columns=columns, guide=guide, **common)


def common_of(running: Sandbox, a_list: TaskList) -> dict[str, Any]:
    """What every page shows around its own. Call it with the sandbox's lock held."""
    counts = counts_of(running)
    return {
        "workspace": running.workspace,
        "list": a_list,
        "lists": [(place.list, counts[place.list.id]) for place in running.directory.places.values()],
        "people": people_of(running),
    }


def _columns(statuses: Iterable[Status], cards: Iterable[Card]) -> list[Column]:
    columns = {status.status: Column(status.status, tint(status.color), []) for status in statuses}
    for card in sorted(cards, key=lambda card: (card.rank, card.id), reverse=True):
        # a status that the List lost still has tickets
        columns.setdefault(card.status, Column(card.status, tint(None), [])).cards.append(card)
    return list(columns.values())
