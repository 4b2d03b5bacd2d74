"""The summary for a person who moved many tickets at once."""

from collections.abc import Mapping, Sequence

from app.messages.gate import person
from clickup_client.comment import Comment, bullet, line, link, text


def summary(mover_id: int | None, about: Sequence[Mapping[str, str]]) -> Comment:
    """One mention for all tickets that were moved back; each has its `name`, `url` and `who` moved it."""
    who = person(mover_id, about[0]["who"] if about else None)
    number = f"{len(about)} of them" if len(about) > 1 else "one of them"
    comment = who + text(f", you moved several tickets at once, and I moved {number} back. ")
    comment += text("A comment on each ticket says why:") + line()
    for ticket in about:
        comment += link(ticket["name"], ticket["url"]) + bullet()
    return comment
