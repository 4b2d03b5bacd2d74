"""The bot with an address that people reach, and a browser for the pages there."""

import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from cryptography.fernet import Fernet
from pydantic import SecretStr
from sqlalchemy import text

from app.config.sign_in import OAuthApp
from app.fill import admit, link, take
from app.fill.page import Blank, Page, as_kept
from app.store import fill_pages
from app.store.prepared import together
from app.web.factory import create_app
from app.web.fill.sign_in import App
from app.workspace.sign_in import SignIn

PUBLIC = "https://bot.example"
#: As the app is registered in the simulated workspace.
CLIENT_ID, CLIENT_SECRET = "SANDBOX0APP0OF0STAGEGATE", "SANDBOX0SECRET0OF0STAGEGATE"
BACK = "http://127.0.0.1/fill/signed-in"
KEY = Fernet.generate_key().decode()


@pytest.fixture
def workspace(workspace):
    """People can reach the web process."""
    workspace.use(public_url=PUBLIC)
    return workspace


@pytest.fixture
def web(engine, clock):
    """A browser, which keeps its cookies."""
    return create_app(engine, now=clock).test_client()


@pytest.fixture
def minor(workspace):
    """The id of an option: what a person sends who chooses the severity Minor."""
    return workspace.option("Severity", "Minor")


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


class Member(Person):
    """Someone who signs in with ClickUp first."""

    def leave(self, address):
        """Open a link and go to ClickUp, which asks who they are; what it was asked."""
        self.open(address)
        to = re.search(r'class="button" href="([^"]+)"', self.page)[1]
        return self.leave_at(html.unescape(to))

    def leave_at(self, to):
        """Go to ClickUp from an address of ours; what it was asked."""
        answer = self._web.get(to.removeprefix(PUBLIC))
        return {key: value for key, [value] in parse_qs(urlsplit(answer.location).query).items()}

    def choose(self, asked, user, **form):
        """Say in ClickUp who they are; the address that this leads back to, without its host."""
        with requests.Session() as session:
            session.trust_env = False
            data = {**asked, "user": user, "workspace": "on"} | form
            chosen = session.post(
                f"{self._workspace.bot.sign_in.app.api_url}",
                data={key: value for key, value in data.items() if value is not None},
                allow_redirects=False,
                timeout=10,
            )
        assert chosen.status_code == 302, chosen.text
        return chosen.headers["Location"].removeprefix("http://127.0.0.1")

    def come_back(self, path):
        """Come back from ClickUp; what the page says."""
        return self._show(self._web.get(path, follow_redirects=True))

    def admitted(self, ticket):
        """Let the worker find out who they are; what the page says then."""
        admit.admit_waiting(self._workspace.bot, ticket)
        return self.look()

    def sign_in(self, ticket, address, user, **form):
        """All of it; what the page says then."""
        self.come_back(self.choose(self.leave(address), user, **form))
        return self.admitted(ticket)

    def sign_out(self, **data):
        action = re.search(r'action="([^"]+/sign-out)"', self.page)[1]
        return self._show(self._web.post(action, data={"token": self.token} | data))

    def send(self, *, token=None, **answers):
        return super().send(token=token, **{"person": self.value("person"), **answers})

    def value(self, key):
        found = re.search(rf'type="hidden" name="{key}" value="([^"]*)"', self.page)
        return found[1] if found else super().value(key)


@pytest.fixture
def signing_in(workspace):
    """People sign in with ClickUp."""
    app = OAuthApp(
        client_id=CLIENT_ID,
        client_secret=SecretStr(CLIENT_SECRET),
        keys=(SecretStr(KEY),),
        api_url=f"{workspace.url}/api",
    )
    workspace.use(sign_in=SignIn(app, sleep=lambda _seconds: None))


@pytest.fixture
def door(engine, clock, workspace, signing_in):  # noqa: ARG001 - as the worker does
    """A browser of a web process that has people sign in."""

    def door(**options):
        app = App(client_id=CLIENT_ID, authorise_url=f"{workspace.url}/api", redirect_url=BACK)
        return create_app(engine, now=clock, sign_in=app, **options).test_client()

    return door


@pytest.fixture
def member(door, workspace):
    return Member(door(), workspace)


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
            page_id = fill_pages.links_in(*together(connection, *fill_pages.links_asked("86a"))).next_id
            new = fill_pages.Issue(
                task_id="86a",
                topic=fill_pages.CARD,
                stage="Replicating",
                user=(None, None),
                at=clock.now,
            )
            fill_pages.issue(connection, page_id, new, as_kept(shown))
            return link.address_of(link.secret_of(connection), PUBLIC, page_id)

    return web_page


@pytest.fixture
def moves(engine):
    """Who moved a ticket, and how it was judged, oldest first."""

    def moves(ticket):
        query = text("SELECT mover_id, mover_name, verdict FROM moves WHERE task_id = :t ORDER BY move_id")
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(query, {"t": ticket})]

    return moves
