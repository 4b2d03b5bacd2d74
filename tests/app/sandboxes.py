"""Sandboxes for many tests: the server is started once, what it serves is new for each."""

import pickle
import time
from contextlib import ExitStack, contextmanager

from clickup_client.sandbox.access.context import EXTENSION
from clickup_client.sandbox.application import utc_now
from clickup_client.sandbox.deliveries.sender import REPEAT_DELAYS_SECONDS
from clickup_client.sandbox.in_thread import running_sandbox
from clickup_client.sandbox.state import Sandbox
from clickup_client.sandbox.workspace.definition import read_workspace

#: How long a request of the last test may still take; a server that is busy for longer is not used again.
_PATIENCE_SECONDS = 1.0


class Sandboxes:
    """`with sandboxes.fresh(workspace_data) as running`: as `running_sandbox`, in a tenth of the time."""

    def __init__(self):
        self._stack = ExitStack()
        self._idle = []
        self._planted = {}

    def close(self):
        """Stop all servers."""
        self._stack.close()

    @contextmanager
    def fresh(self, workspace, *, rate_limit=100_000, now=utc_now):
        """A running sandbox of this workspace in which nothing has happened yet."""
        server = self._idle.pop() if self._idle else _Server(self._stack, workspace)
        sandbox = self._sandbox(workspace, rate_limit, now)
        server.running.app.extensions[EXTENSION] = sandbox
        try:
            yield server.running
        finally:
            sandbox.close()
            if server.is_quiet():
                self._idle.append(server)

    def _sandbox(self, workspace, rate_limit, now):
        checked, memory = read_workspace(workspace), None
        if now is not utc_now:  # what is planted depends on the time, which a test's clock starts at
            key = id(workspace), now()
            if key not in self._planted:
                first = self._new(checked, rate_limit, now, None)
                self._planted[key] = workspace, pickle.dumps(first.memory)
                first.close()
            memory = pickle.loads(self._planted[key][1])  # noqa: S301 - our own
        return self._new(checked, rate_limit, now, memory)

    @staticmethod
    def _new(workspace, rate_limit, now, memory):
        return Sandbox(
            workspace,
            memory=memory,
            rate_limit=rate_limit,
            now=now,
            storage=None,
            repeat_delays_seconds=REPEAT_DELAYS_SECONDS,
        )


class _Server:
    """A server, and whether it still answers someone."""

    def __init__(self, stack, workspace):
        self.running = stack.enter_context(running_sandbox(workspace))
        self._answer, self.running.app.wsgi_app = self.running.app.wsgi_app, self._count
        self._open = []

    def is_quiet(self):
        """Whether every request has been answered; waits a moment for those that are about to be."""
        give_up_at = time.monotonic() + _PATIENCE_SECONDS
        while self._open:
            if time.monotonic() > give_up_at:
                return False
            time.sleep(0.001)
        return True

    def _count(self, environ, start_response):
        self._open.append(None)
        try:
            return self._answer(environ, start_response)
        finally:
            self._open.pop()
