"""The bot with an address that people reach, and a browser for the pages there."""

import html
import re

import pytest

from app.fill import link, take
from app.fill.page import Blank, Page, as_kept
from app.store import fill_pages
from app.web.factory import create_app

PUBLIC = "https://bot.example"


@pytest.fixture
def workspace(workspace):
    """People can reach the web process."""
    workspace.use(public_url=PUBLIC)
    return workspace


@pytest.fixture
def web(engine, clock):
    """A browser, which keeps its cookies."""
    return create_app(engine, now=clock).test_client()


class Person:
    """Someone who opens a link, fills in the page, and looks at what becomes of it."""

    def __init__(self, web, workspace):
        self._web, self._workspace = web, workspace
        self.page = ""
        self.status = 0

    def open(self, address):
        """Follow a link; what the page says."""
        return self._show(self._web.get(address.removeprefix(PUBLIC)))

    def send(self, *, token=None, **answers):
        """Save the page; what comes next says."""
        action = re.search(r'action="([^"]+)"', self.page)[1]
        data = {"token": token or self.token} | answers
        return self._show(self._web.post(action, data=data, follow_redirects=True))

    def settle(self, task_id):
        """Let the worker carry it out and judge it; what the page says then."""
        take.take_fillings(self._workspace.bot, task_id)
        self._workspace.settle(task_id)
        return self.look()

    def look(self):
        return self._show(self._web.get(self.address))

    @property
    def token(self):
        return re.search(r'name="token" value="([^"]+)"', self.page)[1]

    def _show(self, answer):
        self.page, self.status = answer.get_data(as_text=True), answer.status_code
        self.address = answer.request.path
        return self.text

    @property
    def text(self):
        return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", self.page)).split())

    def value(self, key):
        """What is in a control of the page."""
        tag = rf'<(?:input|textarea) (?=[^>]*id="{key}")([^>]*)>([^<]*)'
        control, inside = re.search(tag, self.page).groups()
        held = re.search(r' value="([^"]*)"', control)
        return html.unescape(held[1] if held else inside.strip())


@pytest.fixture
def person(web, workspace):
    return Person(web, workspace)


@pytest.fixture
def link_of(workspace):
    """The link in the newest comment of the bot on a ticket."""

    def link_of(ticket):
        runs = workspace.comments(ticket)[0]["comment"]
        links = [run.get("attributes", {}).get("link") for run in runs]
        return next(link for link in links if link)

    return link_of


@pytest.fixture
def refused(ready, workspace, link_of):
    """A ticket without some data that Quentin moved too early, and the link in its refusal."""

    def refused(*, by="qa", **changes):
        ticket = ready("validating", **changes)
        workspace.move(ticket, "replicating", by=by)
        return ticket, link_of(ticket)

    return refused


@pytest.fixture
def web_page(engine, clock):
    """The address of a page with one blank, for no real ticket."""

    def web_page(*, label, **blank):
        shown = Page(
            name="Checkout fails",
            url="https://app.clickup.com/t/86a",
            home="Validating",
            stage="Replicating",
            blanks=(Blank(key=label.casefold(), label=label, why=f"{label} is not set.", **blank),),
        )
        with engine.begin() as connection:
            page_id = fill_pages.issue(
                connection,
                "86a",
                fill_pages.CARD,
                stage="Replicating",
                user=(None, None),
                shows=as_kept(shown),
                at=clock.now,
            )
            return link.address_of(connection, PUBLIC, page_id)

    return web_page
