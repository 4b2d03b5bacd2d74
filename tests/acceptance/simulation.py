"""The simulated ClickUp over HTTP: its API, its controls, and what it counts."""

import json
from collections import Counter
from contextlib import contextmanager
from urllib.parse import urlencode

import requests
from prometheus_client.parser import text_string_to_metric_families

from tests.acceptance.conftest import wait_for

#: What is put off for longer is another matter: edits wait 1.5 s, what is said of many moves at once 3 s.
SOON_SECONDS = 5.0
#: Cards and clocks come so late that, of many tickets, there is always one soon.
SOON_WORK = ("reconcile", "notice")
#: Between us and our own machine.
NO_PROXY = {"http": "", "https": ""}


def _doings(state):
    """What changes whenever someone changes something, or the bot looks at a ticket."""
    changes = {call: n for call, n in state["calls"]["by_call"].items() if not call.startswith("GET")}
    return {
        "calls": Simulation._calls_in(state),
        "changes": changes,
        "unfinished": state["deliveries_unfinished"],
    }


class Simulation:
    """One running sandbox; `address` is its root."""

    def __init__(self, address):
        self.address = address
        self._sessions = {}

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

    def state(self, *parts):
        """Everything that it knows, or these parts of it, which takes less work."""
        return self.sandbox("GET", f"/state?{urlencode([('part', part) for part in parts])}")

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
        return self._calls_in(self.state("calls"))

    def lookups(self):
        """How often the bot has asked GitHub."""
        return self.state("calls")["calls"]["by_token"].get("(code host)", {"total": 0})["total"]

    def wait_until_quiet(self, *also):
        """Wait until all deliveries are made and the bot has nothing to do, now or soon."""
        wait_for(lambda: self.is_quiet(*also), every=0.1)

    def is_quiet(self, *also):
        """
        Whether there was nothing to do, between two looks that found the same.  `also` names kinds of work
        that are usually left out.

        However slow the machine is: a delivery is queued before it is acknowledged, and a job has ended only
        when everything that comes of it is queued.
        """
        before = self.state("calls", "deliveries_unfinished", "webhooks")
        is_idle = not before["deliveries_unfinished"] and self._bot_is_idle(before, (*SOON_WORK, *also))
        return is_idle and _doings(before) == _doings(self.state("calls", "deliveries_unfinished"))

    @staticmethod
    def _bot_is_idle(state, works):
        """Whether no job runs or waits, or will within some seconds, as the bot itself tells."""
        receiver = state["webhooks"][0]["endpoint"].removesuffix("/webhooks/clickup")
        try:
            told = requests.get(f"{receiver}/metrics", timeout=120, proxies=NO_PROXY).text
        except requests.RequestException:  # it, or its database, is being started again
            return False
        now = {
            (sample.name, sample.labels.get("work")): sample.value
            for family in text_string_to_metric_families(told)
            for sample in family.samples
            if sample.name.startswith("stagegate_")
        }
        begun_or_due = [now.get((f"stagegate_jobs_{state}", None), 1) for state in ("running", "waiting")]
        soon = [now.get(("stagegate_next_job_seconds", work), SOON_SECONDS) for work in works]
        return begun_or_due == [0, 0] and min(soon) >= SOON_SECONDS

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
        answer = session.request(method, f"{self.address}{path}", data=data, timeout=120)
        assert answer.ok, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer
