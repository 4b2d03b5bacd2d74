from app.messages.comments import checklist as words


def test_what_costs_a_call_is_asked_when_the_ticket_is_moved():
    assert words.asked_when_moved("Pull Request") == "Pull Request is checked when the ticket is moved."
