"""The sentences to people whose text names no ticket."""

from app.messages import references as words

HOW = "give its id, such as 86cx1k2ab, its custom id, such as SUP-17, or its address, which has /t/ in it."


def test_what_names_a_ticket_is_said():
    assert words.nothing() == f"No ticket is named: {HOW}"
    assert words.no_reference("My ticket") == f'"My ticket" does not name a ticket: {HOW}'
    assert words.no_ticket_address("https://app.clickup.com/9001/v") == (
        '"https://app.clickup.com/9001/v" is not the address of a ticket. Open the ticket and copy its '
        f"address, or {HOW}"
    )


def test_why_a_ticket_is_not_of_the_process_is_said():
    assert words.unknown("86c") == "ClickUp has no task 86c, or the token may not see it."
    assert words.archived("Login") == (
        '"Login" is archived. Stagegate looks after it again when someone unarchives it.'
    )
    assert words.elsewhere("Login", "Ideas", "Support") == '"Login" is in the list "Ideas", not in "Support".'
    assert words.subtask("Login") == '"Login" is a subtask; the process covers only whole tickets.'
