"""What people do in the simulated ClickUp, and see there, over connections that stay open."""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from http.client import HTTPConnection
from typing import Any

TICKETS = "901200000001"
BOT_TOKEN = "pk_sandbox"
#: How many people do something at once.
LANES = 8
#: Everything that entering Replicating, and Estimating after it, asks for.
_COMPLETE = {
    "Category": "Data Issues",
    "Acceptance Criteria": "The checkout shows the right sum.",
    "Target URL": "https://shop.example/checkout",
    "Severity": "Major",
    "Steps to Reproduce the Issue": "Put two tickets into the basket and press Pay.",
    "Ops Can Reproduce the Issue": False,
    "Issue affects other clients": "No",
    "Client Target Date": 1798700400000,
    "Company": {"add": ["86c1co901"]},
    "Issue Workaround": "Pay by invoice.",
    "Client email": "client@example.com",
}
#: A connection that was idle for longer may be about to be closed at the other end.
_IDLE_SECONDS = 10.0
#: What every comment says that puts a ticket back, and no other one does.
REFUSAL = "but it is not ready for that stage"


class ClickUp:
    """May be used by many threads; each has its own connection."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.board = f"http://127.0.0.1:{port}/"
        self._mine = threading.local()
        lists = self.state("lists")
        self.fields = {f["name"]: f for each in lists if each["id"] == TICKETS for f in each["fields"]}

    def call(self, method: str, path: str, *, by: str = "", body: dict[str, Any] | None = None) -> Any:
        """One request, by the owner of the token `pk_<by>`; its JSON."""
        connection = self._connection()
        content = None if body is None else json.dumps(body)
        headers = {"Authorization": f"pk_{by}", "Content-Type": "application/json"}
        connection.request(method, path, body=content, headers=headers)
        answer = connection.getresponse()
        data = answer.read()
        if answer.status >= HTTPStatus.BAD_REQUEST:
            raise RuntimeError(f"{method} {path}: {answer.status} {data!r}")
        return json.loads(data) if data else None

    def _connection(self) -> HTTPConnection:
        """This thread's connection, which is opened again after it was closed."""
        if not hasattr(self._mine, "connection"):
            self._mine.connection = HTTPConnection("127.0.0.1", self._port, timeout=60)
        elif time.monotonic() - self._mine.used_at > _IDLE_SECONDS:
            self._mine.connection.close()
        self._mine.used_at = time.monotonic()
        connection: HTTPConnection = self._mine.connection
        return connection

    def state(self, part: str) -> Any:
        """One part of what the simulated ClickUp knows: all tickets would be much work, next to the bot."""
        return self.call("GET", f"/sandbox/state?part={part}")[part]

    def create(self, number: int) -> list[str]:
        """So many tickets in Validating, with everything that the next two stages ask for."""
        values = [
            {"id": self.fields[name]["id"], "value": self.fields[name].get("options", {}).get(value, value)}
            if isinstance(value, str)
            else {"id": self.fields[name]["id"], "value": value}
            for name, value in _COMPLETE.items()
        ]
        body = {"name": "Checkout fails", "status": "validating", "custom_fields": values}

        def create(_number: int) -> str:
            made: dict[str, str] = self.call("POST", f"/api/v2/list/{TICKETS}/task", by="admin", body=body)
            return made["id"]

        with ThreadPoolExecutor(LANES) as pool:
            return list(pool.map(create, range(number)))

    def drag(self, ticket: str, status: str, *, by: str) -> None:
        """Move a ticket, as on the board."""
        self.call("PUT", f"/api/v2/task/{ticket}", by=by, body={"status": status})

    def edit(self, ticket: str, words: str) -> None:
        """Change something that matters little."""
        field = self.fields["Issue Workaround"]["id"]
        self.call("POST", f"/api/v2/task/{ticket}/field/{field}", by="ops", body={"value": words})

    def clear(self, ticket: str, name: str) -> None:
        """Clear a custom field."""
        self.call("DELETE", f"/api/v2/task/{ticket}/field/{self.fields[name]['id']}", by="ops")

    def ticket(self, ticket: str) -> dict[str, Any]:
        """A ticket as it is."""
        task: dict[str, Any] = self.call("GET", f"/api/v2/task/{ticket}", by="admin")
        return task

    def status(self, ticket: str) -> str:
        """Where a ticket is."""
        return str(self.ticket(ticket)["status"]["status"])

    def comments(self, ticket: str) -> list[str]:
        """What stands on a ticket, newest first."""
        found = self.call("GET", f"/api/v2/task/{ticket}/comment", by="admin")["comments"]
        return [str(each["comment_text"]) for each in found]

    def links(self, ticket: str, text: str) -> list[str]:
        """Where the links with that text lead in the comments of a ticket."""
        found = self.call("GET", f"/api/v2/task/{ticket}/comment", by="admin")["comments"]
        runs = [run for each in found for run in each["comment"] if run.get("text") == text]
        return [str(run["attributes"]["link"]) for run in runs]

    def refusals(self, ticket: str) -> list[str]:
        """The comments about moves that were put back."""
        return [text for text in self.comments(ticket) if REFUSAL in text]

    def comments_written(self, ticket: str) -> int:
        """How many comments were posted to a ticket or edited on it, so far."""
        number: int = self.call("GET", f"/bench/comments/{ticket}")["number"]
        return number

    def next_comment(self, ticket: str, *, after: int) -> float | None:
        """
        Wait for the comment that is written after so many; when it was, by `time.perf_counter`.

        That is one clock for all processes.  None if there is no comment within a few seconds.
        """
        at: float | None = self.call("GET", f"/bench/comments/{ticket}?after={after}")["at"]
        return at

    def calls_of_bot(self) -> Counter[str]:
        """How often the bot has called what."""
        made: dict[str, Any] = self.state("calls")["by_token"].get(BOT_TOKEN, {})
        return Counter(made.get("by_call", {}))


def at_once(tickets: list[str], act: Callable[[str], None]) -> None:
    """Deal the tickets out to everybody; each does something with theirs, one after the other."""

    def each(mine: list[str]) -> None:
        for ticket in mine:
            act(ticket)

    with ThreadPoolExecutor(LANES) as pool:
        list(pool.map(each, [tickets[lane::LANES] for lane in range(LANES)]))
