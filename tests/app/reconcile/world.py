"""People, the bot and the network, each acting at any moment; for test_world.py."""

import json
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from itertools import count
from unittest import mock

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from sqlalchemy import delete, select

from app.errors import LaterError
from app.notices import send as send_notices
from app.reconcile import poll as reconcile_poll
from app.reconcile import ticket as reconcile_ticket
from app.slash_commands import answer as slash_answer
from app.store import commands, deliveries, tables
from app.store.receive import Arrival, receive
from clickup_client.client import ClickUpClient
from clickup_client.sandbox.changes import whereabouts
from tests.app.dates import DAY, OTHER, milliseconds
from tests.app.faults import CRASHES, dying_at
from tests.app.people import BOT, MERGED, OPEN, OPS, PEOPLE, PM, QA, TECH
from tests.app.reconcile.dates_alone import DatesAlone
from tests.app.reconcile.moves_alone import RESOLVED, STAGES, UNRESOLVED, MovesAlone

#: Calls of the bot before which others may act, and those that write.
CALLS = ("get_task", "update_task", "set_field", "add_comment", "edit_comment")
WRITES = ("update_task", "set_field", "clear_field")
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
HEARD = st.sampled_from(["heard", "heard", "heard", "twice", "late"])
MOVE = st.tuples(TO, PERSON, FATE)
DATE = st.tuples(st.sampled_from(["due", "mirror"]), st.sampled_from([DAY, OTHER, None]), HEARD)
MEANWHILE = st.none() | st.tuples(st.integers(1, 4), st.lists(MOVE | DATE, min_size=1, max_size=2))
CRASH = st.none() | st.sampled_from(CRASHES)
#: A notice that is due later waits for a person: its day is over when thousands of stories have been played.
SOON = timedelta(hours=1)


