"""What happens, as server-sent events: the board stays true without asking."""

import json
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, current_app, request
from jinja2 import Environment

from clickup_client.sandbox.access.context import Answer, sandbox
from clickup_client.sandbox.board.cards import Card, cards_of, counts_of
from clickup_client.sandbox.board.look import Look
from clickup_client.sandbox.board.panel import sections
from clickup_client.sandbox.board.people import looking
from clickup_client.sandbox.live.told import told
from clickup_client.sandbox.state import Sandbox
from clickup_client.sandbox.workspace.people import User

#: What is not announced, such as the counters of calls, is looked at so often.
LOOK_SECONDS = 0.5

#: Changes that come so close are told together.
GATHER_SECONDS = 0.03

#: A sign of life for the connection when there is no news.
QUIET_LOOKS = 20

_NOTHING = object()

events = Blueprint("events", __name__)


@events.get("/board/events")
def follow() -> Answer:
    """
    Events for the board of ``?list=``, as the user ``?as=`` sees it.

    Each is a JSON object with what changed: ``cards`` (``id``, ``status``, ``rank``, ``html``; all in the
    first), ``gone`` (ids of cards), ``counts`` (of tickets by List), ``panel`` (its sections as HTML),
    ``happened`` (see :func:`.told.told`), ``reload`` when the page itself is out of date.
    """
    news = News(sandbox(), current_app.jinja_env, list_id=request.args.get("list", ""), person=looking())
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return Response(_lines(sandbox(), news), mimetype="text/event-stream", headers=headers)


def _lines(running: Sandbox, news: "News") -> Iterator[str]:
    with running.feed.follow() as follower:
        quiet = 0
        while follower.wait(LOOK_SECONDS):
            if fresh := news.fresh():
                quiet = 0
                yield f"data: {json.dumps(fresh, separators=(',', ':'))}\n\n"
                time.sleep(GATHER_SECONDS)
            else:
                quiet += 1
                if quiet % QUIET_LOOKS == 1:
                    yield ": nothing new\n\n"


class News:
    """
    What a follower has not been told yet.

    Args:
        sandbox: Where it happens.
        templates: What the cards are made with.
        list_id: Whose cards; unknown Lists have none.
        person: Who looks.
    """

    def __init__(self, sandbox: Sandbox, templates: Environment, *, list_id: str, person: User) -> None:
        self._sandbox = sandbox
        self._card = templates.get_template("card.html")
        self._sections = templates.get_template("panel.html").module
        self._panel: dict[str, Any] = {}
        self._list_id = list_id
        self._person = person
        self._cards: dict[str, Card] = {}
        self._number = sandbox.journal.number
        self._columns: list[str] | None = None
        self._counts: Counter[str] = Counter()
        self._changes: int | None = None

    def fresh(self) -> dict[str, Any]:
        """All that changed since the last call; empty when nothing did."""
        changes = self._sandbox.feed.changes
        with self._sandbox.lock:
            look = Look(self._person.zone, self._sandbox.now())
            cards, counts = self._cards, self._counts
            if changes != self._changes:  # what is not announced is none of the cards'
                cards = cards_of(self._sandbox, self._list_id, look)
                counts = counts_of(self._sandbox)
            columns = self._columns_now()
            happened = self._sandbox.journal.happenings(self._number)
            panel = sections(self._sandbox, look)
        changed = [card for card in cards.values() if self._cards.get(card.id) != card]
        gone = [task_id for task_id in self._cards if task_id not in cards]
        renamed = self._columns is not None and self._columns != columns
        recounted = self._changes is not None and self._counts != counts
        self._cards, self._counts, self._columns, self._changes = cards, counts, columns, changes
        self._number = max((each.number for each in happened), default=self._number)
        news: dict[str, Any] = {}
        if fresh := {name: data for name, data in panel.items() if self._panel.get(name, _NOTHING) != data}:
            news["panel"] = {name: getattr(self._sections, name)(data) for name, data in fresh.items()}
        self._panel = panel
        if changed:
            news["cards"] = [self._shown(card) for card in changed]
        if gone:
            news["gone"] = gone
        if happened:
            news["happened"] = [told(each) for each in happened]
        if recounted:
            news["counts"] = counts
        if renamed:
            news["reload"] = True
        return news

    def _columns_now(self) -> list[str]:
        place = self._sandbox.directory.places.get(self._list_id)
        return [] if place is None else [status.status for status in place.list.statuses]

    def _shown(self, card: Card) -> dict[str, Any]:
        return {
            "id": card.id,
            "status": card.status,
            "rank": card.rank,
            "html": self._card.render(card=card),
        }
