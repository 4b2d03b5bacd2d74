"""The ends of texts that ClickUp does not keep whole, to the letter."""

from app.messages.comments import too_long as words


def test_a_description_says_that_it_goes_on_in_a_comment():
    assert words.GOES_ON == "(ClickUp does not keep longer descriptions here. The rest is in a comment.)"


def test_a_comment_says_that_it_was_cut():
    assert words.comment_ends().plain() == "… (ClickUp does not keep longer comments here.)\n"


def test_the_rest_of_a_description_keeps_its_lines():
    assert words.THE_REST == "The rest of the description:"
    assert words.rest_of_description("one\ntwo").plain() == "The rest of the description:\n\none\ntwo\n"
