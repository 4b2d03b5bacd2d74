"""The clients' form in a real browser, without JavaScript of ours: filled in, sent, wrong, and on a phone."""

import pytest

from app.intake import make_ticket
from app.messages import form as words
from app.messages.questions import CONTACT_EMAIL
from tests.browser.webdriver import IS_THERE

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not IS_THERE, reason="not here: chromium and chromedriver"),
]

#: Wide like a desk's screen, and narrow like a phone's.
DESK, PHONE = (1100, 1400), (375, 800)


def test_a_client_reports_a_problem_and_sees_the_tickets_number(window, form, bot, tmp_path):
    picture = tmp_path / "black.png"
    picture.write_bytes(b"PNG")
    window.size(*DESK)
    window.open(form)
    window.write("#summary", "Trailer stays black")
    window.write("#category", "Data Issues")
    window.write("#description", "I press play, and nothing happens.")
    window.write("#company", "Kino Terminus")
    window.write("#contact_email", "client@kino.example")
    window.write("#files", str(picture))
    window.click("#severity")
    window.click("button")

    reference = window.wait_for("#reference")
    assert window.address.endswith(f"/intake/receipt/{reference}")
    assert "We are creating your ticket." in window.text("#waiting")
    assert window.role(".receipt") == "status"

    make_ticket.take_submission(bot, reference)

    number = window.wait_for("#number")  # the page looks again by itself
    task = bot.client.get_task(number)
    assert task.name == "Trailer stays black"
    assert [attached.title for attached in task.attachments] == ["black.png"]


def test_mistakes_are_led_to_and_nothing_has_to_be_written_again(window, form):
    window.size(*PHONE)
    window.open(form)
    window.write("#summary", "Trailer stays black")
    window.write("#contact_email", "nobody")
    window.click("button")

    assert window.wait_for("#problems h2") == "There are 5 problems"
    assert window.run("return document.activeElement.id") == "problems"
    assert window.role("#problems") == "alert"
    assert window.run("return document.title") == "Error: Report a problem"
    assert window.run("return document.getElementById('summary').value") == "Trailer stays black"
    assert window.run("return document.documentElement.scrollWidth") <= PHONE[0]
    window.click("a[href='#contact_email']")
    assert window.run("return document.activeElement.id") == "contact_email"
    assert window.label("#contact_email") == "Your e-mail address"
    described = window.run("return document.activeElement.ariaDescribedByElements.map(e => e.textContent)")
    assert described == [
        CONTACT_EMAIL.hint,
        f"Error: {words.NO_EMAIL}",
    ]
