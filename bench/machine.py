"""What is measured: PostgreSQL, web and worker as `stagegate run` starts them, and a simulated ClickUp."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self
from urllib.request import Request, urlopen

import psutil
import psycopg
from clickup import BOT_TOKEN, TICKETS, ClickUp
from load import Order, Outcome
from ports import answers, free_port

from app.config.environment import environment_of_child
from app.machine.postgres.server import EmbeddedPostgres
from app.machine.supervisor import ChildProcess
from app.store.migrate import upgrade
from clickup_client.webhook import sign

#: How many connections send deliveries.
CLIENTS = 16
_PATIENCE_SECONDS = 300.0
_MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Memory:
    """
    What all processes of a command hold, in MB of 2^20 bytes.

    `resident` counts once what they share: all of the largest process, and of others what is theirs alone.
    `summed` are their resident sizes added up.
    """

    resident: float
    summed: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """A webhook in ClickUp; its `secret` signs what it sends."""

    id: str
    secret: str


class Machine:
    """Started on entering, stopped on leaving."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._stack = ExitStack()
        self._web_port, self.clickup_port = free_port(), free_port()
        self.postgres = EmbeddedPostgres(folder)
        self._children: dict[str, ChildProcess] = {}
        self._database: psycopg.Connection | None = None

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self.postgres.start()
            stack.callback(self.postgres.stop)
            stack.callback(self._stop_all)
            upgrade(self.postgres.database_url)
            self.start_script("clickup", "simulated.py", str(self.clickup_port))
            self.wait_for(lambda: answers(f"http://127.0.0.1:{self.clickup_port}/sandbox/emails"))
            self.clickup = ClickUp(self.clickup_port)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def start_bot(self) -> None:
        """Start web and worker, and wait until both work."""
        self._start("web", "-P", "-m", "app.cli", "web", "--port", str(self._web_port))
        self.start_worker()
        self.wait_for(lambda: answers(f"http://127.0.0.1:{self._web_port}/readyz"))

    def start_worker(self, name: str = "worker") -> None:
        """Start a worker, and wait until it takes jobs."""
        before = {number for (number,) in self.sql("SELECT id FROM procrastinate_workers")}
        self._start(name, "-P", "-m", "app.cli", "worker")
        self.wait_for(
            lambda: {number for (number,) in self.sql("SELECT id FROM procrastinate_workers")} > before
        )

    def start_script(self, name: str, script: str, *arguments: str) -> None:
        """Start one of the scripts beside this one."""
        self._start(name, str(Path(__file__).with_name(script)), *arguments)

    def _start(self, name: str, *arguments: str) -> None:
        settings = {
            "DATABASE_URL": self.postgres.database_url,
            "NO_PROXY": "127.0.0.1",
            "STAGEGATE_CLICKUP_TOKEN": BOT_TOKEN,
            "STAGEGATE_CLICKUP_API_URL": f"http://127.0.0.1:{self.clickup_port}/api",
            "STAGEGATE_PUBLIC_URL": f"http://127.0.0.1:{self._web_port}",
            "STAGEGATE_LOG_FORMAT": "json",
        }
        child = ChildProcess(
            name,
            [sys.executable, *arguments],
            env=environment_of_child(settings, keep_ours=False),
            cwd=self.folder,
            log=self.folder / f"{name}.log",
        )
        child.start()
        self._children[name] = child

    def stop(self, name: str) -> None:
        """Ask a process to stop, and wait until it did."""
        child = self._children.pop(name)
        child.ask_to_stop()
        self.wait_for(lambda: not child.is_running())
        child.close()

    def sql(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Run one statement; its rows."""
        if self._database is None:  # it stays open: to connect is more work than most statements
            self._database = psycopg.connect(self.postgres.database_url, autocommit=True)
            self._stack.callback(self._database.close)
        found = self._database.execute(statement, values or None)
        return found.fetchall() if found.description else []

    def wait_for(self, condition: Callable[[], bool], *, every: float = 0.1) -> None:
        """Ask until it is true, as long as everything that was started runs."""
        give_up_at = time.monotonic() + _PATIENCE_SECONDS
        while not condition():
            ended = [name for name, child in self._children.items() if not child.is_running()]
            if ended or time.monotonic() > give_up_at:
                why = f"{', '.join(ended)} ended" if ended else "it did not happen"
                raise RuntimeError(f"{why}; the logs are in {self.folder}")
            time.sleep(every)

    def wait_until_quiet(self, *, cards: bool = False) -> float:
        """
        Wait until nothing is to be delivered, looked at or said any more; since when, by `time.perf_counter`.

        Cards are written later, when a ticket has rested: they are waited for where it is asked for.
        """
        while True:
            self.wait_for(lambda: self._is_quiet(cards=cards))
            since = time.perf_counter()
            time.sleep(0.5)
            if self._is_quiet(cards=cards):
                return since

    def _is_quiet(self, *, cards: bool) -> bool:
        [(waiting, due, jobs)] = self.sql(
            "SELECT (SELECT count(*) FROM deliveries WHERE handled_at IS NULL),"
            " (SELECT count(*) FROM comments WHERE state IN ('pending', 'settling')),"
            " (SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND"
            " CASE task_name WHEN 'card' THEN %s ELSE status = 'doing'"
            " OR coalesce(scheduled_at, now()) < now() + interval '5 seconds' END)",
            cards,
        )
        if waiting + due + jobs:
            return False
        under_way: int = self.clickup.state("deliveries_unfinished")
        return under_way == 0

    def webhook(self) -> Webhook:
        """Stagegate's, which tells of tickets."""
        [(webhook_id, secret)] = self.sql(
            "SELECT webhook_id, secret FROM webhooks WHERE list_id = %s AND retired_at IS NULL", TICKETS
        )
        return Webhook(id=webhook_id, secret=secret)

    def load(
        self,
        tickets: list[str],
        *,
        seconds: float,
        rate: float = 0,
        port: int | None = None,
        webhook: Webhook | None = None,
    ) -> Outcome:
        """
        Send deliveries about tickets, from its own process; `rate` 0 is as fast as it goes.

        To the receiver, or to what listens at `port`; from its webhook, or from another one.
        """
        webhook = webhook or self.webhook()
        order = Order(
            port=port or self._web_port,
            webhook_id=webhook.id,
            secret=webhook.secret,
            field_id=self.clickup.fields["Issue Workaround"]["id"],
            task_ids=tickets,
            seconds=seconds,
            rate=rate,
            connections=CLIENTS,
        )
        script = [sys.executable, str(Path(__file__).with_name("load.py"))]
        done = subprocess.run(
            script, input=json.dumps(asdict(order)), text=True, capture_output=True, check=True
        )
        return Outcome(**json.loads(done.stdout))

    def memory(self, name: str) -> Memory:
        """What a command holds now, its own children included."""
        me = psutil.Process(self._children[name].pid)
        each = [process.memory_full_info() for process in (me, *me.children(recursive=True))]
        largest = max(each, key=lambda process: process.rss)
        alone = sum(process.uss for process in each if process is not largest)
        return Memory(resident=(largest.rss + alone) / _MB, summed=sum(process.rss for process in each) / _MB)

    def deliver(self, body: bytes) -> None:
        """Deliver what ClickUp has told before, as it does when an answer did not reach it."""
        request = Request(
            f"http://127.0.0.1:{self._web_port}/webhooks/clickup",
            data=body,
            headers={"X-Signature": sign(body, self.webhook().secret), "Content-Type": "application/json"},
        )
        urlopen(request, timeout=10).close()

    def version(self) -> str:
        """PostgreSQL's."""
        [(version,)] = self.sql("SHOW server_version")
        return str(version)

    def received(self) -> int:
        """How many correctly signed deliveries the receiver had, the repeated ones included."""
        with urlopen(f"http://127.0.0.1:{self._web_port}/metrics", timeout=10) as page:
            lines = page.read().decode().splitlines()
        counts = [line.split()[1] for line in lines if line.startswith("stagegate_deliveries_total")]
        return round(sum(map(float, counts)))

    def _stop_all(self) -> None:
        for name in reversed(list(self._children)):
            self.stop(name)
