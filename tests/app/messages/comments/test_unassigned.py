from app.messages.comments.unassigned import unassigned
from clickup_client.comment import Comment, mention


def test_who_can_help_is_asked():
    assert unassigned(["Quentin QA"], "Replicating", mention(7, "Paula PM")).plain() == (
        "ClickUp did not assign Quentin QA, who should have this ticket in Replicating. "
        "Perhaps ClickUp does not let this owner see the ticket. "
        "@Paula PM, please share the list with them, or assign someone else.\n"
    )


def test_without_anyone_to_ask_it_is_said_to_all():
    assert unassigned(["Quentin QA", "the group QA"], "Replicating", Comment()).plain() == (
        "ClickUp did not assign Quentin QA and the group QA, who should have this ticket in Replicating. "
        "Perhaps ClickUp does not let them see the ticket. "
        "Please share the list with them, or assign someone else.\n"
    )
