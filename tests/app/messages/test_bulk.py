"""The summary for a person who moved many tickets at once, to the letter."""

import pytest

from app.messages.bulk import summary

TICKET = {"name": "Checkout fails", "url": "https://app.clickup.com/t/1", "who": "Olivia Ops"}
LINKED = "- Checkout fails (https://app.clickup.com/t/1)\n"


@pytest.mark.parametrize(("number", "words"), [(1, "one of them"), (3, "3 of them")])
def test_it_names_every_ticket_that_was_moved_back(number, words):
    assert summary(5, [TICKET] * number).plain() == (
        f"@Olivia Ops, you moved several tickets at once, and I moved {words} back. "
        f"A comment on each ticket says why:\n{LINKED * number}"
    )
