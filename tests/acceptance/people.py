"""What people do in ClickUp while the bot works, and what they see there.  Over HTTP only."""

from contextlib import contextmanager
from datetime import UTC, date, datetime, time

from app.messages.comments.card import UP_TO_DATE
from app.messages.comments.gate import IN_THE_WAY
from tests.acceptance.conftest import wait_for
from tests.acceptance.simulation import Simulation

TICKETS, CLIENTS, COMPANIES = "Level 2 Support", "Client Support", "Companies"
BOT = "Stagegate Bot"
SUMMARY = ", you moved several tickets at once"
#: Who a ticket is assigned to in each status.
OWNERS = {
    "validating": "Olivia Ops",
    "replicating": "Quentin QA",
    "estimating": "Paula PM",
    "fixing": "Theo Tech",
    "verifying": "Quentin QA",
}
#: Everything any stage asks for, except what is not a custom field.
COMPLETE = {
    "Category": "Data Issues",
    "Acceptance Criteria": "The checkout shows the right sum.",
    "Target URL": "https://shop.example/checkout",
    "Severity": "Major",
    "Steps to Reproduce the Issue": "Put two tickets into the basket and press Pay.",
    "Ops Can Reproduce the Issue": False,
    "Issue affects other clients": "No",
    "Client Target Date": date(2026, 12, 24),
    "Company": ["86c1co901"],
    "Issue Workaround": "Pay by invoice.",
    "Pull Request": "https://github.com/usheru/website/pull/1032",
    "Resolution Notes": "A rounding error was removed.",
    "Client email": "client@example.com",
}
DUE = date(2026, 12, 3)


