"""A status that someone renamed, while the process file has no id to follow it, is noticed and told."""

import requests

from app.messages.admin import missing as words
from app.reconcile import statuses
from app.store import missing
from app.web.health import check_all
from clickup_client.comment import text
from tests.app.people import LIST

GONE = words.status_gone("replicating", "Replicating")


def rename(workspace, old, new):
    path = f"lists/{LIST}/statuses/{old}"
    requests.post(f"{workspace.url}/sandbox/{path}", json={"name": new}, timeout=120).raise_for_status()


def test_a_lost_status_is_told_once_and_until_it_is_back(ready, workspace, bot):
    ticket = ready("replicating")
    statuses.check(bot)
    assert check_all(bot.engine, bot.now())["workspace"]["status"] == "ok"
    rename(workspace, "replicating", "reproducing")
    try:
        for _ in range(2):
            statuses.check(bot)
            workspace.settle(ticket)

        assert check_all(bot.engine, bot.now())["workspace"] == {"status": "warn", "reasons": [GONE]}
        (comment,) = workspace.comments(ticket)
        told = words.ungated("replicating", "Replicating", text("@Paula PM")).plain()
        assert comment["comment_text"].startswith(told)
    finally:
        rename(workspace, "reproducing", "replicating")
    statuses.check(bot)

    with bot.engine.connect() as connection:
        assert missing.kept(connection) == []