class World(RuleBasedStateMachine):
    """One ticket."""

    def __init__(self, workspace, ready, sandbox):
        super().__init__()
        self._workspace, self._ready, self._bot, self._sandbox = workspace, ready, workspace.bot, sandbox
        self._numbers, self._late = count(1), []
        self._is_away = self._was_away = self._is_noticed = False
        self._is_overridden = False
        self._is_news = True  # something happened since the last poll
        self._asked, self._is_answering = [], False  # the overrides that wait, and whether the bot is at it

    @initialize(start=st.sampled_from(STAGES[:5]), created=st.none() | FATE)
    def begin(self, start, created=None):
        """The ticket is there, or is `created` just now."""
        self._workspace.clock.forward(minutes=5)  # so that no poll shows the tickets of earlier stories
        with self._bot.engine.begin() as connection:
            waiting = select(tables.deliveries.c.delivery_id).where(tables.deliveries.c.handled_at.is_(None))
            deliveries.mark_handled(connection, connection.scalars(waiting))
        reconcile_poll.poll_lists(self._bot)
        owners = [] if created else [OWNER[start]]
        self._ticket = self._ready(start, due=DAY, assignees=owners, **self._values())
        self._moves, self._dates = MovesAlone(start, {*FILLED, "merged", "Due Date"}), DatesAlone(DAY)
        self._mails = {RESOLVED: 0, UNRESOLVED: 0}
        if created:
            with self._bot.engine.begin() as connection:
                connection.execute(delete(tables.tickets).where(tables.tickets.c.task_id == self._ticket))
            self._moves.create(start, is_heard=created in ("heard", "twice"))
            self._dates.come_back()  # no day is known that both had before
            self._tell("status", "ops", created, before={"status": None}, after={"status": start})

    # --- people ---------------------------------------------------------------------------------------

    @precondition(lambda self: not self._is_away)
    @rule(move=MOVE)
    def drag(self, move):
        self._move(*move)

    @precondition(lambda self: not self._is_away)
    @rule(date=DATE)
    def set_date(self, date):
        self._set_date(*date)

    @precondition(lambda self: not self._is_away)
    @rule(name=st.sampled_from(["Severity", "Issue Workaround", "Resolution Notes"]), is_filled=st.booleans())
    def edit(self, name, is_filled):
        self._tick()
        value = self._values()[name] if is_filled else None
        field = self._workspace.fields[name].id
        self._write_field(field, value)
        (self._moves.fill if is_filled else self._moves.clear)(name)
        self._tell("custom_field", "ops", "heard", after=value, custom_field={"id": field, "name": name})

    @precondition(lambda self: not self._is_away)
    @rule(is_merged=st.booleans())
    def work_on_the_pull_request(self, is_merged):
        self._tick()
        field, value = self._workspace.fields["Pull Request"].id, MERGED if is_merged else OPEN
        self._write_field(field, value)
        (self._moves.fill if is_merged else self._moves.clear)("merged")
        self._tell("custom_field", "tech", "heard", after=value, custom_field={"id": field})

    @precondition(lambda self: not self._is_away)
    @rule(to=st.sampled_from(STAGES), meanwhile=MEANWHILE, crash=CRASH, echo=FATE)
    def override(self, to, meanwhile, crash, echo):
        self._tick()
        words = f"/override {self._bot.process.stage_of_status(to).name} The client waits."
        path = f"/task/{self._ticket}/comment"
        posted = self._workspace.api("POST", path, by="pm", comment_text=words)
        with self._bot.engine.begin() as connection:
            commands.add(
                connection,
                comment_id=posted["id"],
                task_id=self._ticket,
                user_id=PM,
                user_name="Pm",
                text=words,
                at=self._workspace.clock.now,
            )
        if to in self._mails:
            self._mails[to] += 1
        self._asked.append(to)
        self._is_overridden = True
        with self._acting(meanwhile, crash, echo):
            self._answer()

    @precondition(lambda self: not self._is_away)
    @rule(how=st.sampled_from(["trashed", "hidden", "archived"]), fate=FATE)
    def take_away(self, how, fate):
        self._tick()
        self._is_away = self._was_away = True
        self._is_noticed = False
        task = self._task()
        if how == "trashed":
            whereabouts.trash(self._sandbox.sandbox, task)
            self._tell(None, "ops", fate)
        elif how == "hidden":
            whereabouts.hide(self._sandbox.sandbox, task, [BOT])
        else:
            self._workspace.api("PUT", f"/task/{self._ticket}", archived=True)
            self._tell("archived", "ops", fate, before=False, after=True)

    @precondition(lambda self: self._is_away)
    @rule(fate=FATE)
    def bring_back(self, fate):
        self._tick()
        self._is_away = False
        task = self._task()
        whereabouts.bring_back(self._sandbox.sandbox, task)
        if task.archived:
            self._workspace.api("PUT", f"/task/{self._ticket}", archived=False)
            self._tell("archived", "ops", fate, before=True, after=False)
        task.updated = int(self._workspace.clock.now.timestamp() * 1000)
        self._dates.come_back()
        self._moves.date({each is not None for each in self._dates.rests_on()})
        self._moves.come_back(self._shown(), is_noticed=self._is_noticed and not self._late)

    # --- the network and the bot ----------------------------------------------------------------------

    @precondition(lambda self: self._late)
    @rule(data=st.data())
    def arrive_late(self, data):
        self._receive(*self._late.pop(data.draw(st.integers(0, len(self._late) - 1))))

    @rule(meanwhile=MEANWHILE, crash=CRASH, echo=FATE)
    def look(self, meanwhile, crash, echo):
        with self._acting(meanwhile, crash, echo):
            self._answer()
            self._look()

    @rule(meanwhile=MEANWHILE)
    def tell_client(self, meanwhile):
        with self._acting(meanwhile, None, "heard"):
            send_notices.work_notices(self._bot, self._ticket)

    @precondition(lambda self: self._is_news)
    @rule()
    def poll(self):
        self._is_news = False
        self._workspace.clock.forward(seconds=3)
        reconcile_poll.poll_lists(self._bot)

    @rule()
    def wait(self):
        """Until no override counts any more."""
        self._workspace.clock.forward(minutes=11)
        self._moves.wait()

    def teardown(self):
        if not hasattr(self, "_ticket"):
            return
        if self._is_away:
            self.bring_back("heard")
        for late in self._late:
            self._receive(*late)
        with self._acting(None, None, "heard"):
            for _ in range(10):
                self.poll()
                self._answer()
                self._look()
                self._workspace.clock.forward(minutes=3)
                again = send_notices.work_notices(self._bot, self._ticket)
                if not self._waits() and (again is None or again > self._workspace.clock.now + SOON):
                    break
            else:
                raise AssertionError("it never rests")
        self._compare()

    def _compare(self):
        here, right, task = self._shown(), self._moves.rests_in(), self._task()
        assert here in right, f"in {here}, but people moved it to {right}"
        if not self._was_away:
            assert set(task.assignees) in self._owners(here), f"{task.assignees} in {here}"
        due, mirror = self._days()
        days = {None if day is None else milliseconds(day) for day in self._dates.rests_on()}
        assert due == mirror, f"due {due}, but {mirror} in its field"
        assert due in days, f"due {due}, but people set it to {days}"
        told = [mail["trigger"] for mail in self._workspace.emails() if mail["task_id"] == self._ticket]
        for stage, kind in ((RESOLVED, "delivered"), (UNRESOLVED, "closed")):
            assert told.count(kind) <= self._mails[stage], f"{told} of {self._mails}"
            assert told.count(kind) == 0 or stage in self._moves.was_in
            assert here != stage or kind in told or self._was_away, f"{here}, but only {told}"

    # --- how ------------------------------------------------------------------------------------------

    def _owners(self, here):
        """Who may have it: in a closed stage, the people who had it in the last one before."""
        if here in OWNER:
            return [{OWNER[here]}]
        skips = here == UNRESOLVED or self._is_overridden
        return [{owner} for stage, owner in OWNER.items() if skips or stage == "verifying"]

    def _values(self):
        return FILLED | {"Severity": self._workspace.option("Severity", "Major")}

    def _tick(self):
        self._is_news = True
        self._workspace.clock.forward(seconds=1)

    def _task(self):
        return self._sandbox.sandbox.memory.tasks[self._ticket]

    def _shown(self):
        status = self._task().status.casefold()
        return next(stage for stage in STAGES if stage.casefold() == status)

    def _days(self):
        """What stands in the two dates, in milliseconds."""
        task, mirror = self._task(), self._workspace.fields["Estimated Delivery Date"].id
        value = task.values.get(mirror)
        return task.due_date, None if value is None else int(value)

    def _write_field(self, field, value):
        path, body = f"/task/{self._ticket}/field/{field}", {} if value is None else {"value": value}
        self._workspace.api("DELETE" if value is None else "POST", path, **body)

    def _move(self, to, by, fate):
        self._tick()
        before = self._task().status
        here = STAGES.index(self._shown())
        after = {"next": STAGES[(here + 1) % 7], "back": STAGES[max(here - 1, 0)]}.get(to, to)
        if after == STAGES[here]:
            return
        self._workspace.api("PUT", f"/task/{self._ticket}", by=by, status=after)
        self._moves.move(after, is_heard=fate in ("heard", "twice"))
        if after in self._mails:
            self._mails[after] += 1
        self._tell("status", by, fate, before={"status": before}, after={"status": after})

    def _set_date(self, what, day, fate):
        self._tick()
        moment = None if day is None else milliseconds(day)
        before = self._days()
        if what == "due":
            self._workspace.api("PUT", f"/task/{self._ticket}", by="pm", due_date=moment, due_date_time=False)
        else:
            self._write_field(self._workspace.fields["Estimated Delivery Date"].id, moment)
        self._dates.set(what, day)
        self._moves.date({each is not None for each in self._dates.rests_on()})
        self._tell_of_dates(before, "pm", fate)

    def _tell_of_dates(self, before, by, fate):
        field = self._workspace.fields["Estimated Delivery Date"].id
        for name, old, new in zip(("due_date", "custom_field"), before, self._days(), strict=True):
            if old != new:
                more = {"custom_field": {"id": field}} if name == "custom_field" else {}
                self._tell(name, by, fate, before=old and str(old), after=new and str(new), **more)

    def _tell(self, field, by, fate, **item):
        number = next(self._numbers)
        at = str(int(self._workspace.clock.now.timestamp() * 1000))
        user = {"id": PEOPLE.get(by, BOT if by == "bot" else -1), "username": by}
        items = [{"id": f"{self._ticket}:{number}", "field": field, "date": at, "user": user, **item}]
        told = number, items if field else []
        if fate == "late":
            self._late.append(told)
        elif fate != "lost":
            self._receive(*told)
        if fate == "twice":
            self._receive(number + 1000, told[1])

    def _receive(self, number, items):
        event = "taskUpdated" if items else "taskDeleted"
        body = {"event": event, "webhook_id": "w", "task_id": self._ticket, "history_items": items}
        with self._bot.engine.begin() as connection:
            receive(
                connection,
                Arrival(
                    key=f"{self._ticket}:{number}",
                    webhook_id="w",
                    event=event,
                    task_id=self._ticket,
                    body=json.dumps(body).encode(),
                ),
            )

    def _waits(self):
        with self._bot.engine.begin() as connection:
            return bool(deliveries.waiting(connection, self._ticket))

    def _answer(self):
        for to in self._asked:
            self._moves.override(to, is_done=False)
        self._is_answering = True
        if self._work(slash_answer.answer_commands):
            self._asked = []
        self._is_answering = False

    def _look(self):
        for _ in range(3):  # as the worker does: what is put off is done a moment later
            if not self._waits():
                return
            self._work(reconcile_ticket.reconcile_ticket)
            self._is_noticed = self._is_away and not self._waits()

    def _work(self, job):
        """One try of a job; whether it came to its end."""
        try:
            job(self._bot, self._ticket)
        except (LaterError, KeyboardInterrupt):
            return False
        return True

    @contextmanager
    def _acting(self, meanwhile, crash, echo):
        """The bot may be killed, and people act just before a call of the bot arrives."""
        self._may_die = crash is not None
        with ExitStack() as stack:
            if crash:
                stack.enter_context(dying_at(*crash))
            stack.enter_context(self._telling(echo))
            if meanwhile:
                stack.enter_context(self._meanwhile(*meanwhile))
            yield

    @contextmanager
    def _telling(self, echo):
        """ClickUp tells of what the bot does, too."""

        def telling(original):
            def told(client, task_id, *args, **changes):
                status, days = self._task().status, self._days()
                self._tick()
                try:
                    return original(client, task_id, *args, **changes)
                finally:  # it is reported also if the bot is killed by then
                    self._tell_of_write(status, days, echo)

            return told

        with ExitStack() as stack:
            for name in WRITES:
                original = telling(getattr(ClickUpClient, name))
                stack.enter_context(mock.patch.object(ClickUpClient, name, original))
            yield

    def _tell_of_write(self, before, days, echo):
        after = self._task().status
        if after != before:
            if self._is_answering:  # in the name of who asked for it
                self._moves.override(self._shown(), is_done=True)
                self._moves.move(self._shown(), is_heard=not self._may_die)
            self._tell("status", "bot", echo, before={"status": before}, after={"status": after})
        self._tell_of_dates(days, "bot", echo)

    @contextmanager
    def _meanwhile(self, call, steps):
        """People act just before a call of the bot arrives."""
        calls = count(1)

        def slow(original):
            def act_first(*args, **kwargs):
                if next(calls) == call and not self._is_away:
                    for step in steps:
                        (self._set_date if step[0] in ("due", "mirror") else self._move)(*step)
                return original(*args, **kwargs)

            return act_first

        with ExitStack() as stack:
            for name in CALLS:
                original = getattr(ClickUpClient, name)
                stack.enter_context(mock.patch.object(ClickUpClient, name, slow(original)))
            yield
