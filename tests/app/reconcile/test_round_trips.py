"""What a person waits for until a ticket is back: messages to the database and commits, counted."""

import psycopg
import pytest

from app.store import deliveries


@pytest.fixture
def done(bot, monkeypatch):
    """What is done, in order: messages to the database, commits of transactions, and the calls to ClickUp."""
    done = []

    def noted(what, call):
        return lambda *args, **kwargs: done.append(what) or call(*args, **kwargs)

    def committed(connection):
        if connection.info.transaction_status is psycopg.pq.TransactionStatus.INTRANS:
            done.append("commit")
        return commit(connection)

    def sent(cursor, message, *args, **kwargs):
        text = message if isinstance(message, str) else message.decode()
        if not text.startswith("PREPARE "):  # once for each connection, and not for each drag
            done.append("message")
        return execute(cursor, message, *args, **kwargs)

    commit, execute = psycopg.Connection.commit, psycopg.Cursor.execute
    monkeypatch.setattr(psycopg.Connection, "commit", committed)
    monkeypatch.setattr(psycopg.Cursor, "execute", sent)
    monkeypatch.setattr(bot.client, "get_task", noted("read", bot.client.get_task))
    monkeypatch.setattr(bot.client, "update_task", noted("put back", bot.client.update_task))
    monkeypatch.setattr(bot.client, "add_comment", noted("comment", bot.client.add_comment))
    monkeypatch.setattr(bot.client, "edit_comment", noted("comment", bot.client.edit_comment))
    return done


@pytest.fixture
def waited(workspace, done):
    """Move a ticket, and return what was done until its comment was there."""

    def waited(ticket, status):
        done.clear()
        workspace.move(ticket, status)
        began = done.index("commit") + 1  # then the delivery was stored
        return done[began : done.index("comment") + 1]

    return waited


def test_a_look_asks_once_before_it_reads_and_writes_once_before_it_puts_back(ready, waited):
    ticket = ready("validating", Severity=None)
    waited(ticket, "replicating")

    look, held, record = ["message"] * 3
    assert waited(ticket, "replicating") == [look, "read", held, record, "put back", "comment"]


def test_a_first_comment_is_also_begun_unless_it_is_one_of_many(ready, waited):
    look, held, record, begun = ["message"] * 4

    first = waited(ready("validating", Severity=None), "replicating")
    assert first == [look, "read", held, record, "put back", begun, "comment"]


def test_the_link_to_a_new_page_takes_no_message(ready, workspace, waited):
    workspace.use(public_url="https://support.example")
    waited(ready("validating", Severity=None), "replicating")  # makes what links are signed with

    look, held, record, begun = ["message"] * 4
    first = waited(ready("validating", Severity=None), "replicating")
    assert first == [look, "read", held, record, "put back", begun, "comment"]


@pytest.fixture
def afterwards(workspace, done):
    """Move a ticket, and return how many messages and commits its look takes after the comment."""

    def afterwards(ticket, status):
        done.clear()
        workspace.move(ticket, status)
        return len(done) - done.index("comment") - 1

    return afterwards


def test_what_follows_is_read_in_two_messages_and_recorded_in_one_transaction(ready, waited, afterwards):
    ticket = ready("validating", Severity=None)
    waited(ticket, "replicating")

    posted, unfinished, put_back, card, says, handled, commit, next_look = [1] * 8
    recorded = put_back + card + says + handled + commit
    assert afterwards(ticket, "replicating") == posted + unfinished + recorded + next_look


def test_the_look_that_wrote_handles_its_echo_with_two_more_messages(
    ready, workspace, bot, waited, afterwards, monkeypatch
):
    ticket = ready("validating", Severity=None)
    waited(ticket, "replicating")
    silent, edit = afterwards(ticket, "replicating"), bot.client.edit_comment

    def and_its_echo_comes(*args, **kwargs):
        workspace.tell_of_move(ticket, "replicating", "validating", by="bot")
        return edit(*args, **kwargs)

    monkeypatch.setattr(bot.client, "edit_comment", and_its_echo_comes)
    with_echo = afterwards(ticket, "replicating")

    assert with_echo == silent + 2
    with bot.engine.begin() as connection:
        assert deliveries.waiting(connection, ticket) == []
