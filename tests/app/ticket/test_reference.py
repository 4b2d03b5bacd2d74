"""Whatever people paste to name a ticket is read, or a sentence says what is wrong with it."""

import pytest

from app.messages import references as words
from app.ticket.reference import NoReferenceError, Reference, read_reference

OWN, CUSTOM = Reference("86cx1k2ab", is_custom=False), Reference("SUP-17", is_custom=True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("86cx1k2ab", OWN, id="id"),
        pytest.param(" 86cx1k2ab\n", OWN, id="blanks around it"),
        pytest.param("#86cx1k2ab", OWN, id="number sign"),
        pytest.param('"86cx1k2ab",', OWN, id="quotation marks and a comma"),
        pytest.param("CU-86cx1k2ab", OWN, id="mention in a commit"),
        pytest.param("CU-86cx1k2ab_Checkout-fails_Tess", OWN, id="branch"),
        pytest.param("86cx1k2ab/", OWN, id="slash after an id"),
        pytest.param("https://app.clickup.com/t/86cx1k2ab", OWN, id="address"),
        pytest.param("https://app.clickup.com/t/86cx1k2ab/", OWN, id="address with a slash at its end"),
        pytest.param("https://app.clickup.com/t/86cx1k2ab?comment=9#top", OWN, id="address of a comment"),
        pytest.param("<https://app.clickup.com/t/86cx1k2ab>", OWN, id="address in angle brackets"),
        pytest.param("app.clickup.com/t/86cx1k2ab", OWN, id="address without a scheme"),
        pytest.param("http://127.0.0.1:8001/t/86cx1k2ab/", OWN, id="address in the sandbox"),
        pytest.param("https://api.clickup.com/api/v2/task/86cx1k2ab", OWN, id="address of the API"),
        pytest.param("https://sharing.clickup.com/9001/t/h/86cx1k2ab/ABC", OWN, id="shared with everyone"),
        pytest.param("SUP-17", CUSTOM, id="custom id"),
        pytest.param("#SUP-17", CUSTOM, id="custom id with a number sign"),
        pytest.param("https://app.clickup.com/t/9001/SUP-17", CUSTOM, id="address with a custom id"),
        pytest.param("https://app.clickup.com/t/9001/SUP-17/", CUSTOM, id="the same with a slash"),
        pytest.param("CU-17", Reference("CU-17", is_custom=True), id="custom id with ClickUp's own prefix"),
    ],
)
def test_what_people_paste_is_read(text, expected):
    assert read_reference(text) == expected


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param("", words.nothing(), id="nothing"),
        pytest.param(" # ", words.nothing(), id="number sign alone"),
        pytest.param("///", words.nothing(), id="slashes"),
        pytest.param("Checkout fails", words.no_reference("Checkout fails"), id="name"),
        pytest.param("86cx!", words.no_reference("86cx!"), id="odd character"),
        pytest.param(
            "https://app.clickup.com/9001/v/li/901",
            words.no_ticket_address("https://app.clickup.com/9001/v/li/901"),
            id="address of a list",
        ),
        pytest.param(
            "https://app.clickup.com/t/",
            words.no_ticket_address("https://app.clickup.com/t/"),
            id="address without an id",
        ),
        pytest.param("http://[/t/86c", words.no_ticket_address("http://[/t/86c"), id="no address"),
    ],
)
def test_anything_else_is_answered_with_what_to_give(text, sentence):
    with pytest.raises(NoReferenceError) as raised:
        read_reference(text)

    assert str(raised.value) == sentence
