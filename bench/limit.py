"""How many single inserts of a delivery PostgreSQL takes here: more no receiver could keep."""

import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import psycopg

from app.machine.postgres.install import find_install

CLIENTS = 16
_BODY_BYTES = 1400
_INTO = "INSERT INTO bench_deliveries (key, webhook_id, event, task_id, body) VALUES "
_PGBENCH = (
    "\\set number random(1, 9000000000000000000)\n"
    f"{_INTO} (:number::text || ':' || :client_id::text, 'w', 'taskUpdated', '86c1va102',"
    f" decode(repeat('61', {_BODY_BYTES}), 'hex')) ON CONFLICT (key) DO NOTHING;\n"
)
_PYTHON = f"{_INTO} (%s, 'w', 'taskUpdated', '86c1va102', %s) ON CONFLICT (key) DO NOTHING"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Inserts a second: by pgbench, with one client and with as many as send deliveries, and from Python."""

    one: float
    many: float
    python: float


def measure(database_url: str, folder: Path, *, seconds: int) -> Limits:
    """Each into an empty table like that of the deliveries, each insert a transaction."""
    return Limits(
        one=_by_pgbench(database_url, folder, clients=1, seconds=seconds),
        many=_by_pgbench(database_url, folder, clients=CLIENTS, seconds=seconds),
        python=_by_python(database_url, seconds=seconds),
    )


def _by_pgbench(database_url: str, folder: Path, *, clients: int, seconds: int) -> float:
    _make_table(database_url)
    script = folder / "insert.sql"
    script.write_text(_PGBENCH)
    done = subprocess.run(
        [
            *(find_install().program("pgbench"), "--no-vacuum", "--protocol", "prepared"),
            *("--file", str(script), "--client", str(clients), "--time", str(seconds), database_url),
        ],
        text=True,
        capture_output=True,
        check=True,
    )
    return float(done.stdout.partition("tps = ")[2].split()[0])


def _by_python(database_url: str, *, seconds: int) -> float:
    """The same from one process, a thread for each client: no receiver in Python does more."""
    _make_table(database_url)
    ends = time.monotonic() + seconds

    def work(client: int) -> int:
        number = 0
        with psycopg.connect(database_url, autocommit=True) as connection:
            while time.monotonic() < ends:
                connection.execute(_PYTHON, (f"{client}:{number}", b"a" * _BODY_BYTES))
                number += 1
        return number

    with ThreadPoolExecutor(CLIENTS) as pool:
        return sum(pool.map(work, range(CLIENTS))) / seconds


def _make_table(database_url: str) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS bench_deliveries")
        connection.execute("CREATE TABLE bench_deliveries (LIKE deliveries INCLUDING ALL)")
