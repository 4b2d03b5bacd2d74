"""What may happen to three tickets; for test_stateful.py."""

import json
import re
from contextlib import ExitStack, contextmanager, suppress
from datetime import date, timedelta

import requests
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from sqlalchemy import func, select

from app.errors import NotHeardYetError
from app.notices import send as send_notices
from app.reconcile import poll as reconcile_poll
from app.reconcile import ticket as reconcile_ticket
from app.store import deliveries, moves, tables, tickets
from app.store.receive import Arrival, receive
from app.ticket import newer
from clickup_client.errors import ClickUpError
from clickup_client.times import from_milliseconds
from tests.app.dates import milliseconds
from tests.app.faults import CRASHES, FAULTS, NOTICE_CRASHES, dying_at
from tests.app.people import BOT, MERGED, OPEN, PEOPLE
from tests.app.reconcile.earned import NEEDS, STAGES, Seen, Ticket, Told

DAYS = [date(2027, 1, 4), date(2027, 1, 11), date(2027, 1, 18)]
DATE_FIELD, REASONS = "Estimated Delivery Date", "De-escalation Reasons"
WHICH = st.integers(0, 2)
EDIT = st.sampled_from(
    [
        ("Severity", None),
        ("Severity", "Major"),
        ("Issue Workaround", None),
        ("Issue Workaround", "Pay by invoice."),
        ("Resolution Notes", None),
        ("Resolution Notes", "A rounding error was removed."),
        ("Pull Request", None),
        ("Pull Request", OPEN),
        ("Pull Request", MERGED),
        ("reasons", "Not reproducible."),
        ("reasons", "Not reproducible."),
        *((name, day) for name in ("due", "mirror") for day in (*DAYS, None)),
    ]
)
WHERE = st.sampled_from(["next", "next", "next", "again", "again", *STAGES])
PERSON = st.sampled_from(["ops", "qa", "pm", "tech"])
FATE = st.sampled_from(["heard", "heard", "heard", "twice", "late", "lost"])
TROUBLE = st.one_of(st.sampled_from(CRASHES), st.sampled_from(FAULTS))
NOTICE_TROUBLE = st.one_of(st.sampled_from(NOTICE_CRASHES), st.sampled_from(FAULTS))


