from app.messages.comments import refused


def test_a_comment_without_its_mentions():
    assert refused.not_notified(["Olivia Ops", "Quentin QA"]).plain() == (
        "ClickUp did not let me notify Olivia Ops and Quentin QA.\n"
    )


def test_a_comment_without_its_assignee():
    assert refused.not_notified([]).plain() == "ClickUp did not let me assign this comment to anyone.\n"
