"""What stage owners read about notices to clients, to the letter."""

from datetime import date

from app.messages.comments import fallback as words


def test_why_no_mail_was_sent():
    assert words.NOT_CONFIRMED == "The e-mail was not confirmed in time."
    assert words.no_field("Email") == 'The ticket has no field named "Email", so no e-mail was sent.'
    assert words.wrong_type("Email", "a text") == 'The field "Email" is not a text, so no e-mail was sent.'
    assert words.no_option("Notice", "closed") == (
        'The field "Notice" has no option named "closed", so no e-mail was sent.'
    )
    assert words.no_address("Email") == 'The field "Email" is empty, so no e-mail was sent.'
    assert words.NO_AUTOMATION == (
        "Here, ClickUp runs no Automations on what I change, so no e-mail was sent."
    )
    assert words.NOT_ACCEPTED == "ClickUp did not accept the notice, so no e-mail was sent."


def test_the_client_reads_the_notice_itself():
    assert words.for_client("It is solved.\nThank you.").plain() == "It is solved.\nThank you.\n"


def test_the_owner_gets_the_text_to_send():
    assert words.TELL_THEM == "Please tell the client yourself."
    assert words.hand_over("It is solved.", why=words.NOT_CONFIRMED).plain() == (
        "Please tell the client yourself. The e-mail was not confirmed in time.\n\n"
        "You can send this text:\n\nIt is solved.\n"
    )


def test_a_past_day_is_asked_about():
    assert words.past_day(date(2026, 6, 1)).plain() == (
        "The client was not told the due date. It is Monday, 1 June 2026, which is in the past. "
        "Set a due date that you can keep. Then I tell the client.\n"
    )
