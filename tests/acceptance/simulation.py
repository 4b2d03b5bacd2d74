"""The simulated ClickUp over HTTP: its API, its controls, and what it counts."""

import json
from collections import Counter
from contextlib import contextmanager
from time import monotonic

import requests

from tests.acceptance.conftest import wait_for

#: Edits are looked at 1.5 s after the first one, and a job that waited for another one a moment later.
QUIET_SECONDS = 2.2


class Simulation:
    """One running sandbox; `address` is its root."""

    def __init__(self, address):
        self.address = address
        self._sessions = {}
        self._quiet = None

    def close(self):
        for session in self._sessions.values():
            session.close()

    def api(self, method, path, /, *, by="admin", **body):
        """A call of ClickUp's API with a person's token; its JSON."""
        answer = self._send(method, f"/api/v2{path}", token=f"pk_{by}", body=body)
        return answer.json() if answer.content else None

    def sandbox(self, method, path, /, **body):
        """Steer the simulation itself."""
        answer = self._send(method, f"/sandbox{path}", token="", body=body)
        return answer.json() if answer.content else None

    def state(self):
        return self.sandbox("GET", "/state")

    @contextmanager
    def fault(self, **rule):
        """Let requests go wrong for a while; see `POST /sandbox/faults`."""
        self.sandbox("POST", "/faults", **rule)
        try:
            yield
        finally:
            self.sandbox("DELETE", "/faults")

    def calls(self):
        """The bot's calls about single tasks and comments so far; whole lists are polled now and then."""
        return self._calls_in(self.state())

    def lookups(self):
        """How often the bot has asked GitHub."""
        return self.state()["calls"]["by_token"].get("(code host)", {"total": 0})["total"]

    def wait_until_quiet(self, seconds=QUIET_SECONDS):
        """Wait until all deliveries are made and nobody has done anything for some seconds."""
        seen, since = None, monotonic()

        def quiet():
            nonlocal seen, since
            now = self._doings()
            if now != seen:
                seen, since = now, monotonic()
            return now["unfinished"] == 0 and (now == self._quiet or monotonic() - since >= seconds)

        wait_for(quiet, 30)
        self._quiet = seen

    def _doings(self):
        """What changes whenever somebody changes something, or the bot looks at a ticket."""
        state = self.state()
        changes = {call: n for call, n in state["calls"]["by_call"].items() if not call.startswith("GET")}
        return {
            "calls": self._calls_in(state),
            "changes": changes,
            "unfinished": state["deliveries_unfinished"],
        }

    @staticmethod
    def _calls_in(state):
        made = state["calls"]["by_token"]["pk_sandbox"]["by_call"]
        return Counter({call: n for call, n in made.items() if "/task/{" in call or "/comment/{" in call})

    def _send(self, method, path, *, token, body):
        session = self._sessions.get(token)
        if session is None:
            session = self._sessions[token] = requests.Session()
            session.trust_env = False
            session.headers.update({"Authorization": token, "Content-Type": "application/json"})
        data = None if method in {"GET", "DELETE"} else json.dumps(body)
        answer = session.request(method, f"{self.address}{path}", data=data, timeout=10)
        assert answer.ok, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer
