"""People, the bot and the network, each acting at any moment; for test_world.py."""

import json
from contextlib import ExitStack, contextmanager
from itertools import count
from unittest import mock

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from sqlalchemy import select

from app.errors import LaterError
from app.notices import send as send_notices
from app.reconcile import poll as reconcile_poll
from app.reconcile import ticket as reconcile_ticket
from app.store import deliveries, tables
from clickup_client.client import ClickUpClient
from tests.app.dates import due, mirror
from tests.app.faults import CRASHES, dying_at
from tests.app.people import BOT, MERGED, OPEN, OPS, PEOPLE, PM, QA, TECH
from tests.app.reconcile.moves_alone import RESOLVED, STAGES, UNRESOLVED, MovesAlone

#: Calls of the bot before which others may act.
CALLS = ("get_task", "update_task", "set_field", "add_comment", "edit_comment")
OWNER = dict(zip(STAGES[:5], (OPS, QA, PM, TECH, QA), strict=True))
FILLED = {
    "Severity": "Major",
    "Issue Workaround": "Pay by invoice.",
    "Resolution Notes": "A rounding error was removed.",
    "Pull Request": MERGED,
}
TO = st.sampled_from(["next", "next", "next", "back", *STAGES])
PERSON = st.sampled_from(["ops", "qa", "pm", "tech", "admin"])  # the last one stands for an Automation
FATE = st.sampled_from(["heard", "heard", "heard", "twice", "late", "lost"])
MOVE = st.tuples(TO, PERSON, FATE)
MEANWHILE = st.none() | st.tuples(st.integers(1, 4), st.lists(MOVE, min_size=1, max_size=2))


