"""What the demo prints when it runs: where everything is, and three things to try."""

import json
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape

from app.machine.data_folder import DataFolder
from rules.process.durations import wait_in_words

if TYPE_CHECKING:
    from app.demo.choice import Choice, TriedDate, TriedMove

#: The form of the demo's clients.
FORM_KEY = "demo"

_WITHOUT_BROWSER = "The board suggests three things to try. Without a browser, they are:"
_START_OVER = "no ticket is in a suitable state now. POST {sandbox}/sandbox/reset starts over."


@dataclass(frozen=True, slots=True)
class Addresses:
    """
    Where things are: `web` and `sandbox` are http addresses without a trailing slash.

    `program` is our command, as people can call it.
    """

    web: str
    sandbox: str
    folder: DataFolder
    program: str = "stagegate"


def print_guide(console: Console, at: Addresses, choice: "Choice | str", *, seconds: float) -> None:
    """Print the guide.  Each command is one unbroken line, so that it can be copied."""
    for line in guide_lines(at, choice, seconds=seconds):
        console.print(line, soft_wrap=True, highlight=False)


def guide_lines(at: Addresses, choice: "Choice | str", *, seconds: float) -> list[str]:
    """The guide in Rich's markup.  `choice` is what to try, or why there is no choice."""
    return [
        "",
        f"[bold green]Stagegate is running.[/] It started in {seconds:.1f} seconds.",
        "",
        f"  The board to try it on  [cyan]{at.sandbox}/[/]  a simulated ClickUp: drag a ticket there",
        f"  The clients' form       [cyan]{at.web}/intake/form/{FORM_KEY}[/]",
        f"  Receiver                [cyan]{at.web}/webhooks/clickup[/]",
        f"  Health check            [cyan]{at.web}/readyz[/]",
        f"  Metrics                 [cyan]{at.web}/metrics[/]",
        f"  Ask about a ticket      [cyan]{escape(_command(at, 'explain TASK'))}[/]",
        f"  Logs of each process    {escape(str(at.folder.logs))}",
        "",
        *_to_try(at, choice),
        "",
        "Ctrl-C stops everything. The next start continues where this one stops.",
    ]


def _to_try(at: Addresses, choice: "Choice | str") -> list[str]:
    if isinstance(choice, str):
        return [f"The tickets could not be read just now, so there is nothing to try: {escape(choice)}"]
    return [
        _WITHOUT_BROWSER,
        "",
        *_invalid(at, choice.invalid),
        "",
        *_valid(at, choice.valid),
        "",
        *_date(at, choice.date),
    ]


def _invalid(at: Addresses, tried: "TriedMove | None") -> list[str]:
    title = "[bold]1. An invalid move[/]: "
    if tried is None:
        return [title + _START_OVER.format(sandbox=at.sandbox)]
    things = "one thing is" if tried.missing == 1 else f"{tried.missing} things are"
    return [
        f"{title}{_what(tried)}, where {things} missing.",
        _curl(at, tried.task.id, "pk_ops", {"status": tried.to.status}),
        f"   Within a second it is back, and one comment lists what is missing: {_page(at, tried.task.id)}",
    ]


def _valid(at: Addresses, tried: "TriedMove | None") -> list[str]:
    title = "[bold]2. A valid move[/]: "
    if tried is None:
        return [title + _START_OVER.format(sandbox=at.sandbox)]
    owner = escape(tried.to.owner) if tried.to.owner else "no one"
    return [
        f"{title}{_what(tried)}, where nothing is missing.",
        _curl(at, tried.task.id, "pk_ops", {"status": tried.to.status}),
        f"   It stays there and is assigned to its new owner ({owner}): {_page(at, tried.task.id)}",
    ]


def _date(at: Addresses, tried: "TriedDate | None") -> list[str]:
    title = "[bold]3. Another due date[/]: "
    if tried is None:
        return [title + _START_OVER.format(sandbox=at.sandbox)]
    quiet = wait_in_words(tried.quiet)
    body = {"due_date": round(tried.due.timestamp() * 1000), "due_date_time": False}
    return [
        f"{title}{_name(tried.task.name)} gets the new date {tried.due.day} {tried.due:%B %Y}.",
        _curl(at, tried.task.id, "pk_pm", body),
        f"   After a quiet period of {quiet} it is under Mails to clients: [cyan]{at.sandbox}/[/]",
    ]


def _what(tried: "TriedMove") -> str:
    return f"{_name(tried.task.name)} from {escape(tried.task.status)} to {escape(tried.to.status)}"


def _name(name: str) -> str:
    return f'"{escape(name)}"'


def _page(at: Addresses, task_id: str) -> str:
    return f"[cyan]{at.sandbox}/t/{task_id}[/]"


def _command(at: Addresses, words: str) -> str:
    """A command of ours that is about this demo."""
    return f"STAGEGATE_DATA_DIR={shlex.quote(str(at.folder.path))} {shlex.quote(at.program)} {words}"


def _curl(at: Addresses, task_id: str, token: str, body: dict[str, Any]) -> str:
    """A command that makes a person's change in ClickUp; it prints nothing if it works."""
    words = ["curl", "-fsS", "-o", "/dev/null", "-X", "PUT", f"{at.sandbox}/api/v2/task/{task_id}"]
    words += ["-H", f"Authorization: {token}", "-H", "Content-Type: application/json", "-d", json.dumps(body)]
    return escape(shlex.join(words))