class Histories(RuleBasedStateMachine):
    """Three tickets, four people, the bot, and a network that is not to be relied upon."""

    def __init__(self, workspace, ready):
        super().__init__()
        self._workspace, self._ready, self._bot = workspace, ready, workspace.bot
        self._now = 0
        self._late = []  # (ticket, delivery) that did not arrive yet
        self._told = []  # those that did
        self._last = {}  # where a ticket was dragged last

    @initialize(starts=st.lists(st.sampled_from(STAGES[:5]), min_size=3, max_size=3))
    def begin(self, starts):
        """What a failed example left behind would be a backlog now."""
        with self._bot.engine.begin() as connection:
            deliveries.mark_handled(connection, connection.scalars(select(tables.deliveries.c.delivery_id)))
        names = ("Severity", "Issue Workaround", "Resolution Notes")
        data = dict.fromkeys(names, "Filled.") | {"Pull Request": MERGED}
        self._tickets = {
            self._ready(start, due=DAYS[0]): Ticket(start, DAYS[0], dict(data)) for start in starts
        }
        self._ids = list(self._tickets)
        reconcile_poll.poll_lists(self._bot)

    # --- people ---------------------------------------------------------------------------------------

    @rule(which=WHICH, to=WHERE, by=PERSON, fate=FATE, looks=st.booleans(), echo=FATE)
    def drag(self, which, to, by, fate, looks, echo):
        task_id, ticket = self._turn(which)
        if to == "again":
            to, by = self._last.get(task_id, ("next", by))
        if to == "next":
            to = STAGES[(STAGES.index(ticket.here) + 1) % len(STAGES)]
        if to == ticket.here:
            return
        self._last[task_id] = to, by
        self._workspace.api("PUT", f"/task/{task_id}", by=by, status=to)
        self._tell(task_id, Told(self._now, "here", by, ticket.here, to), fate)
        ticket.here, ticket.changed = to, self._now
        if looks:
            self.look(which, None, echo)

    @rule(which=WHICH, what=EDIT, fate=FATE)
    def edit(self, which, what, fate):
        """Anything but clearing what the stage that it is in asks for: that is another story."""
        task_id, ticket = self._turn(which)
        name, value = what
        if value is None and (name in NEEDS[ticket.home] or name in NEEDS[ticket.here]):
            return
        match name:
            case "due":
                ticket.due = value
                body = {"due_date": value and milliseconds(value), "due_date_time": False}
                self._send("PUT", f"/task/{task_id}", body)
            case "mirror":
                ticket.mirror = value
                self._write(task_id, DATE_FIELD, value and milliseconds(value))
            case "reasons":
                ticket.reasons = self._now
                self._write(task_id, REASONS, f"Reason {self._now}.")
            case "Severity":
                ticket.data[name] = value
                self._write(task_id, name, value and self._workspace.option(name, value))
            case _:
                ticket.data[name] = value
                self._write(task_id, name, value)
        ticket.changed = self._now
        self._tell(task_id, Told(self._now, name, "tech", None, value), fate)

    # --- the network ----------------------------------------------------------------------------------

    @precondition(lambda self: self._late)
    @rule(data=st.data())
    def arrive_late(self, data):
        self._deliver(*self._late.pop(data.draw(st.integers(0, len(self._late) - 1))))

    @precondition(lambda self: self._told)
    @rule(data=st.data())
    def arrive_again(self, data):
        task_id, told = data.draw(st.sampled_from(self._told))
        assert not self._receive(task_id, told)

    # --- the bot --------------------------------------------------------------------------------------

    @rule(which=WHICH, trouble=st.none() | TROUBLE, echo=FATE)
    def look(self, which, trouble, echo):
        task_id, ticket = self._turn(which)
        before = ticket.here
        self._look(task_id, ticket, trouble)
        if before != ticket.here:  # ClickUp tells of what the bot itself did, as of everything
            self._tell(task_id, Told(self._now, "here", "bot", before, ticket.here), echo)

    @rule(which=WHICH, trouble=NOTICE_TROUBLE)
    def tell_client(self, which, trouble):
        task_id, ticket = self._turn(which)
        if newer.has_left(self._bot, self._bot.client.get_task(task_id)):
            return  # it is judged first, and the notice waits
        with self._trouble(trouble):
            self._work_notices(task_id)
        self._work_notices(task_id)
        ticket.tell_client()

    @rule()
    def poll(self):
        self._workspace.clock.forward(seconds=1)
        self._now += 1
        before = self._waiting()
        reconcile_poll.poll_lists(self._bot)
        after = self._waiting()
        for task_id, ticket in self._tickets.items():
            if after.get(task_id, 0) > before.get(task_id, 0):
                ticket.waiting.append(Told(self._now))
            assert ticket.here == ticket.home or ticket.waiting

    def teardown(self):
        """Let everything come to an end, and compare."""
        for _ in range(3):
            self.poll()
            for task_id, ticket in self._tickets.items():
                self._look(task_id, ticket, None)
        for task_id, ticket in self._tickets.items():
            self._work_notices(task_id)
            ticket.tell_client()
            self._look(task_id, ticket, None)
        for task_id, ticket in self._tickets.items():
            shown = self._shown(task_id)
            assert shown == ticket.shown, f"shown: {shown}\nearned: {ticket.shown}"

    # --- how ------------------------------------------------------------------------------------------

    def _turn(self, which):
        self._workspace.clock.forward(seconds=1)
        self._now += 1
        return self._ids[which], self._tickets[self._ids[which]]

    def _write(self, task_id, name, value):
        path = f"/task/{task_id}/field/{self._workspace.fields[name].id}"
        self._send("DELETE" if value is None else "POST", path, {"value": value})

    def _send(self, method, path, body):
        url = f"{self._workspace.url}/api/v2{path}"
        answer = requests.request(
            method,
            url,
            headers={"Authorization": "pk_ops"},
            json=None if method == "DELETE" else body,
            timeout=120,
        )
        assert answer.ok, answer.text

    def _tell(self, task_id, told, fate):
        if fate == "late":
            self._late.append((task_id, told))
        elif fate != "lost":
            self._deliver(task_id, told)
        if fate == "twice":
            assert not self._receive(task_id, told)

    def _deliver(self, task_id, told):
        assert self._receive(task_id, told)
        self._told.append((task_id, told))
        self._tickets[task_id].waiting.append(told)

    def _receive(self, task_id, told):
        """As the receiver does; whether it was new."""
        key = f"{task_id}:{told.when}:{told.by}"
        item = {
            "id": key,
            "date": str(int(self._workspace.clock.now.timestamp() * 1000) - (self._now - told.when) * 1000),
            "user": {"id": BOT if told.by == "bot" else PEOPLE[told.by], "username": told.by},
            "after": told.after,
        }
        match told.what:
            case "here":
                item |= {
                    "field": "status",
                    "before": {"status": told.before},
                    "after": {"status": told.after},
                }
            case "due":
                item |= {"field": "due_date", "after": told.after and str(milliseconds(told.after))}
            case _:
                name = {"mirror": DATE_FIELD, "reasons": REASONS}.get(told.what, told.what)
                field = {"id": self._workspace.fields[name].id, "name": name}
                after = str(milliseconds(told.after)) if isinstance(told.after, date) else told.after
                item |= {"field": "custom_field", "custom_field": field, "after": after}
        body = {"event": "taskUpdated", "webhook_id": "w", "task_id": task_id, "history_items": [item]}
        with self._bot.engine.begin() as connection:
            return receive(
                connection,
                Arrival(
                    key=key,
                    webhook_id="w",
                    event="taskUpdated",
                    task_id=task_id,
                    body=json.dumps(body).encode(),
                ),
            )

    def _look(self, task_id, ticket, trouble):
        said = [read(each)[0] for each in self._workspace.comments(task_id)]
        with self._trouble(trouble) as went_wrong:
            self._work(task_id)
        if went_wrong:
            ticket.cut_off(self._now, self._seen(task_id), said=said)
        else:
            ticket.look(self._now, said=said)

    def _work(self, task_id):
        """As the worker does, which comes again until nothing waits."""
        for _ in range(20):
            with suppress(NotHeardYetError):
                reconcile_ticket.reconcile_ticket(self._bot, task_id)
            if task_id not in self._waiting():
                return
        raise AssertionError("the bot looks again and again")

    @contextmanager
    def _trouble(self, trouble):
        """Let something go wrong within; filled when it did."""
        went_wrong = []
        with ExitStack() as stack:
            if isinstance(trouble, tuple):
                stack.enter_context(dying_at(*trouble))
            elif trouble is not None:
                fault = {"path": "/api/v2/*", "token": "pk_sandbox", "count": 4, **trouble}
                requests.post(
                    f"{self._workspace.url}/sandbox/faults", json=fault, timeout=120
                ).raise_for_status()
                stack.callback(requests.delete, f"{self._workspace.url}/sandbox/faults", timeout=120)
            try:
                yield went_wrong
            except (KeyboardInterrupt, ClickUpError) as error:
                went_wrong.append(error)

    def _work_notices(self, task_id):
        """Until nothing is open."""
        clock = self._workspace.clock
        clock.forward(minutes=3)
        self._now += 180
        for _ in range(100):
            next_look = send_notices.work_notices(self._bot, task_id)
            if next_look is None:
                return
            seconds = max(next_look - clock.now, timedelta()) // timedelta(seconds=1) + 1
            clock.forward(seconds=seconds)
            self._now += seconds
        raise AssertionError("a notice never comes to its end")

    # --- what there is to see -------------------------------------------------------------------------

    def _waiting(self):
        """How many deliveries wait, by ticket, of those that have any."""
        task_id, handled_at = tables.deliveries.c.task_id, tables.deliveries.c.handled_at
        counts = select(task_id, func.count()).where(handled_at.is_(None)).group_by(task_id)
        with self._bot.engine.begin() as connection:
            return dict(tuple(row) for row in connection.execute(counts))

    def _seen(self, task_id):
        task, zone = self._bot.client.get_task(task_id), self._bot
        field = task.field(DATE_FIELD)
        mirror = None if field.value is None else zone.day_of(from_milliseconds(field.value))
        with self._bot.engine.begin() as connection:
            restored = connection.scalar(
                select(func.count()).where(
                    tables.comments.c.task_id == task_id, tables.comments.c.kind == "date"
                )
            )
            waiting = deliveries.waiting(connection, task_id)
            known = tickets.get(connection, task_id)
        accepted = self._bot.process.stage(known.stage)
        return Seen(
            waits=bool(waiting),
            waited=bool(waiting) and waiting[-1].event == "taskWaited",
            home=accepted.status,
            verdicts=self._verdicts(task_id),
            restored=restored,
            here=next(stage for stage in STAGES if stage.casefold() == task.status.casefold()),
            due=None if task.due_date is None else zone.day_of(task.due_date),
            mirror=mirror,
            agreeing=known.agreeing and self._agreeing(known.agreeing),
        )

    def _agreeing(self, noted):
        over = {
            "due" if place == "due_date" else "mirror": value and self._bot.day_of(from_milliseconds(value))
            for place, value in noted["over"].items()
        }
        day = noted["day"] and date.fromisoformat(noted["day"])
        return day, {what: value or None for what, value in over.items()}

    def _verdicts(self, task_id):
        with self._bot.engine.begin() as connection:
            rows = reversed(moves.latest(connection, task_id, most=100))
            return [(row["verdict"], self._bot.process.stage(row["to_stage"]).status) for row in rows]

    def _shown(self, task_id):
        status = self._workspace.status(task_id)
        mails = [mail["trigger"] for mail in self._workspace.emails() if mail["task_id"] == task_id]
        return (
            next(stage for stage in STAGES if stage.casefold() == status.casefold()),
            sorted(read(each) for each in self._workspace.comments(task_id)),
            mails,
            self._verdicts(task_id),
        )


def read(posted):
    """How a comment of the bot begins in ClickUp, how often it was tried, and whether it is resolved."""
    words = posted["comment_text"]
    ending = " cleared the due date." if " cleared the due date." in words else ", but"
    times = re.search(r"Tried (\d+) times", words)
    return words.partition(ending)[0] + ending, int(times[1]) if times else 1, bool(posted["resolved"])
