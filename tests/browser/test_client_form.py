"""The clients' form in a real browser, without JavaScript of ours: filled in, sent, wrong, and on a phone."""

import pytest
from playwright.sync_api import expect

from app.intake import make_ticket
from app.messages.client import form as words
from app.messages.client.questions import CONTACT_EMAIL
from tests.browser.window import CHROMIUM, NOT_HERE, PHONE, barriers

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=NOT_HERE)


def test_a_client_reports_a_problem_and_sees_the_tickets_number(page, form, bot, tmp_path):
    picture = tmp_path / "black.png"
    picture.write_bytes(b"PNG")
    page.goto(form)
    page.fill("#summary", "Trailer stays black")
    page.select_option("#category", "Data Issues")
    page.fill("#description", "I press play, and nothing happens.")
    page.fill("#company", "Kino Terminus")
    page.fill("#contact_email", "client@kino.example")
    page.set_input_files("#files", picture)
    page.check("#severity")
    page.click("button")

    reference = page.locator("#reference").inner_text()
    assert page.url.endswith(f"/intake/receipt/{reference}")
    expect(page.locator("#waiting")).to_contain_text("We are creating your ticket.")
    expect(page.locator(".receipt")).to_have_role("status")

    make_ticket.take_report(bot, reference)

    number = page.locator("#number").inner_text()  # the page looks again by itself
    task = bot.client.get_task(number)
    assert task.name == "Trailer stays black"
    assert [attached.title for attached in task.attachments] == ["black.png"]


def test_mistakes_are_led_to_and_nothing_has_to_be_written_again(page, form):
    page.set_viewport_size(PHONE)
    page.goto(form)
    page.fill("#summary", "Trailer stays black")
    page.fill("#contact_email", "nobody")
    page.click("button")

    expect(page.locator("#problems h2")).to_have_text("There are 5 problems")
    expect(page.locator("#problems")).to_be_focused()
    expect(page.locator("#problems")).to_have_role("alert")
    expect(page).to_have_title("Error: Report a problem")
    expect(page.locator("#summary")).to_have_value("Trailer stays black")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.click("a[href='#contact_email']")
    address = page.locator("#contact_email")
    expect(address).to_be_focused()
    expect(address).to_have_accessible_name("Your e-mail address")
    expect(address).to_have_accessible_description(f"{CONTACT_EMAIL.hint} Error: {words.NO_EMAIL}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_on_the_form_and_its_receipt_is_a_barrier(page, form, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(form)
    page.click("button")
    expect(page.locator("#problems")).to_be_focused()
    assert barriers(page) == []

    page.fill("#summary", "Trailer stays black")
    page.select_option("#category", "Data Issues")
    page.fill("#description", "I press play, and nothing happens.")
    page.fill("#company", "Kino Terminus")
    page.fill("#contact_email", "client@kino.example")
    page.check("#severity")
    page.click("button")
    expect(page.locator("#waiting")).to_be_visible()
    assert barriers(page) == []
