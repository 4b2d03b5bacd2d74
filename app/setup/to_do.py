"""Exact instructions for what only a person can create in ClickUp, because its API cannot."""

from collections.abc import Iterator, Sequence
from importlib.resources import files

from app.doctor.canary import kinds_of
from rules.process.process import Process


def to_do_lines(process: Process, missing: Sequence[str], *, list_name: str) -> list[str]:
    """Statuses, fields and options first, then the Automations."""
    lines = []
    if missing:
        lines += ["Create these by hand in ClickUp (its API cannot), then run `stagegate setup` again:"]
        lines += [f"  {number}. {line}" for number, line in enumerate(missing, 1)]
        lines += [""]
    return [*lines, *_automations(process, list_name)]


def mail_of(kind: str) -> str:
    """The mail of a notice: the subject in the first line, ClickUp's variables in brackets."""
    return files("app.messages").joinpath("mails", f"{kind}.txt").read_text(encoding="utf-8")


def _automations(process: Process, list_name: str) -> Iterator[str]:
    """The Automations; listed each time, because the API does not show them."""
    kinds = kinds_of(process)
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
