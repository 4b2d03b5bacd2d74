"""
Keeps child processes alive and stops them in order.

Existing tools do something else: honcho ends everything when one process ends, circus brings zmq and its
own daemon, supervisord needs configuration files and cannot own a PostgreSQL that must answer before the
others start.
"""

import os
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import structlog

from app.machine.child import start_child

if TYPE_CHECKING:
    import subprocess

FIRST_DELAY_SECONDS = 0.5
LONGEST_DELAY_SECONDS = 30.0
#: The restart delay of a child that lived this long starts from the beginning.
SETTLED_SECONDS = 60.0

log = structlog.get_logger(__name__)


class Service(Protocol):
    """Something to keep alive: a child process, or the embedded PostgreSQL."""

    @property
    def name(self) -> str:
        """A name of one word, for people."""

    def start(self) -> None:
        """Start it, or restart it after it died; raises if that fails now."""

    def is_running(self) -> bool:
        """Whether its process is alive."""

    def ask_to_stop(self) -> None:
        """Ask it to stop, and return at once."""

    def kill(self) -> None:
        """End it without asking."""

    def close(self) -> None:
        """Clean up after its end."""


class ChildProcess:
    """
    One of our commands as a child process; its output is appended to `log`.

    `when_orphaned` is the signal that the kernel sends it if we are killed
    (see :func:`app.machine.child.start_child`).
    """

    def __init__(
        self,
        name: str,
        argv: Sequence[str],
        *,
        env: Mapping[str, str],
        cwd: Path,
        log: Path,
        when_orphaned: signal.Signals = signal.SIGTERM,
    ) -> None:
        self.name = name
        self.log = log
        self._argv = tuple(argv)
        self._env = dict(env)
        self._cwd = cwd
        self._when_orphaned = when_orphaned
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """Its process id; None before the first start."""
        return None if self._process is None else self._process.pid

    def start(self) -> None:
        """Start it.  First end what an earlier run left in its process group: it may hold a port."""
        self.close()
        self._process = start_child(
            self._argv, log=self.log, cwd=self._cwd, env=self._env, when_orphaned=self._when_orphaned
        )

    def is_running(self) -> bool:
        """Whether the process is alive."""
        return self._process is not None and self._process.poll() is None

    def ask_to_stop(self) -> None:
        """Send SIGTERM to the process alone: it ends its own children."""
        if self._process is not None and self.is_running():
            self._process.terminate()

    def kill(self) -> None:
        """Send SIGKILL to the process and all its children."""
        if self._process is not None:
            with suppress(ProcessLookupError):  # the group is empty
                os.killpg(self._process.pid, signal.SIGKILL)

    def close(self) -> None:
        """Make sure that no process of it is left."""
        self.kill()
        if self._process is not None:
            self._process.wait()
            self._process = None


@dataclass(slots=True)
class _Supervised:
    service: Service
    started_at: float
    deaths: int = 0
    restart_at: float | None = None


class Supervisor:
    """
    Starts services one by one, restarts the ones that die, stops them in reverse order.

    It has no loop and no thread: call :meth:`restart_dead` several times a second.
    """

    def __init__(
        self, *, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._kept: list[_Supervised] = []

    def start(self, service: Service) -> None:
        """Start a service and keep it alive from now on.  Raises what its start raises."""
        kept = _Supervised(service, started_at=self._clock())
        self._kept.append(kept)
        service.start()
        kept.started_at = self._clock()

    def deaths_of(self, service: Service) -> int:
        """How often it died in a row without living for a minute in between."""
        return next(kept.deaths for kept in self._kept if kept.service is service)

    def restart_dead(self) -> None:
        """Find services that died, and restart those whose delay is over."""
        for kept in self._kept:
            if kept.service.is_running():
                continue
            if kept.restart_at is None:
                self._note_death(kept)
            elif self._clock() >= kept.restart_at:
                self._restart(kept)

    def stop(self, *, seconds: float, hurry: Callable[[], bool] = lambda: False) -> None:
        """
        Stop everything, the last started first.  Each gets `seconds`, or none when `hurry()` is true.

        Then it is killed.  Afterwards the supervisor is empty.
        """
        while self._kept:
            service = self._kept.pop().service
            give_up_at = self._clock() + seconds
            service.ask_to_stop()
            while service.is_running():
                if hurry() or self._clock() >= give_up_at:
                    log.warning("a process was killed, it did not stop by itself", service=service.name)
                    service.kill()
                    break
                self._sleep(0.02)
            service.close()

    def _note_death(self, kept: _Supervised) -> None:
        now = self._clock()
        if now - kept.started_at >= SETTLED_SECONDS:
            kept.deaths = 0
        delay = seconds_before_restart(kept.deaths)
        kept.deaths += 1
        kept.restart_at = now + delay
        log.warning("a process ended and will be restarted", service=kept.service.name, in_seconds=delay)

    def _restart(self, kept: _Supervised) -> None:
        kept.started_at = self._clock()
        kept.restart_at = None
        try:
            kept.service.start()
        except Exception as error:  # noqa: BLE001 - whatever it was, the next attempt may succeed
            log.error("a restart failed", service=kept.service.name, reason=str(error))  # noqa: TRY400
            self._note_death(kept)
        else:
            log.info("a process was restarted", service=kept.service.name)


def seconds_before_restart(earlier_deaths: int) -> float:
    """Half a second, then twice as long each time, up to half a minute."""
    return min(FIRST_DELAY_SECONDS * 2.0 ** min(earlier_deaths, 30), LONGEST_DELAY_SECONDS)
