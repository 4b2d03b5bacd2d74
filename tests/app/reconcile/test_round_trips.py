"""What a person waits for until a ticket is back: transactions of the database, each two round trips more."""

import pytest
from sqlalchemy import event


@pytest.fixture
def done(engine, bot, monkeypatch):
    """What is done, in order: begun transactions, and the calls to ClickUp."""
    done = []

    def begun(connection):
        if not connection.connection.driver_connection.autocommit:
            done.append("transaction")

    def noted(what, call):
        return lambda *args, **kwargs: done.append(what) or call(*args, **kwargs)

    monkeypatch.setattr(bot.client, "get_task", noted("read", bot.client.get_task))
    monkeypatch.setattr(bot.client, "update_task", noted("put back", bot.client.update_task))
    monkeypatch.setattr(bot.client, "add_comment", noted("comment", bot.client.add_comment))
    event.listen(engine, "begin", begun)
    yield done
    event.remove(engine, "begin", begun)


def test_between_the_read_and_the_comment_only_the_record_is_a_transaction(workspace, ready, done):
    ticket = ready("validating", Severity=None)
    done.clear()

    workspace.move(ticket, "replicating")

    read, said = done.index("read"), done.index("comment")
    assert done[read : said + 1] == ["read", "transaction", "put back", "comment"]
