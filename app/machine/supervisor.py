"""
Keeps child processes alive, and stops them in order.

Written here because what exists does something else: honcho ends everything when one process ends,
circus brings zmq and a daemon of its own, supervisord wants configuration files and cannot own a
PostgreSQL that must answer before the others start.
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
#: A child that lived this long died of something new: its delay starts anew.
SETTLED_SECONDS = 60.0

log = structlog.get_logger(__name__)


class Service(Protocol):
    """What can be kept alive: a child process, or the embedded PostgreSQL."""

    @property
    def name(self) -> str:
        """One word, for people."""

    def start(self) -> None:
        """Start it, or start it again after it died; raises if that cannot work now."""

    def is_running(self) -> bool:
        """Whether its process lives."""

    def ask_to_stop(self) -> None:
        """Ask politely and return at once."""

    def kill(self) -> None:
        """Do not ask any more."""

    def close(self) -> None:
        """Clean up after it ended."""


class ChildProcess:
    """
    One of our own commands as a child process, its output appended to `log`.

    `when_orphaned` is what the kernel does to it if we are killed:
    see :func:`app.machine.child.start_child`.
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
        """Start it.  What an earlier run of it left in its process group ends first, it may hold a port."""
        self.close()
        self._process = start_child(
            self._argv, log=self.log, cwd=self._cwd, env=self._env, when_orphaned=self._when_orphaned
        )

    def is_running(self) -> bool:
        """Whether the process lives."""
        return self._process is not None and self._process.poll() is None

    def ask_to_stop(self) -> None:
        """SIGTERM, to the process alone: it knows how to end its own children."""
        if self._process is not None and self.is_running():
            self._process.terminate()

    def kill(self) -> None:
        """SIGKILL to the process and to all its children."""
        if self._process is not None:
            with suppress(ProcessLookupError):  # nobody left in the group
                os.killpg(self._process.pid, signal.SIGKILL)

    def close(self) -> None:
        """Make sure that nothing of it is left."""
        self.kill()
        if self._process is not None:
            self._process.wait()
            self._process = None


@dataclass(slots=True)
class _Kept:
    service: Service
    started_at: float
    deaths: int = 0
    restart_at: float | None = None


class Supervisor:
    """
    Starts services one by one, restarts the ones that die, stops them in reverse order.

    It has no loop and no thread of its own: call :meth:`look_after` several times a second.
    """

    def __init__(
        self, *, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._kept: list[_Kept] = []

    def start(self, service: Service) -> None:
        """Start a service now and keep it alive from now on.  What its start raises is raised."""
        kept = _Kept(service, started_at=self._clock())
        self._kept.append(kept)
        service.start()
        kept.started_at = self._clock()

    def deaths_of(self, service: Service) -> int:
        """How often it died in a row, without a minute of life between."""
        return next(kept.deaths for kept in self._kept if kept.service is service)

    def look_after(self) -> None:
        """See who died, and restart those whose delay is over."""
        for kept in self._kept:
            if kept.service.is_running():
                continue
            if kept.restart_at is None:
                self._note_death(kept)
            elif self._clock() >= kept.restart_at:
                self._restart(kept)

    def stop(self, *, seconds: float, hurry: Callable[[], bool] = lambda: False) -> None:
        """
        Stop everything, the last started first; each gets `seconds`, or none once `hurry()` says so.

        Then it is killed.  Afterwards the supervisor is empty.
        """
        while self._kept:
            service = self._kept.pop().service
            give_up_at = self._clock() + seconds
            service.ask_to_stop()
            while service.is_running():
                if hurry() or self._clock() >= give_up_at:
                    log.warning("killed, it did not stop by itself", service=service.name)
                    service.kill()
                    break
                self._sleep(0.02)
            service.close()

    def _note_death(self, kept: _Kept) -> None:
        now = self._clock()
        if now - kept.started_at >= SETTLED_SECONDS:
            kept.deaths = 0
        delay = seconds_before_restart(kept.deaths)
        kept.deaths += 1
        kept.restart_at = now + delay
        log.warning("a process ended, it will be restarted", service=kept.service.name, in_seconds=delay)

    def _restart(self, kept: _Kept) -> None:
        kept.started_at = self._clock()
        kept.restart_at = None
        try:
            kept.service.start()
        except Exception as error:  # noqa: BLE001 - whatever it was, the next attempt is the cure
            log.error("a restart failed", service=kept.service.name, reason=str(error))  # noqa: TRY400
            self._note_death(kept)
        else:
            log.info("a process was restarted", service=kept.service.name)


def seconds_before_restart(earlier_deaths: int) -> float:
    """Half a second, then twice as long each time, at most half a minute."""
    return min(FIRST_DELAY_SECONDS * 2.0 ** min(earlier_deaths, 30), LONGEST_DELAY_SECONDS)
