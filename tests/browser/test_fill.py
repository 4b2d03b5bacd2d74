"""The page to fill in what is missing, in a real browser, with a whole demo behind it."""

import re

import pytest
from playwright.sync_api import expect

from app.messages import fill as words
from tests.acceptance.conftest import wait_for
from tests.acceptance.people import ClickUp
from tests.browser.window import CHROMIUM, DESK, NOT_HERE, PHONE, barriers, picture, window

pytestmark = [pytest.mark.slow, pytest.mark.skipif(CHROMIUM is None, reason=NOT_HERE)]


@pytest.fixture(scope="module")
def clickup(demo):
    return ClickUp(demo.sandbox)


@pytest.fixture
def refused(clickup):
    """A ticket without some fields that Quentin moved too early, and the link in its refusal."""

    def refused(*without):
        ticket = clickup.ready("validating", due=None, without=without)
        clickup.drag(ticket, "replicating", by="qa")
        return ticket, wait_for(lambda: link_in(clickup, ticket))

    return refused


def link_in(clickup, ticket):
    runs = [run for comment in clickup.comments(ticket) for run in comment["comment"]]
    return next((run["attributes"]["link"] for run in runs if run.get("text") == words.LINK), None)


def save(page):
    page.get_by_role("button", name="Save and move to Replicating").click()


def test_what_is_filled_in_moves_the_ticket(page, refused, clickup):
    ticket, link = refused("Severity", "Acceptance Criteria", "Company")
    page.goto(link)
    picture(page, "fill")
    page.get_by_label("Severity").select_option("Minor")
    page.get_by_label("Acceptance Criteria").fill("The sum is right.")
    page.get_by_label("Company").fill("Kino Terminus")
    save(page)

    expect(page.get_by_role("heading")).to_have_text(words.entered("Replicating"))
    expect(page).to_have_title(words.entered("Replicating"))
    assert clickup.status(ticket) == "replicating"
    page.goto(link)
    expect(page.get_by_role("heading")).to_have_text(words.NOT_GOOD)


def test_what_is_still_missing_is_led_to_by_keyboard_alone(chromium, refused, clickup):
    ticket, link = refused("Severity", "Acceptance Criteria")
    with window(chromium, viewport=PHONE, java_script_enabled=False) as phone:
        phone.goto(link)
        phone.get_by_label("Acceptance Criteria").focus()
        phone.keyboard.type("The sum is right.")
        phone.get_by_role("button").focus()
        phone.keyboard.press("Enter")

        expect(phone.locator("#problems")).to_contain_text("Saved: Acceptance Criteria.")
        expect(phone.locator("#problems")).to_be_focused()
        phone.locator("#problems a").focus()
        phone.keyboard.press("Enter")
        expect(phone.get_by_label("Severity")).to_have_accessible_description(
            re.compile("Error: Severity is")
        )
        assert clickup.status(ticket) == "validating"


def test_what_clickup_takes_half_of_says_which_half(page, refused, clickup):
    ticket, link = refused("Severity", "Acceptance Criteria")
    page.goto(link)
    page.get_by_label("Severity").select_option("Minor")
    page.get_by_label("Acceptance Criteria").fill("The sum is right.")
    field = clickup.fields["Acceptance Criteria"]["id"]
    body = {"err": "Value is not valid", "ECODE": "FIELD_011"}
    with clickup.fault(
        path=f"/api/v2/task/{ticket}/field/{field}", token="pk_sandbox", status=400, body=body
    ):
        save(page)
        expect(page.locator("#problems")).to_contain_text(words.partly("Validating"))

    expect(page.locator("#problems")).to_contain_text("Saved: Severity.")
    expect(page.locator("#problems")).to_contain_text("Not saved: Acceptance Criteria.")
    expect(page.get_by_label("Acceptance Criteria")).to_have_value("The sum is right.")
    assert clickup.status(ticket) == "validating"
    save(page)
    expect(page.get_by_role("heading")).to_have_text(words.entered("Replicating"))


def test_a_double_click_is_one(page, refused, clickup):
    ticket, link = refused("Severity")
    page.goto(link)
    page.get_by_label("Severity").select_option("Minor")
    page.get_by_role("button", name="Save and move").dblclick()

    expect(page.get_by_role("heading")).to_have_text(words.entered("Replicating"))
    clickup.wait_until_quiet("card", "command")
    assert len([each for each in clickup.comments(ticket) if words.LINK in each["comment_text"]]) <= 1


@pytest.mark.parametrize(
    ("scheme", "size"), [("light", DESK), ("dark", DESK), ("light", PHONE)], ids=["light", "dark", "phone"]
)
def test_nothing_on_the_page_is_a_barrier(chromium, refused, scheme, size):
    _, link = refused("Severity", "Acceptance Criteria", "Company", "Target URL")
    with window(chromium, viewport=size, color_scheme=scheme) as page:
        page.goto(link)
        assert barriers(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        save(page)
        expect(page.locator("#problems")).to_be_focused()
        assert barriers(page) == []
        page.get_by_label("Severity").select_option("Minor")
        page.get_by_label("Acceptance Criteria").fill("The sum is right.")
        page.get_by_label("Company").fill("Kino Terminus")
        page.get_by_label("Target URL").fill("https://shop.example/checkout")
        save(page)
        expect(page.get_by_role("heading")).to_have_text(words.entered("Replicating"))
        assert barriers(page) == []
        page.goto(link)
        expect(page.get_by_role("heading")).to_have_text(words.NOT_GOOD)
        assert barriers(page) == []