class ClickUp(Simulation):
    """The simulated ClickUp: people are named by the end of their tokens (`ops`), fields by their names."""

    def __init__(self, address):
        super().__init__(address)
        lists = self.state("lists")["lists"]
        self._lists = {each["name"]: each["id"] for each in lists}
        self._fields = {each["name"]: {field["name"]: field for field in each["fields"]} for each in lists}
        self.fields, self._tiers = self._fields[TICKETS], self._fields[COMPANIES]

    # --- what people do -------------------------------------------------------------------------------

    @contextmanager
    def renamed(self, name, to):
        """Give a custom field of tickets another name for a while."""
        field = self.fields[name]["id"]
        self.sandbox("POST", f"/fields/{field}", name=to)
        try:
            yield
        finally:
            self.sandbox("POST", f"/fields/{field}", name=name)

    @contextmanager
    def renamed_status(self, name, to):
        """Give a status of tickets another name for a while."""
        self.sandbox("POST", f"/lists/{self._lists[TICKETS]}/statuses/{name}", name=to)
        try:
            yield
        finally:
            self.sandbox("POST", f"/lists/{self._lists[TICKETS]}/statuses/{to}", name=name)

    def create(self, status=None, *, where=TICKETS, by="ops", fields=None, **more):
        """A new ticket; `fields` in words.  Its id."""
        known = self._fields[where]
        values = [
            {"id": known[name]["id"], "value": _sent(known[name], value)}
            for name, value in (fields or {}).items()
        ]
        body = {"name": "Checkout fails", "custom_fields": values, **more}
        if status:
            body["status"] = status
        return self.api("POST", f"/list/{self._lists[where]}/task", by=by, **body)["id"]

    def ready(self, status, *, by="ops", due=DUE, priority=2, without=(), **changes):
        """
        A ticket that the bot accepted in an open stage, complete but for the fields named in `without`.

        `due` is the Due Date and the Estimated Delivery Date; None leaves both empty.
        """
        ticket = self.prepare(status, by=by, due=due, priority=priority, without=without, **changes)
        self.wait_until_accepted(ticket)
        return ticket

    def prepare(self, status, *, by="ops", due=DUE, priority=2, without=(), **changes):
        """The same, without waiting for the bot."""
        fields = {name: value for name, value in (COMPLETE | changes).items() if name not in without}
        more = {}
        if due is not None:
            fields["Estimated Delivery Date"], more["due_date"] = due, milliseconds(due)
        return self.create(status, by=by, fields=fields, priority=priority, **more)

    def wait_until_accepted(self, ticket):
        """Wait until the bot has assigned a ticket that is in its right stage, and told its client."""
        status = self.status(ticket)
        wait_for(lambda: self.assignees(ticket) == [OWNERS[status]])
        if status == "fixing":
            wait_for(lambda: self.field(ticket, "Notice sent") is True)

    def drag(self, ticket, status, *, by="ops", **more):
        """Move a ticket to another status, as on the board."""
        self.api("PUT", f"/task/{ticket}", by=by, status=status, **more)

    def fill(self, ticket, values, *, by="ops"):
        """Fill in custom fields, in words."""
        for name, value in values.items():
            field = self.fields[name]
            self.api("POST", f"/task/{ticket}/field/{field['id']}", by=by, value=_sent(field, value))

    def clear(self, ticket, name, *, by="ops"):
        """Empty a custom field."""
        self.api("DELETE", f"/task/{ticket}/field/{self.fields[name]['id']}", by=by)

    def set_due(self, ticket, day, *, by="pm"):
        """Set the Due Date to a day, or clear it."""
        self.api("PUT", f"/task/{ticket}", by=by, due_date=None if day is None else milliseconds(day))

    def set_tier(self, company, tier):
        """Fill in a company's tier."""
        field = self._tiers["Company Tier"]
        self.api("POST", f"/task/{company}/field/{field['id']}", value=_sent(field, tier))

    def link(self, ticket, other):
        """Link two tickets."""
        self.api("POST", f"/task/{ticket}/link/{other}", by="ops")

    def delete(self, task_id):
        """Delete a task."""
        self.api("DELETE", f"/task/{task_id}")

    # --- what people see ------------------------------------------------------------------------------

    def task(self, task_id):
        return self.api("GET", f"/task/{task_id}")

    def status(self, ticket):
        return self.task(ticket)["status"]["status"]

    def assignees(self, ticket):
        return [user["username"] for user in self.task(ticket)["assignees"]]

    def due(self, ticket):
        return _day(self.task(ticket)["due_date"])

    def field(self, ticket, name):
        """What a custom field of a ticket shows: options by name, dates as days, None for nothing."""
        shown = next(f for f in self.task(ticket)["custom_fields"] if f["name"] == name)
        value = shown.get("value")
        if value is None:
            return None
        if shown["type"] == "drop_down":
            return next(o["name"] for o in shown["type_config"]["options"] if o["orderindex"] == value)
        if shown["type"] == "checkbox":
            return value == "true"
        return _day(value) if shown["type"] == "date" else value

    def comments(self, task_id):
        """
        The bot's comments on a task itself, oldest first.

        Not its card, which comes at some time or other, nor what is said to those who move many.
        """
        found = self.api("GET", f"/task/{task_id}/comment")["comments"]
        return [
            {"resolved": False, **each}  # which ClickUp leaves out where no one is assigned
            for each in reversed(found)
            if each["user"]["username"] == BOT
            and not any(other in each["comment_text"] for other in (SUMMARY, UP_TO_DATE))
        ]

    def cards(self, task_id):
        """The bot's cards on a task; there should never be more than one."""
        found = self.api("GET", f"/task/{task_id}/comment")["comments"]
        return [each for each in found if UP_TO_DATE in each["comment_text"]]

    def emails(self, ticket):
        """The mails about a ticket that Automations sent to its client, oldest first."""
        return [each for each in self.sandbox("GET", "/emails")["emails"] if each["task_id"] == ticket]

    # --- what the bot does ----------------------------------------------------------------------------

    def wait_for_comments(self, ticket, number):
        """Wait until the bot has made so many comments on a ticket; all of them."""
        return wait_for(lambda: len(found := self.comments(ticket)) >= number and found)

    def wait_for_rejection(self, ticket, status):
        """
        Wait until the bot has commented and the ticket is back in a status; the newest comment's text.

        Without the sign of a mention: those who move many tickets at once, as these tests do, are not
        mentioned on each.
        """
        found = self.wait_for_comments(ticket, 1)
        wait_for(lambda: self.status(ticket) == status)
        return found[-1]["comment_text"].removeprefix("@")

    def wait_for_entry(self, ticket, status):
        """Wait until the bot has let a ticket into an open stage, that is, assigned it."""
        wait_for(lambda: OWNERS[status] in self.assignees(ticket))
        assert self.status(ticket) == status


def missing(text):
    """The items of a gate comment's checklist."""
    return text.split(f"{IN_THE_WAY}\n")[1].split("\n\n")[0].splitlines()


def milliseconds(day):
    """A day as ClickUp keeps it: 04:00, in milliseconds."""
    return int(datetime.combine(day, time(4), UTC).timestamp() * 1000)


def _day(value):
    return None if value is None else datetime.fromtimestamp(int(value) / 1000, UTC).date()


def _sent(field, value):
    match field["type"]:
        case "drop_down":
            return field["options"][value]
        case "date":
            return milliseconds(value)
        case "list_relationship":
            return {"add": value}
    return value
