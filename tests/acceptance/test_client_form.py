"""The clients' form of the demo, as a browser sends it: one report, one ticket, with its file."""

import re

import pytest
import requests

from app.messages.client import form as words
from tests.acceptance.conftest import wait_for

pytest_plugins = ["tests.acceptance.fixtures"]

ANSWERS = {
    "summary": "Trailer stays black",
    "category": "Data Issues",
    "description": "I press play, and nothing happens.",
    "severity": "Major",
    "company": "filmhus byrå",
    "contact_email": "client@example.com",
}


@pytest.fixture
def visitor():
    """A browser, as far as a form needs one."""
    with requests.Session() as session:
        session.trust_env = False
        yield session


def send(visitor, demo, **answers):
    """Open the form, fill it in and send it; the page that comes then."""
    form = f"{demo.web}/intake/form/demo"
    token = re.search(r'name="token" value="([^"]+)"', visitor.get(form, timeout=120).text)[1]
    picture = ("black.png", b"PNG", "image/png")
    return visitor.post(form, data={"token": token, **answers}, files={"files": picture}, timeout=120)


def test_a_report_becomes_a_ticket_with_its_file(visitor, demo, clickup):
    receipt = send(visitor, demo, **ANSWERS)

    assert receipt.ok
    assert "/intake/receipt/" in receipt.url

    def number():
        page = visitor.get(receipt.url, timeout=120).text
        return re.search(r'id="number">([^<]+)<', page)

    ticket = wait_for(number)[1]
    wait_for(lambda: clickup.task(ticket)["attachments"])
    clickup.wait_until_accepted(ticket)
    task = clickup.task(ticket)
    assert (task["name"], clickup.status(ticket)) == ("Trailer stays black", "validating")
    assert [each["title"] for each in task["attachments"]] == ["black.png"]
    assert clickup.field(ticket, "Category") == "Data Issues"
    assert clickup.field(ticket, "Client email") == "client@example.com"


def test_every_wrong_answer_is_named_and_no_ticket_made(visitor, demo):
    page = send(visitor, demo, **ANSWERS | {"category": "Weather", "contact_email": "nobody"})

    assert page.status_code == 422
    assert "There are 2 problems" in page.text
    assert words.NO_EMAIL in page.text
    assert 'value="Trailer stays black"' in page.text
