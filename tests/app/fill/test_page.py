"""What the page shows: only what is missing, with the right controls, and what is there."""

import pytest

from app.messages import fill as words
from tests.app.people import OPEN, QA


def test_only_what_is_missing_is_asked_for_and_the_rest_is_shown(refused, person):
    _, address = refused(Severity=None)
    page = person.open(address)

    assert page == (
        "Checkout fails Checkout fails This ticket is in Validating. Fill in what Replicating requires. "
        "What is missing Severity Choose … Critical Major Minor Trivial "
        "What is there Acceptance Criteria The checkout works. Target URL https://shop.example/checkout "
        "Steps to Reproduce the Issue Press the button. Ops Can Reproduce the Issue No "
        "Issue affects other clients No Client Target Date Thu 24 Dec 2026 Company Tier Gold "
        "Save and move to Replicating This is saved in the name of Qa. Open the ticket in ClickUp"
    )
    assert person.page.count("<select") == 1


@pytest.mark.parametrize(
    ("missing", "control"),
    [
        ("Acceptance Criteria", '<textarea id="acceptance_criteria" name="acceptance_criteria"'),
        ("Target URL", '<input id="target_url" name="target_url" type="url"'),
        ("Ops Can Reproduce the Issue", '<option value="yes">Yes</option>'),
        (
            "Client Target Date",
            '<input class="short" id="client_target_date" name="client_target_date" type="date"',
        ),
        ("Company", '<option value="Kino Terminus"></option>'),
    ],
    ids=["text", "address", "checkbox", "day", "company"],
)
def test_everything_has_the_right_control(refused, person, missing, control):
    _, address = refused(**{missing: None})
    person.open(address)

    assert control in person.page


@pytest.mark.parametrize(
    ("missing", "datum"),
    [("Company", "Company Tier"), ("Target URL", "Target URL")],
    ids=["company", "address"],
)
def test_what_to_write_is_said_where_the_control_does_not(refused, person, missing, datum):
    _, address = refused(**{missing: None})
    kind = "company" if missing == "Company" else "address"

    assert f"{missing} {words.how(kind, datum=datum, at_least=1)}" in person.open(address)
    assert person.page.count("aria-describedby") == 1


def test_a_due_date_and_a_priority_are_asked_for_as_well(ready, workspace, person, link_of):
    ticket = ready("estimating", due=None)
    workspace.move(ticket, "fixing", by="qa")
    person.open(link_of(ticket))

    assert 'id="due_date" name="due_date" type="date"' in person.page


def test_a_pull_request_that_is_not_merged_can_be_replaced(ready, workspace, person, link_of):
    ticket = ready("verifying", **{"Pull Request": OPEN})
    workspace.move(ticket, "In Production", by="tech")
    page = person.open(link_of(ticket))

    assert f"The pull request {OPEN} is not merged" in page
    assert person.value("pull_request") == OPEN


def test_the_page_follows_the_ticket(refused, person, workspace):
    ticket, address = refused(Severity=None, Company=None)
    workspace.set_field(ticket, "Severity", workspace.option("Severity", "Minor"))
    workspace.settle(ticket)
    page = person.open(address)

    assert "Severity Minor" in page
    assert 'id="severity"' not in person.page
    assert 'id="company"' in person.page


def test_people_and_labels_are_chosen_from_boxes(web_page, person):
    address = web_page(
        kind="several", label="Testers", choices=((str(QA), "Quentin QA"), ("7", "<b>Theo</b>")), value=("7",)
    )
    person.open(address)

    assert (
        f'<input type="checkbox" name="testers" value="{QA}" id="testers"> <span>Quentin QA</span>'
        in person.page
    )
    assert '<input type="checkbox" name="testers" value="7" checked> <span>&lt;b&gt;Theo' in person.page


@pytest.mark.parametrize(
    ("kind", "wrong", "problem"),
    [
        ("day", "tomorrow", words.NOT_A_DAY),
        ("number", "many", words.NOT_A_NUMBER),
        ("number", "inf", words.NOT_A_NUMBER),
        ("choice", "9", words.NOT_A_CHOICE),
        ("several", "9", words.NOT_A_CHOICE),
        ("line", "x" * 20_001, words.too_long(20_000, 20_001)),
    ],
)
def test_what_has_no_right_form_is_said_at_once_with_everything_kept(web_page, person, kind, wrong, problem):
    person.open(web_page(kind=kind, label="Testers", choices=(("7", "Theo"),)))
    page = person.send(testers=wrong)

    assert person.status == 422
    assert f"There is a problem Testers: {problem}" in page
    if kind in ("day", "number", "line"):
        assert f'value="{wrong}"' in person.page


def test_each_page_has_the_headers_of_a_page(refused, web):
    _, address = refused(Severity=None)
    for path in (address.removeprefix("https://bot.example"), "/fill/other", "/fill/sent/other"):
        headers = web.get(path).headers
        assert headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self';")
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cache-Control"] == "private, no-cache"