class World(RuleBasedStateMachine):
    """One ticket."""

    def __init__(self, workspace, ready):
        super().__init__()
        self._workspace, self._ready, self._bot = workspace, ready, workspace.bot
        self._numbers, self._late = count(1), []

    @initialize(start=st.sampled_from(STAGES[:5]))
    def begin(self, start):
        with self._bot.engine.begin() as connection:
            deliveries.mark_handled(connection, connection.scalars(select(tables.deliveries.c.delivery_id)))
        self._ticket = self._ready(start, assignees=[OWNER[start]], **self._values())
        self._moves = MovesAlone(start, {*FILLED, "merged"})
        self._mails = {RESOLVED: 0, UNRESOLVED: 0}
        reconcile_poll.poll_lists(self._bot)

    # --- people ---------------------------------------------------------------------------------------

    @rule(move=MOVE)
    def drag(self, move):
        self._move(*move)

    @rule(name=st.sampled_from(["Severity", "Issue Workaround", "Resolution Notes"]), is_filled=st.booleans())
    def edit(self, name, is_filled):
        self._tick()
        value = self._values()[name] if is_filled else None
        field = self._workspace.fields[name].id
        path = f"/task/{self._ticket}/field/{field}"
        self._workspace.api(
            "POST" if is_filled else "DELETE", path, **({"value": value} if is_filled else {})
        )
        (self._moves.fill if is_filled else self._moves.clear)(name)
        self._tell("custom_field", "ops", "heard", after=value, custom_field={"id": field, "name": name})

    @rule(is_merged=st.booleans())
    def work_on_the_pull_request(self, is_merged):
        self._tick()
        field, value = self._workspace.fields["Pull Request"].id, MERGED if is_merged else OPEN
        self._workspace.api("POST", f"/task/{self._ticket}/field/{field}", value=value)
        (self._moves.fill if is_merged else self._moves.clear)("merged")
        self._tell("custom_field", "tech", "heard", after=value, custom_field={"id": field})

    # --- the network and the bot ----------------------------------------------------------------------

    @rule(data=st.data())
    def arrive_late(self, data):
        if self._late:
            self._receive(*self._late.pop(data.draw(st.integers(0, len(self._late) - 1))))

    @rule(meanwhile=MEANWHILE, crash=st.none() | st.sampled_from(CRASHES), echo=FATE)
    def look(self, meanwhile, crash, echo):
        with ExitStack() as stack:
            if crash:
                stack.enter_context(dying_at(*crash))
            stack.enter_context(self._telling(echo))
            if meanwhile:
                stack.enter_context(self._meanwhile(*meanwhile))
            self._look()

    @rule(meanwhile=MEANWHILE)
    def tell_client(self, meanwhile):
        with ExitStack() as stack:
            if meanwhile:
                stack.enter_context(self._meanwhile(*meanwhile))
            send_notices.work_notices(self._bot, self._ticket)

    @rule()
    def poll(self):
        self._workspace.clock.forward(seconds=3)
        reconcile_poll.poll_lists(self._bot)

    def teardown(self):
        if not hasattr(self, "_ticket"):
            return
        with self._telling("heard"):
            for late in self._late:
                self._receive(*late)
            for _ in range(3):
                self.poll()
                self._look()
            for _ in range(5):
                self._workspace.clock.forward(minutes=3)
                send_notices.work_notices(self._bot, self._ticket)
                self._look()
        self._compare()

    def _compare(self):
        task, right = self._workspace.task(self._ticket), self._moves.rests_in()
        here = next(stage for stage in STAGES if stage.casefold() == task["status"]["status"].casefold())
        assert here in right, f"in {here}, but people moved it to {right}"
        if here in OWNER:
            assert {user["id"] for user in task["assignees"]} == {OWNER[here]}, here
        assert due(self._workspace, self._ticket) == mirror(self._workspace, self._ticket)
        told = [mail["trigger"] for mail in self._workspace.emails() if mail["task_id"] == self._ticket]
        for stage, kind in ((RESOLVED, "delivered"), (UNRESOLVED, "closed")):
            assert told.count(kind) <= self._mails[stage], f"{told} of {self._mails}"
            assert told.count(kind) == 0 or stage in self._moves.was_in
            assert here != stage or kind in told, f"{here}, but only {told}"

    # --- how ------------------------------------------------------------------------------------------

    def _values(self):
        return FILLED | {"Severity": self._workspace.option("Severity", "Major")}

    def _tick(self):
        self._workspace.clock.forward(seconds=1)

    def _move(self, to, by, fate):
        self._tick()
        before = self._workspace.status(self._ticket)
        here = next(number for number, stage in enumerate(STAGES) if stage.casefold() == before.casefold())
        after = {"next": STAGES[(here + 1) % 7], "back": STAGES[max(here - 1, 0)]}.get(to, to)
        if after == STAGES[here]:
            return
        self._workspace.api("PUT", f"/task/{self._ticket}", by=by, status=after)
        self._moves.move(after, is_heard=fate in ("heard", "twice"))
        if after in self._mails:
            self._mails[after] += 1
        self._tell("status", by, fate, before={"status": before}, after={"status": after})

    def _tell(self, field, by, fate, **item):
        number = next(self._numbers)
        at = str(int(self._workspace.clock.now.timestamp() * 1000))
        user = {"id": PEOPLE.get(by, BOT if by == "bot" else -1), "username": by}
        told = number, {"id": f"{self._ticket}:{number}", "field": field, "date": at, "user": user, **item}
        if fate == "late":
            self._late.append(told)
        elif fate != "lost":
            self._receive(*told)
        if fate == "twice":
            self._receive(number + 1000, told[1])

    def _receive(self, number, item):
        body = {"event": "taskUpdated", "webhook_id": "w", "task_id": self._ticket, "history_items": [item]}
        with self._bot.engine.begin() as connection:
            deliveries.receive(
                connection,
                key=f"{self._ticket}:{number}",
                webhook_id="w",
                event="taskUpdated",
                task_id=self._ticket,
                body=json.dumps(body).encode(),
            )

    def _look(self):
        for _ in range(3):  # as the worker does: what is put off is done a moment later
            try:
                again = reconcile_ticket.reconcile_ticket(self._bot, self._ticket)
            except LaterError:
                continue
            except KeyboardInterrupt:
                return
            if again is None:
                return

    @contextmanager
    def _telling(self, echo):
        """ClickUp tells of what the bot does, too."""
        update = ClickUpClient.update_task

        def told(client, task_id, **changes):
            before = self._workspace.status(self._ticket)
            self._tick()
            answer = update(client, task_id, **changes)
            after = changes.get("status")
            if after is not None and after.casefold() != before.casefold():
                self._tell("status", "bot", echo, before={"status": before}, after={"status": after})
            return answer

        with mock.patch.object(ClickUpClient, "update_task", told):
            yield

    @contextmanager
    def _meanwhile(self, call, steps):
        """People move the ticket just before a call of the bot arrives."""
        calls = count(1)

        def slow(original):
            def act_first(*args, **kwargs):
                if next(calls) == call:
                    for move in steps:
                        self._move(*move)
                return original(*args, **kwargs)

            return act_first

        with ExitStack() as stack:
            for name in CALLS:
                original = getattr(ClickUpClient, name)
                stack.enter_context(mock.patch.object(ClickUpClient, name, slow(original)))
            yield
