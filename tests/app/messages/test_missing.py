import pytest

from app.messages.missing import missing


@pytest.mark.parametrize(
    ("kind", "name", "role", "sentence"),
    [
        ("person", "qa@example.com", "QA", "qa@example.com (QA) is not in the workspace"),
        ("group", "Board", "escalation", 'the group "Board" (escalation) is not in the workspace'),
        ("list", "Firms", "the companies", 'the list "Firms" (the companies) cannot be found'),
    ],
    ids=["person", "group", "list"],
)
def test_what_is_missing_is_named_with_what_it_is_for(kind, name, role, sentence):
    assert missing(kind, name, role) == sentence
