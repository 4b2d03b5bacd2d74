"""Exact instructions for what a person has to create in ClickUp, mostly because its API cannot."""

from collections.abc import Iterator, Sequence
from importlib.resources import files

from rules.process.process import Process


def to_do_lines(
    process: Process, missing: Sequence[str], *, list_name: str, kinds: Sequence[str]
) -> list[str]:
    """
    Lists, statuses, fields and options first, then the Automations; one line if nothing is left.

    `kinds`: the notices whose Automations are not known to exist.
    """
    lines = []
    if missing:
        lines += ["Do these by hand in ClickUp, then run `stagegate setup` again:"]
        lines += [f"  {number}. {line}" for number, line in enumerate(missing, 1)]
        lines += [""] if kinds else []
    lines += _automations(process, list_name, kinds)
    return lines or ["✓ Nothing is left to do in ClickUp."]


def mail_of(kind: str) -> str:
    """The mail of a notice: the subject in the first line, ClickUp's variables in brackets."""
    return files("app.messages.client").joinpath("mails", f"{kind}.txt").read_text(encoding="utf-8")


def _automations(process: Process, list_name: str, kinds: Sequence[str]) -> Iterator[str]:
    """The Automations that no one has said to exist: the API does not show them."""
    if not kinds:
        return
    fields = process.notices.fields
    yield f'Automations of the list "{list_name}", if missing (Email ClickApp, Business plan or higher).'
    yield "Pick the words in [brackets] from ClickUp's variables; `stagegate doctor --canary` tests all."
    for kind in kinds:
        yield ""
        yield f'  When: Custom field changes, "{fields.kind}" to "{kind}".'
        yield f'  Then: Send email to the field "{fields.email}":'
        yield from (f"      {line}".rstrip() for line in mail_of(kind).splitlines())
        yield f'  And then: Set the custom field "{fields.receipt}" to checked.'
