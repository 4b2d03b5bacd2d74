"""A secret is changed while deliveries go on coming, and none is lost."""

import json
import threading
from datetime import timedelta

import pytest
from sqlalchemy import text
from werkzeug.serving import make_server

from app.store import webhooks as store
from app.web.factory import create_app
from app.webhooks import ensure as ensure_webhooks
from app.webhooks import rotate
from clickup_client.webhook import sign

HERE = "https://bot.example.com"
TICKETS, COMPANIES = "901200000001", "901200000003"
TICKET = "86c1va102"
PATIENCE_SECONDS = 20.0


def registered(bot, list_id=TICKETS):
    """What ClickUp has for a list: {id: endpoint}, oldest first."""
    found = bot.client.get_webhooks(bot.directory.workspace_id)
    return {hook.id: hook.endpoint for hook in found if hook.list_id == list_id}


def known(bot, list_id=TICKETS):
    """What we have for a list: {id: is it retired}, oldest first."""
    with bot.engine.begin() as connection:
        rows = store.every(connection)
    return {row.webhook_id: row.retired_at is not None for row in rows if row.list_id == list_id}


@pytest.fixture
def later(bot):
    """Make it seem that webhooks were replaced so much earlier."""

    def later(by):
        with bot.engine.begin() as connection:
            connection.execute(text("UPDATE webhooks SET retired_at = retired_at - :by"), {"by": by})

    return later


def test_each_list_gets_a_new_webhook_beside_the_old_one(bot):
    ensure_webhooks.ensure(bot, HERE)
    (old,) = registered(bot)

    report = rotate.rotate(bot, HERE)

    old_, new = registered(bot)
    assert old_ == old
    assert known(bot) == {old: True, new: False}
    assert len(registered(bot, COMPANIES)) == 2
    assert [repair.sentence for repair in report.repairs] == [
        "Level 2 Support: a new webhook with a new secret was registered; the old one works for a while.",
        "Companies: a new webhook with a new secret was registered; the old one works for a while.",
        "Client Support: a new webhook with a new secret was registered; the old one works for a while.",
    ]


def test_the_new_secret_is_another_one(bot):
    ensure_webhooks.ensure(bot, HERE)
    rotate.rotate(bot, HERE)

    with bot.engine.begin() as connection:
        assert len({row.secret for row in store.every(connection)}) == 6


def test_every_rotation_has_an_address_of_its_own(bot):
    """ClickUp refuses a second webhook with the same address for the same list."""
    ensure_webhooks.ensure(bot, HERE)
    rotate.rotate(bot, HERE)
    rotate.rotate(bot, HERE)

    assert list(registered(bot).values()) == [
        f"{HERE}/webhooks/clickup",
        f"{HERE}/webhooks/clickup?rotation=1",
        f"{HERE}/webhooks/clickup?rotation=2",
    ]


def test_after_a_rotation_there_is_nothing_to_repair(bot):
    ensure_webhooks.ensure(bot, HERE)
    rotate.rotate(bot, HERE)

    report = ensure_webhooks.ensure(bot, HERE)

    assert (report.repairs, report.missed) == ((), False)


def test_a_rotated_webhook_follows_to_a_new_address(bot):
    ensure_webhooks.ensure(bot, HERE)
    rotate.rotate(bot, HERE)

    ensure_webhooks.ensure(bot, "https://new.example.com")

    assert list(registered(bot).values())[-1] == "https://new.example.com/webhooks/clickup?rotation=1"


def test_the_old_webhook_goes_first_at_clickup_and_later_here(bot, later):
    ensure_webhooks.ensure(bot, HERE)
    rotate.rotate(bot, HERE)
    old, new = registered(bot)

    rotate.clear_up(bot)
    assert list(registered(bot)) == [old, new]

    later(rotate.OVERLAP)
    report = rotate.clear_up(bot)
    assert list(registered(bot)) == [new]
    assert known(bot) == {old: True, new: False}
    assert report.repairs[0].sentence == "Level 2 Support: the old webhook was removed from ClickUp."

    later(rotate.GRACE)
    rotate.clear_up(bot)
    assert known(bot) == {new: False}


def test_clearing_up_costs_nothing_when_nothing_was_replaced(workspace, bot):
    ensure_webhooks.ensure(bot, HERE)
    before = workspace.calls()["total"]

    rotate.clear_up(bot)

    assert workspace.calls()["total"] == before


def test_a_webhook_of_a_list_that_the_process_no_longer_names_goes(bot, later):
    ensure_webhooks.ensure(bot, HERE)
    with bot.engine.begin() as connection:
        connection.execute(
            text("UPDATE webhooks SET list_id = 'gone' WHERE list_id = :id"), {"id": COMPANIES}
        )

    rotate.clear_up(bot)
    later(rotate.OVERLAP)
    rotate.clear_up(bot)

    assert registered(bot, COMPANIES) == {}
    assert len(registered(bot)) == 1


def test_a_crash_before_the_new_secret_was_kept_leaves_the_old_webhook_in_use(bot, monkeypatch):
    ensure_webhooks.ensure(bot, HERE)
    old = registered(bot)

    def crash(*_args, **_kwargs):
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(store, "add", crash)
        with pytest.raises(MemoryError):
            rotate.rotate(bot, HERE)
    assert known(bot) == {next(iter(old)): False}

    ensure_webhooks.ensure(bot, HERE)
    assert registered(bot) == old


@pytest.fixture
def web(bot):
    """The receiver, on its own port: (the Flask app, its address)."""
    app = create_app(bot.engine)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield app, f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_no_delivery_is_lost_or_refused_at_any_moment_of_a_rotation(workspace, sandbox, bot, web, later):
    app, here = web
    ensure_webhooks.ensure(bot, here)

    def tell(name):
        """Rename the ticket, and let ClickUp deliver; the webhooks that reported it."""
        workspace.api("PUT", f"/task/{TICKET}", name=name)
        assert sandbox.sandbox.deliveries.wait_until_idle(PATIENCE_SECONDS)
        with bot.engine.begin() as connection:
            bodies = connection.scalars(text("SELECT body FROM deliveries")).all()
        heard = [json.loads(body) for body in bodies]
        return {one["webhook_id"] for one in heard if one["history_items"][0]["after"] == name}

    before = tell("before")
    rotate.rotate(bot, here)
    during = tell("during")
    later(rotate.OVERLAP)
    rotate.clear_up(bot)
    after = tell("after")

    assert [len(tellers) for tellers in (before, during, after)] == [1, 2, 1]
    assert before | after == during
    told = app.test_client().get("/metrics").get_data(as_text=True)
    assert 'outcome="kept"' in told
    assert 'outcome="refused"' not in told


def test_what_is_under_way_of_the_removed_webhook_is_still_accepted(bot, web, later):
    app, here = web
    ensure_webhooks.ensure(bot, here)
    with bot.engine.begin() as connection:
        old = next(row for row in store.every(connection) if row.list_id == TICKETS)
    rotate.rotate(bot, here)
    later(rotate.OVERLAP + timedelta(minutes=1))
    rotate.clear_up(bot)
    body = f'{{"webhook_id": "{old.webhook_id}", "event": "taskUpdated", "task_id": "{TICKET}"}}'.encode()

    answer = app.test_client().post(
        "/webhooks/clickup", data=body, headers={"X-Signature": sign(body, old.secret)}
    )

    assert answer.status_code == 200
