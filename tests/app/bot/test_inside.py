"""What a stage required to enter is emptied while the ticket rests in it."""


def test_who_empties_a_required_field_is_told_so_once(workspace, ready):
    ticket = ready("replicating")
    workspace.clear_field(ticket, "Severity", by="qa")

    workspace.settle(ticket)
    workspace.tell(ticket, "name", after="Another name")
    workspace.settle(ticket)

    assert workspace.status(ticket) == "replicating"
    [comment] = workspace.comments(ticket)
    assert comment["comment_text"] == (
        "@Quentin QA emptied something that Replicating requires.\n"
        "\n"
        "What is missing now:\n"
        'Severity is not set. Choose one in the "Severity" field: Critical, Major, Minor or Trivial.\n'
        "\n"
        "The ticket stays where it is.\n"
        "Stagegate, reference 1"
    )


def test_two_fields_emptied_together_are_one_comment(workspace, ready):
    ticket = ready("replicating")
    workspace.clear_field(ticket, "Severity", by="qa")
    workspace.clear_field(ticket, "Target URL", by="qa")

    workspace.settle(ticket)

    [comment] = workspace.comments(ticket)
    assert "Target URL is empty." in comment["comment_text"]
    assert "Severity is not set." in comment["comment_text"]


def test_the_priority_counts_as_well(workspace, ready):
    ticket = ready("fixing")
    workspace.api("PUT", f"/task/{ticket}", by="tech", priority=None)
    workspace.tell(ticket, "priority", by="tech", after=None)

    workspace.settle(ticket)

    assert "Priority is not set." in workspace.comments(ticket)[0]["comment_text"]


def test_a_field_that_the_stage_does_not_require_may_be_emptied(workspace, ready):
    ticket = ready("replicating")
    workspace.clear_field(ticket, "Resolution Notes", by="qa")

    workspace.settle(ticket)

    assert workspace.comments(ticket) == []


def test_a_field_that_was_filled_again_at_once_is_no_matter(workspace, ready):
    ticket = ready("replicating")
    workspace.clear_field(ticket, "Target URL", by="qa")
    workspace.set_field(ticket, "Target URL", "https://shop.example/other", by="qa")

    workspace.settle(ticket)

    assert workspace.comments(ticket) == []


def test_the_comment_is_settled_when_the_ticket_moves_on(workspace, ready):
    ticket = ready("replicating")
    workspace.clear_field(ticket, "Severity", by="qa")
    workspace.settle(ticket)
    workspace.set_field(ticket, "Severity", workspace.option("Severity", "Minor"), by="qa")

    workspace.move(ticket, "estimating", by="qa")

    assert [comment["resolved"] for comment in workspace.comments(ticket)] == [True]
