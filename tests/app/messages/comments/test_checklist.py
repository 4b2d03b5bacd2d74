from app.messages.comments import checklist as words
from rules.decision import Finding, Outcome


def test_what_costs_a_call_is_asked_when_the_ticket_is_moved():
    assert words.asked_when_moved("Pull Request") == "Pull Request is checked when the ticket is moved."


def test_what_is_met_is_ticked():
    """A finding is one line, whatever its outcome."""
    findings = [
        Finding(code="a", outcome=Outcome.MET, required="A.", observed="Severity is Major."),
        Finding(
            code="b", outcome=Outcome.UNMET, required="B.", observed="Company is not set.", remedy="Link it."
        ),
        Finding(code="c", outcome=Outcome.UNKNOWN, required="C.", observed="Category could not be read."),
    ]

    assert words.boxes(findings).plain() == (
        "[x] Severity is Major.\n[ ] Company is not set. Link it.\n[ ] Category could not be read.\n"
    )
