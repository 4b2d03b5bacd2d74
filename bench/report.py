"""The results as a page for people."""

import os
import platform
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from allowance import Allowance
from crowds import Bulk, Flood
from load import Outcome
from machine import CLIENTS, Memory
from results import Results, Spread, goals, spread
from speed import Figures

_PACKAGES = ("stagegate", "procrastinate", "psycopg", "sqlalchemy", "flask", "gunicorn")


def report(results: Results, *, postgres: str, quick: bool) -> str:
    """The page.  `postgres` is the server's version."""
    parts = (
        _head(results, postgres, quick=quick),
        _goals(results),
        _growth(results),
        _floors(results),
        _crowds(results.bulk, results.flood, bare=results.floors.calls),
        _workers(results.workers),
        _allowance(results.allowance),
        _memory(results),
    )
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(results: Results, postgres: str, *, quick: bool) -> str:
    short = "**A quick run: too short to be relied upon.** " if quick else ""
    if results.was_busy:
        short += "**The machine was busy with other things: of these figures only the ratios count.** "
    versions = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    return (
        "# What was measured\n\n"
        f"{short}Written by `make bench` on {results.at:%d %B %Y at %H:%M} UTC, after"
        f" {results.seconds / 60:.1f} minutes.\n\n"
        f"- Machine: {os.cpu_count()} cores ({_processor()}), {platform.system()} {platform.release()}."
        " Everything shares them: PostgreSQL with its defaults, one web process, one worker, the simulated"
        " ClickUp and what sends.\n"
        f"- Versions: Python {platform.python_version()}, PostgreSQL {postgres}, {versions}.\n"
        f"- Load average before: {_three(results.load_before)}; after: {_three(results.load_after)}.\n"
        f"- What varies was measured {len(results.little)} times: the median, with the lowest and the highest"
        " in brackets."
    )


def _goals(results: Results) -> str:
    lines = ["## Goals", "", "| What | Goal | Measured | |", "|---|---|---|---|"]
    for goal in goals(results):
        bound, met = "none", ""
        if goal.bound is not None:
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
        "verdict is there when the ticket is back and ClickUp has its comment. ClickUp itself notes when:",
        "to ask it meanwhile would slow down what is measured.",
        "",
        f"| What | Little in the database | {moves:,} moves, {tickets:,} tickets |",
        "|---|---|---|",
    ]
    for title, shown in (
        ("Acknowledged at 20/s, p50", lambda each: each.slow.p50),
        ("Acknowledged at 20/s, p99", lambda each: each.slow.p99),
        ("Acknowledged at 100/s, p50", lambda each: each.brisk.p50),
        ("Acknowledged at 100/s, p99", lambda each: each.brisk.p99),
        ("From the drag to the verdict, p50", lambda each: each.verdicts.p50),
        ("From the drag to the verdict, p99", lambda each: each.verdicts.p99),
    ):
        before, after = (_times(map(shown, each)) for each in (results.little, results.much))
        lines.append(f"| {title} | {before} | {after} |")
    before, after = (
        f"{_range(spread(one.saturated.rate for one in each), '{:.0f}')}/s"
        for each in (results.little, results.much)
    )
    lines.append(f"| Acknowledged, saturated by {CLIENTS} connections | {before} | {after} |")
    failed = sum(_failed(each) for each in (*results.little, *results.much))
    return "\n".join([*lines, "", f"Answered other than with 200: {failed}."])


def _floors(results: Results) -> str:
    floors = results.floors
    bare, stored = (
        _range(spread(each.rate for each in outcomes), "{:.0f}")
        for outcomes in (floors.acknowledged, floors.durable.acknowledged)
    )
    return (
        "## What this is compared with\n\n"
        "Measured in the same run, and keeping nothing: a script that reads a ticket, puts it back and"
        " comments as soon as it is dragged has its verdict after"
        f" {_times(each.p50 for each in floors.verdicts)}; bare Flask under gunicorn with the same threads,"
        f" which checks the signature, acknowledges {bare}/s; threads that write to one ticket after another"
        f" make {floors.calls:.0f} calls a second.\n\n"
        "Measured in the same run, and losing nothing: a bare bot that stores each delivery before it answers"
        " and its verdict before it says anything, but puts back all that is moved, has its verdict after"
        f" {_times(each.p50 for each in floors.durable.verdicts)}, it acknowledges {stored}/s,"
        f" and of all tickets, moved at once, it puts back {floors.durable.put_back:.0f}/s.\n\n"
        "While a receiver is saturated the worker, the simulated ClickUp and what sends use the same cores;"
        " without a worker Stagegate acknowledges"
        f" {_outcome(results.alone)}."
    )


def _crowds(bulk: Bulk, flood: Flood, *, bare: float) -> str:
    by_number = sorted(flood.calls.items(), key=lambda item: -item[1])
    calls = ", ".join(f"{number:,} of `{call}`" for call, number in by_number)
    return (
        "## Many tickets at once\n\n"
        f"{bulk.tickets} tickets moved validly by one person at once: all settled {bulk.seconds:.0f} s after"
        f" the first, {bulk.rate:.0f}/s, at {bulk.calls_a_second / bare:.0%} of the calls that bare threads"
        f" make, with {bulk.reads} reads, {bulk.writes} writes to them and {bulk.later} calls for"
        f" cards and marks, which follow later; {bulk.wrong} are not where"
        " they belong or have another owner.\n\n"
        f"{flood.tickets} tickets, each edited 18 times and dragged once in between, half of them too far:"
        f" {flood.deliveries:,} deliveries, {flood.repeated:,} of them repeated, all settled"
        f" {flood.seconds:.0f} s after the first, {flood.rate:.0f}/s, at {flood.calls_a_second / bare:.0%} of"
        f" the calls that bare threads make. Lost: {flood.lost}. Doubled: {flood.doubled}. Calls to"
        f" ClickUp: {sum(flood.calls.values()):,}, that is {flood.calls_each:.3f} for each delivery: {calls}."
    )


def _workers(found: list[Bulk]) -> str:
    lines = [
        "## Several workers",
        "",
        f"{found[0].tickets} new tickets moved validly by one person at once, on one database.",
        "",
        "| Workers | Settled | Reads | Writes | Cards, marks | Wrong |",
        "|---|---|---|---|---|---|",
    ]
    for number, bulk in enumerate(found, start=1):
        lines.append(
            f"| {number} | {bulk.rate:.0f}/s | {bulk.reads} | {bulk.writes} | {bulk.later} | {bulk.wrong} |"
        )
    return "\n".join(lines)


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


def _failed(figures: Figures) -> int:
    return figures.slow.failed + figures.brisk.failed + figures.saturated.failed


def _times(found: Iterable[float]) -> str:
    return f"{_range(spread(found), '{:.1f}')} ms"


def _range(found: Spread, shown: str) -> str:
    median, low, high = (shown.format(each) for each in (found.median, found.low, found.high))
    return median if low == high else f"{median} ({low} to {high})"


def _processor() -> str:
    """Its name where Linux tells it."""
    known = Path("/proc/cpuinfo")
    lines = known.read_text().splitlines() if known.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return next(iter(names), platform.machine())


def _three(load: tuple[float, float, float]) -> str:
    return ", ".join(f"{each:.1f}" for each in load)
