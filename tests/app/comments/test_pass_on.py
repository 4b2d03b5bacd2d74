from sqlalchemy import text

from app.comments.pass_on import pass_on
from app.store import comments
from app.store.comments import CommentKind
from app.workspace.directory import Assignees
from clickup_client.comment import text as said

ASKED = Assignees(users=frozenset({9, 7}), groups=frozenset({"b", "a"}))


def leave(connection, **how):
    pass_on(connection, "86a", kind=CommentKind.NOTICE, key="k", comment=said("Please look."), **how)


def test_it_is_kept_for_one_of_those_who_are_asked_and_its_job_is_queued(connection):
    leave(connection, asked=ASKED)

    [owed] = comments.due(connection, "86a")
    assert (owed.comment.plain(), owed.assignee, owed.group_assignee) == ("Please look.", 7, "a")
    queued = connection.scalars(text("SELECT queueing_lock FROM procrastinate_jobs")).all()
    assert queued == ["move:86a"]


def test_the_same_one_is_kept_once_and_assigned_to_no_one_if_no_one_is_asked(connection):
    leave(connection)
    leave(connection)

    [owed] = comments.due(connection, "86a")
    assert (owed.assignee, owed.group_assignee) == (None, None)
