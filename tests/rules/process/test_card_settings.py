"""What the section ``card`` of a process file may say."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from rules.process.card import CardSettings


def test_a_card_is_shown_a_while_after_the_last_change(process):
    assert process.card == CardSettings() == CardSettings(shown=True, after="20 seconds")


def test_a_process_may_do_without():
    assert not CardSettings.model_validate({"shown": False}).shown


def test_the_while_is_time_on_the_wall():
    assert CardSettings.model_validate({"after": "2 minutes"}).after == timedelta(minutes=2)


@pytest.mark.parametrize(
    ("section", "words"),
    [
        ({"after": "soon"}, '"soon" is not a waiting time; write "30 seconds", "2 minutes" or "1 hour"'),
        ({"show": True}, 'unknown key "show"; did you mean "shown"? choose one of: shown, after'),
    ],
)
def test_anything_else_is_an_error_that_says_what_would_do(section, words):
    with pytest.raises(ValidationError) as caught:
        CardSettings.model_validate(section)

    assert words in str(caught.value)
