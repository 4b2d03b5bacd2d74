"""The words a client reads, to the letter."""

from datetime import date

import pytest
from jinja2 import TemplateNotFound

from app.messages.client.notices import client_notice, in_words
from app.messages.comments import fallback

DAY, BEFORE = date(2026, 12, 10), date(2026, 12, 3)


def notice(kind, **given):
    values = {"ticket": "Checkout fails", "reference": "86c1", "day": DAY, "told": BEFORE, "notes": "A fix."}
    return client_notice(kind, **(values | given))


def test_estimated():
    assert notice("estimated") == (
        "Hello,\n"
        "\n"
        'We have looked into "Checkout fails" and expect to deliver the solution '
        "on Thursday, 10 December 2026.\n"
        "We will write to you again when it is delivered, or if that date changes.\n"
        "\n"
        "Your reference: 86c1"
    )


def test_rescheduled():
    assert notice("rescheduled") == (
        "Hello,\n"
        "\n"
        'The delivery date of "Checkout fails" has changed.\n'
        "We now expect to deliver it on Thursday, 10 December 2026, "
        "not on Thursday, 3 December 2026 as we told you before.\n"
        "\n"
        "Your reference: 86c1"
    )


def test_rescheduled_without_a_day_told_before():
    assert "We now expect to deliver it on Thursday, 10 December 2026.\n" in notice("rescheduled", told=None)


def test_delivered():
    assert notice("delivered") == (
        "Hello,\n"
        "\n"
        'The solution for "Checkout fails" has been delivered and is in production.\n'
        "\n"
        "What was done:\n"
        "A fix.\n"
        "\n"
        "If the problem is still there, please reply to this message and we will look at it again.\n"
        "\n"
        "Your reference: 86c1"
    )


def test_closed():
    assert notice("closed") == (
        "Hello,\n"
        "\n"
        'We have closed "Checkout fails" without a change to the product.\n'
        "\n"
        "Why:\n"
        "A fix.\n"
        "\n"
        "If you do not agree, please reply to this message and we will look at it again.\n"
        "\n"
        "Your reference: 86c1"
    )


@pytest.mark.parametrize("notes", [None, "", "  \n "])
@pytest.mark.parametrize("kind", ["delivered", "closed"])
def test_without_notes_no_heading_stands_alone(kind, notes):
    text = notice(kind, notes=notes)

    assert "What was done" not in text
    assert "Why" not in text
    assert "\n\n\n" not in text


def test_notes_keep_their_lines():
    assert "What was done:\nFirst.\nSecond.\n" in notice("delivered", notes="First.\nSecond.\n\n")


@pytest.mark.parametrize(
    "ticket",
    ["Checkout\nfails", "Checkout \r\n fails", "Checkout\x00\x07 fails", "\u202eCheckout\u2066 fails\n\n"],
    ids=["an end of a line", "an end of a line and spaces", "control characters", "directions"],
)
def test_a_name_stays_on_one_line_without_signs_that_no_one_sees(ticket):
    assert 'of "Checkout fails" has' in notice("rescheduled", ticket=ticket)


@pytest.mark.parametrize("ticket", ["{{ day }}", "{% raw %}", "<b>x</b>", 'a "b" & c'])
def test_a_name_is_neither_a_template_nor_html(ticket):
    assert f'of "{ticket}" has' in notice("rescheduled", ticket=ticket)


def test_a_kind_that_does_not_exist_is_a_mistake_of_ours():
    with pytest.raises(TemplateNotFound):
        notice("cancelled")


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 12, 3), "Thursday, 3 December 2026"),
        (date(2028, 2, 29), "Tuesday, 29 February 2028"),
        (date(1, 1, 1), "Monday, 1 January 1"),
        (date(9999, 12, 31), "Friday, 31 December 9999"),
    ],
)
def test_a_day_is_written_so_that_no_two_countries_read_it_differently(day, words):
    assert in_words(day) == words


def test_the_comment_for_the_client_is_the_notice_and_nothing_else():
    assert fallback.for_client("Hello,\n\nit is done.").plain() == "Hello,\n\nit is done.\n"


def test_the_comment_for_the_owner_says_why_and_has_the_text_ready():
    assert fallback.hand_over("Hello,\n\nit is done.", why="There was no receipt.").plain() == (
        "Please tell the client yourself. There was no receipt.\n"
        "\n"
        "You can send this text:\n"
        "\n"
        "Hello,\n"
        "\n"
        "it is done.\n"
    )


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (fallback.NOT_CONFIRMED, "The e-mail was not confirmed in time."),
        (fallback.NOT_ACCEPTED, "ClickUp did not accept the notice, so no e-mail was sent."),
        (
            fallback.no_field("Client notice"),
            'The ticket has no field named "Client notice", so no e-mail was sent.',
        ),
        (
            fallback.wrong_type("Client notice", "a drop-down"),
            'The field "Client notice" is not a drop-down, so no e-mail was sent.',
        ),
        (
            fallback.no_option("Client notice", "closed"),
            'The field "Client notice" has no option named "closed", so no e-mail was sent.',
        ),
        (fallback.no_address("Client email"), 'The field "Client email" is empty, so no e-mail was sent.'),
    ],
)
def test_the_owner_reads_why_no_e_mail_was_sent(said, sentence):
    assert said == sentence
