import pytest

from app.messages.admin import missing as words
from app.messages.admin.missing import missing
from clickup_client.comment import Comment, text


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


def test_a_status_that_is_gone():
    assert words.status_gone("fix", "Fixing") == (
        'the list of tickets has no status "fix" for the stage Fixing: its tickets are not checked; run '
        "`stagegate setup`"
    )
    asked = "Until the process file names the new one, moves of these tickets are not checked. "
    said = (
        'The stage Fixing has the status "fix" in the process file, but the list no longer has a status of '
        "that name. "
    )
    assert words.ungated("fix", "Fixing", text("@Paula")).plain() == (
        f"{said}{asked}@Paula, please run `stagegate setup`, or rename the status back.\n"
    )
    assert words.ungated("fix", "Fixing", Comment()).plain() == (
        f"{said}{asked}Please run `stagegate setup`, or rename the status back.\n"
    )
