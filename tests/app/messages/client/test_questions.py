"""What the form asks a client, to the letter."""

import pytest

from app.messages.client import questions as words


@pytest.mark.parametrize(
    ("question", "label", "hint"),
    [
        (words.SUMMARY, "In one line, what is wrong?", ""),
        (words.CATEGORY, "What is it about?", ""),
        (words.DESCRIPTION, "Describe the problem", "What did you expect, and what happened instead?"),
        (
            words.TARGET_URL,
            "Where does it happen?",
            "The address of the page, such as https://example.com/film/12",
        ),
        (
            words.STEPS,
            "How can we make it happen?",
            "One step on each line, from the first click to the problem.",
        ),
        (words.SEVERITY, "How severe is it?", ""),
        (words.TARGET_DATE, "When do you need it solved?", "The latest day that still helps you."),
        (words.COMPANY, "Your company", ""),
        (words.CONTACT_EMAIL, "Your e-mail address", "We write to this address when there is news."),
    ],
    ids=[question.key for question in words.QUESTIONS],
)
def test_each_question_is_asked_in_plain_words(question, label, hint):
    assert (question.label, question.hint) == (label, hint)
