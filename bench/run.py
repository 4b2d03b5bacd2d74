"""
Measures Stagegate on this machine and writes `bench/results.md`: `make bench`, about twenty minutes.

With `--quick` everything is small and takes a minute: enough to see that it works, not to be relied upon.
"""

import argparse
import os
import shutil
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from allowance import allowance
from crowds import bulk, flood, with_workers
from floors import Floors
from floors import acknowledged as bare_acknowledged
from floors import calls as bare_calls
from floors import durable as durable_bot
from floors import put_back as bare_verdicts
from machine import Machine
from people import people
from report import report
from results import Results
from speed import figures
from years import fill

RESULTS = Path(__file__).with_name("results.md")


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """
    How much is measured; what varies in that many `rounds`.

    `pause` is that between two drags, `minutes` those of the calls' use, `workers` the most that run at once,
    `tries` how often each thing is done in a browser.
    """

    tickets: int
    rounds: int
    seconds: float
    drags: int
    pause: float
    repeated: int
    moves: int
    old_tickets: int
    minutes: int
    workers: int
    tries: int


FULL = Size(
    tickets=500,
    rounds=3,
    seconds=6.0,
    drags=100,
    pause=0.2,
    repeated=1000,
    moves=1_000_000,
    old_tickets=100_000,
    minutes=2,
    workers=3,
    tries=15,  # in ten minutes one address may send twenty pages
)
QUICK = Size(
    tickets=8,  # with fewer, one is put back so often that the bot leaves it alone
    rounds=1,
    seconds=0.25,
    drags=3,
    pause=0.0,
    repeated=10,
    moves=200,
    old_tickets=100,
    minutes=0,
    workers=2,
    tries=1,
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="little of everything, in a minute")
    parser.add_argument("--output", type=Path, default=RESULTS, help="where to write")
    asked = parser.parse_args()
    # Not under a private folder: as root, PostgreSQL's own user must be able to enter it.
    folder = Path(tempfile.mkdtemp(prefix="stagegate-bench-"))
    folder.chmod(0o755)
    with Machine(folder / "machine") as machine:
        results = measure(machine, QUICK if asked.quick else FULL)
        text = report(results, postgres=machine.version(), quick=asked.quick)
    shutil.rmtree(folder)  # after a failure it stays, for the logs
    asked.output.write_text(text, encoding="utf-8")
    print(text)


def measure(machine: Machine, size: Size) -> Results:
    """All measurements, in an order in which none disturbs the next."""
    began, load_before = time.monotonic(), os.getloadavg()
    quick = not size.minutes
    say("what a bare script does")
    tickets = machine.clickup.create(size.tickets)
    scripts = bare_verdicts(machine.clickup, tickets, rounds=size.rounds, drags=size.drags)
    threads = bare_calls(machine.clickup, tickets)
    say("what a bare bot does that loses nothing")
    durable = durable_bot(
        machine, tickets, rounds=size.rounds, drags=size.drags, seconds=size.seconds, pause=size.pause
    )
    say("a bulk move")
    valid, invalid = tickets[::2], tickets[1::2]
    machine.start_bot()
    machine.wait_until_quiet()
    idle = {name: machine.memory(name) for name in ("web", "worker")}
    moved = bulk(machine, tickets, wait=not quick)
    machine.wait_until_quiet(cards=not quick)
    say("with little in the database")
    little, bare = [], []
    for _ in range(size.rounds):
        bare.append(bare_acknowledged(machine, invalid, seconds=size.seconds))
        little.append(figures(machine, invalid, seconds=size.seconds, drags=size.drags, pause=size.pause))
    say("what people see")
    seen = people(machine, tries=size.tries)
    say("a flood")
    flooded = flood(machine, valid, invalid, repeated=size.repeated)
    machine.wait_until_quiet(cards=not quick)
    say("several workers")
    crowded = with_workers(machine, size.workers, tickets=size.tickets // 2, cards=not quick)
    say("with much in the database")
    fill(machine, moves=size.moves, tickets=size.old_tickets)
    much = [
        figures(machine, invalid, seconds=size.seconds, drags=size.drags, pause=size.pause)
        for _ in range(size.rounds)
    ]
    used = None
    if not quick:
        say("the calls that ClickUp allows")
        used = allowance(machine, invalid, limit=100, minutes=size.minutes)
    busy = {name: machine.memory(name) for name in ("web", "worker")}
    machine.stop("worker")
    alone = machine.load(tickets, seconds=size.seconds / 2)
    return Results(
        at=datetime.now(UTC),
        seconds=time.monotonic() - began,
        load_before=load_before,
        load_after=os.getloadavg(),
        floors=Floors(verdicts=scripts, acknowledged=bare, durable=durable, calls=threads),
        idle=idle,
        busy=busy,
        bulk=moved,
        little=little,
        much=much,
        rows=(size.moves, size.old_tickets),
        seen=seen,
        flood=flooded,
        workers=crowded,
        alone=alone,
        allowance=used,
    )


def say(what: str) -> None:
    print(f"{datetime.now(UTC):%H:%M:%S} {what} ...", flush=True)


if __name__ == "__main__":
    main()
