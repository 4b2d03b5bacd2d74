"""What stage owners read about notices to clients, to the letter."""

from datetime import date

from app.messages.comments import fallback as words


def test_a_past_day_is_asked_about():
    assert words.past_day(date(2026, 6, 1)).plain() == (
        "The client was not told the due date. It is Monday, 1 June 2026, which is in the past. "
        "Set a due date that you can keep. Then I tell the client.\n"
    )
