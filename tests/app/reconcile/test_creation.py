"""Tickets that come from outside the process."""


def test_created_in_validating_without_category_stays_and_is_asked(workspace):
    ticket = workspace.create("validating")
    workspace.tell_of_creation(ticket, "validating")

    workspace.settle(ticket)

    assert workspace.status(ticket) == "validating"
    [comment] = workspace.comments(ticket)
    assert comment["comment_text"] == (
        "@Olivia Ops put this ticket into Validating. It can stay there.\n"
        "\n"
        "Still required:\n"
        'Category is not set. Choose one in the "Category" field: Bugs/Defects, '
        "Infrastructure & Networking Issues, Security Issues or Data Issues.\n"
        "Stagegate, reference 1"
    )


def test_created_in_validating_with_category_is_left_in_peace(workspace):
    ticket = workspace.create("validating", fields={"Category": workspace.option("Category", "Data Issues")})
    workspace.tell_of_creation(ticket, "validating")

    workspace.settle(ticket)

    assert workspace.comments(ticket) == []
    assert {user["id"] for user in workspace.task(ticket)["assignees"]} == {54000002}


def test_created_in_a_later_stage_without_its_data_goes_to_validating(workspace):
    ticket = workspace.create("verifying")
    workspace.tell_of_creation(ticket, "verifying")

    workspace.settle(ticket)

    assert workspace.status(ticket) == "validating"
    text = workspace.comments(ticket)[0]["comment_text"]
    assert (
        "put this ticket into Verifying, but it is not ready for that stage. I moved it to Validating."
        in text
    )
    for name in ("Category", "Acceptance Criteria", "Issue Workaround", "Priority", "Pull Request"):
        assert f"{name} is " in text


def test_a_ticket_moved_in_from_another_list_is_judged_as_from_outside(workspace):
    ticket = workspace.create("verifying")
    workspace.tell(ticket, "section_moved", before={"id": "1"}, after={"id": "901200000001"})

    workspace.settle(ticket)

    assert workspace.status(ticket) == "validating"


def test_a_ticket_seen_for_the_first_time_when_edited_is_adopted_as_it_stands(workspace):
    ticket = workspace.create("verifying")
    workspace.tell(ticket, "name", after="Another name")

    workspace.settle(ticket)

    assert workspace.status(ticket) == "verifying"
    assert workspace.comments(ticket) == []


def test_a_ticket_seen_for_the_first_time_when_moved_is_judged_from_where_it_was(workspace):
    ticket = workspace.create("replicating")
    workspace.tell_of_move(ticket, "validating", "replicating")

    workspace.settle(ticket)

    assert workspace.status(ticket) == "validating"


def test_a_subtask_is_left_alone(workspace, ready):
    parent = ready("fixing")
    subtask = workspace.create("verifying", parent=parent)
    workspace.tell_of_creation(subtask, "verifying")

    workspace.settle(subtask)

    assert workspace.status(subtask) == "verifying"
