"""What is owed on a ticket, and the trap of prepared statements."""

from app.store import comments
from app.store.comments import CommentKind
from clickup_client.comment import text


def owe(connection, **changes):
    how = {"key": "k", "comment": text("first"), "repeat": True} | changes
    comments.owe(connection, task_id="t", kind=CommentKind.GATE, **how)


def test_the_same_key_is_the_same_comment(connection):
    owe(connection)
    owe(connection, comment=text("newer"))

    [owed] = comments.due(connection, "t")
    assert (owed.times, owed.comment) == (2, text("newer"))


def test_without_repeat_a_standing_comment_is_enough(connection):
    owe(connection)
    owe(connection, comment=text("newer"), repeat=False)

    [owed] = comments.due(connection, "t")
    assert (owed.times, owed.comment) == (1, text("first"))


def test_a_resolved_comment_makes_room_for_a_new_one(connection):
    owe(connection)
    [first] = comments.due(connection, "t")
    comments.done(connection, first.effect_id, "c1")
    comments.resolved(connection, first.effect_id)

    owe(connection)

    [second] = comments.due(connection, "t")
    assert second.effect_id != first.effect_id


def test_owing_works_as_often_as_one_likes(connection):
    """After a few times the driver prepares the statement; the conflict must still find its partial index."""
    for _ in range(20):
        owe(connection)

    [owed] = comments.due(connection, "t")
    assert owed.times == 20


def test_a_comment_that_may_have_been_posted_is_looked_for_and_resolved(connection, engine):
    owe(connection)
    [owed] = comments.due(connection, "t")
    comments.attempt(connection, owed.effect_id, owed_at(engine))

    comments.settle(connection, "t", CommentKind.GATE)

    assert [owed.state for owed in comments.due(connection, "t")] == ["settling"]


def test_a_comment_that_was_not_tried_is_cancelled(connection):
    owe(connection)

    comments.settle(connection, "t", CommentKind.GATE)

    assert comments.due(connection, "t") == []


def owed_at(engine):
    with engine.connect() as other:
        return other.exec_driver_sql("SELECT now()").scalar_one()
