"""The results as a page for people."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

from allowance import Allowance
from crowds import Bulk, Flood
from limit import CLIENTS
from load import Outcome
from machine import Memory
from results import Results, goals
from speed import Verdicts

_PACKAGES = ("stagegate", "procrastinate", "psycopg", "sqlalchemy", "flask", "gunicorn")


def report(results: Results, *, postgres: str, quick: bool) -> str:
    """The page.  `postgres` is the server's version."""
    parts = (
        _head(results, postgres, quick=quick),
        _goals(results),
        _growth(results),
        _limit(results),
        _crowds(results.bulk, results.flood),
        _allowance(results.allowance),
        _memory(results),
    )
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(results: Results, postgres: str, *, quick: bool) -> str:
    short = "**A quick run: too short to be relied upon.** " if quick else ""
    versions = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    return (
        "# What was measured\n\n"
        f"{short}Written by `make bench` on {results.at:%d %B %Y at %H:%M} UTC, after"
        f" {results.seconds / 60:.1f} minutes.\n\n"
        f"- Machine: {os.cpu_count()} cores ({_processor()}), {platform.system()} {platform.release()}."
        " Everything shares them: PostgreSQL with its defaults, one web process, one worker, the simulated"
        " ClickUp and what sends.\n"
        f"- Versions: Python {platform.python_version()}, PostgreSQL {postgres}, {versions}.\n"
        f"- Load average before: {_three(results.load_before)}; after: {_three(results.load_after)}."
        " Much above 0 before means that something else used the machine, too."
    )


def _goals(results: Results) -> str:
    lines = ["## Goals", "", "| What | Goal | Measured | |", "|---|---|---|---|"]
    for goal in goals(results):
        bound = f"{'at most' if goal.at_most else 'at least'} {goal.shown.format(goal.bound)}"
        met = "met" if goal.is_met else "**not met**"
        lines.append(f"| {goal.name} | {bound} | {goal.shown.format(goal.found)} | {met} |")
    return "\n".join(lines)


def _growth(results: Results) -> str:
    moves, tickets = results.rows
    lines = [
        "## Acknowledgements and verdicts",
        "",
        "At a fixed rate the time counts from when a delivery was due, not from when it could be sent. A",
        "verdict is there when the ticket is back and its comment is to be seen.",
        "",
        f"| What | Little in the database | {moves:,} moves, {tickets:,} tickets |",
        "|---|---|---|",
    ]
    for name, title in (
        ("slow", "Acknowledged at 20/s"),
        ("brisk", "Acknowledged at 100/s"),
        ("saturated", f"Acknowledged, saturated by {CLIENTS} connections"),
    ):
        before, after = (_outcome(getattr(each, name)) for each in (results.little, results.much))
        lines.append(f"| {title} | {before} | {after} |")
    before, after = (_verdicts(each.verdicts) for each in (results.little, results.much))
    lines.append(f"| From the drag to the verdict | {before} | {after} |")
    return "\n".join(lines)


def _limit(results: Results) -> str:
    rate, limits = results.little.saturated.rate, results.limits
    return (
        "## The limit\n\n"
        "Single inserts of a delivery's size into a table like that of the deliveries, each a transaction,"
        f" in the same run: pgbench makes {limits.many:,.0f}/s with {CLIENTS} clients, which is the limit"
        f" above, and {limits.one:,.0f}/s with one; a process in Python with {CLIENTS} threads makes"
        f" {limits.python:,.0f}/s. Of these the receiver reaches {rate / limits.many:.0%},"
        f" {rate / limits.one:.0%} and {rate / limits.python:.0%}, while the worker, the simulated ClickUp"
        " and what sends use the same cores; without a worker it acknowledges"
        f" {_outcome(results.alone)}. To keep a delivery takes more than its insert: HTTP, JSON and the"
        " signature in Python, then the ticket's lock, a look at the ticket and at waiting jobs, and the job."
    )


def _crowds(bulk: Bulk, flood: Flood) -> str:
    by_number = sorted(flood.calls.items(), key=lambda item: -item[1])
    calls = ", ".join(f"{number:,} of `{call}`" for call, number in by_number)
    return (
        "## Many tickets at once\n\n"
        f"{bulk.tickets} tickets moved validly by one person at once: all settled {bulk.seconds:.0f} s after"
        f" the first, with {bulk.reads} reads and {bulk.writes} other calls; {bulk.wrong} are not where"
        " they belong or have another owner.\n\n"
        f"{flood.tickets} tickets, each edited 18 times and dragged once in between, half of them too far:"
        f" {flood.deliveries:,} deliveries, {flood.repeated:,} of them repeated, all settled"
        f" {flood.seconds:.0f} s after the first. Lost: {flood.lost}. Doubled: {flood.doubled}. Calls to"
        f" ClickUp: {sum(flood.calls.values()):,}, that is {flood.calls_each:.3f} for each delivery: {calls}."
    )


def _allowance(used: Allowance | None) -> str:
    if used is None:
        return ""
    minutes = ", ".join(map(str, used.used))
    return (
        "## The calls that ClickUp allows\n\n"
        f"{used.limit} a minute, and more to do than that. Calls in each whole minute: {minutes}."
        f" Answered 429: {used.refused} of {used.calls}."
    )


def _memory(results: Results) -> str:
    lines = [
        "## Memory",
        "",
        "What the processes of a command share is counted once; in brackets their sizes added up. Web is two",
        "processes, one of which only watches over the other. MB are 2^20 bytes.",
        "",
        "| Process | After the start | After everything |",
        "|---|---|---|",
    ]
    for name in ("web", "worker"):
        idle, busy = (_held(each[name]) for each in (results.idle, results.busy))
        lines.append(f"| {name} | {idle} | {busy} |")
    return "\n".join(lines)


def _held(memory: Memory) -> str:
    return f"{memory.resident:.0f} MB ({memory.summed:.0f})"


def _outcome(outcome: Outcome) -> str:
    times = f"p50 {outcome.p50:.1f} ms, p99 {outcome.p99:.1f} ms, max {outcome.worst:.1f} ms"
    failed = f", {outcome.failed} failed" if outcome.failed else ""
    return f"{outcome.rate:.0f}/s: {times}{failed}"


def _verdicts(found: Verdicts) -> str:
    times = f"p50 {found.p50:.0f} ms, p99 {found.p99:.0f} ms, max {found.worst:.0f} ms"
    return f"{times} ({found.number} drags)"


def _processor() -> str:
    """Its name where Linux tells it."""
    known = Path("/proc/cpuinfo")
    lines = known.read_text().splitlines() if known.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return next(iter(names), platform.machine())


def _three(load: tuple[float, float, float]) -> str:
    return ", ".join(f"{each:.1f}" for each in load)
