"""Signing in with ClickUp to fill in what is missing, in a real browser, with a whole demo behind it."""

import re
import shutil

import pytest
from playwright.sync_api import expect

from app.messages import fill as words
from tests.acceptance.conftest import RunningDemo, wait_for
from tests.acceptance.people import ClickUp
from tests.browser.window import CHROMIUM, DESK, NOT_HERE, PHONE, barriers, window
from tests.memory import new_folder

pytestmark = [pytest.mark.slow, pytest.mark.skipif(CHROMIUM is None, reason=NOT_HERE)]


PAULA, THEO = 54000004, 54000005
TICKETS_LIST = "901200000001"


@pytest.fixture(scope="module")
def demo():
    """A demo in which people sign in."""
    folder = new_folder()
    with RunningDemo(folder / "sign-in", options=("--rate-limit", "1000", "--sign-in")) as demo:
        demo.wait_until_ready()
        yield demo
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def clickup(demo):
    return ClickUp(demo.sandbox)


@pytest.fixture
def refused(clickup):
    """A ticket without a severity that Quentin moved too early, and the link in its refusal."""

    def refused():
        ticket = clickup.ready("validating", due=None, without=("Severity",))
        clickup.drag(ticket, "replicating", by="qa")
        return ticket, wait_for(lambda: link_in(clickup, ticket))

    return refused


def link_in(clickup, ticket):
    runs = [run for comment in clickup.comments(ticket) for run in comment["comment"]]
    return next((run["attributes"]["link"] for run in runs if run.get("text") == words.LINK), None)


def sign_in(page, name):
    page.get_by_role("link", name=words.SIGN_IN).click()
    page.get_by_label(name).check()
    page.get_by_role("button", name="Connect Workspace").click()


def heading(page):
    return page.get_by_role("heading", level=1)


def test_who_signs_in_fills_in_and_moves_the_ticket_in_their_own_name(page, refused, clickup):
    ticket, link = refused()
    page.goto(link)
    sign_in(page, "Olivia Ops")
    expect(page.get_by_text("This is saved in the name of Olivia Ops.")).to_be_visible()
    page.get_by_label("Severity").select_option("Minor")
    page.get_by_role("button", name="Save and move to Replicating").click()

    expect(heading(page)).to_have_text(words.entered("Replicating"))
    assert clickup.status(ticket) == "replicating"
    by_token = clickup.state("calls")["calls"]["by_token"]
    written = {name: each["by_call"] for name, each in by_token.items() if name.startswith("oauth:")}
    assert written["oauth:54000002"]["PUT /api/v2/task/{task_id}"] == 1


def test_who_signs_out_is_asked_again(page, refused):
    _, link = refused()
    page.goto(link)
    sign_in(page, "Quentin QA")
    page.get_by_role("button", name="Sign out").click()

    expect(heading(page)).to_have_text(words.SIGNED_OUT)
    page.goto(link)
    expect(heading(page)).to_have_text(words.SIGN_IN)


def assert_turned_away(page, link, name):
    page.goto(link)
    sign_in(page, name)
    expect(heading(page)).to_have_text(words.NOT_GOOD)
    page.goto(link)
    expect(heading(page)).to_have_text(words.SIGN_IN)


def test_a_member_who_may_not_see_the_ticket_is_turned_away(page, refused, clickup):
    ticket, link = refused()
    clickup.sandbox("POST", f"/tasks/{ticket}", **{"is": "hidden", "users": [THEO]})

    assert_turned_away(page, link, "Theo Tech")


def test_a_guest_is_turned_away(page, refused, clickup):
    _, link = refused()
    clickup.sandbox("POST", f"/users/{PAULA}", role="guest", only_lists=[TICKETS_LIST])
    try:
        assert_turned_away(page, link, "Paula PM")
    finally:
        clickup.sandbox("POST", f"/users/{PAULA}", role="member", only_lists=None)


def test_an_expired_link_says_nothing_before_and_after(page, refused, clickup):
    ticket, link = refused()
    clickup.fill(ticket, {"Severity": "Minor"})
    clickup.drag(ticket, "replicating", by="qa")
    clickup.wait_for_entry(ticket, "replicating")
    page.goto(link)

    expect(heading(page)).to_have_text(words.SIGN_IN)
    sign_in(page, "Olivia Ops")
    expect(heading(page)).to_have_text(words.NOT_GOOD)


@pytest.mark.parametrize(
    ("scheme", "size"), [("light", DESK), ("dark", DESK), ("light", PHONE)], ids=["light", "dark", "phone"]
)
def test_nothing_on_the_pages_is_a_barrier(chromium, refused, scheme, size):
    _, link = refused()
    with window(chromium, viewport=size, color_scheme=scheme) as page:

        def fits():
            assert barriers(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]

        page.goto(link)
        fits()
        page.get_by_role("link", name=words.SIGN_IN).click()
        expect(heading(page)).to_have_text(re.compile("asks to act for you"))
        fits()
        page.get_by_label("Olivia Ops").check()
        page.get_by_role("button", name="Connect Workspace").click()
        expect(page.get_by_role("button", name="Sign out")).to_be_visible()
        fits()
        page.get_by_role("button", name="Sign out").click()
        expect(heading(page)).to_have_text(words.SIGNED_OUT)
        fits()
