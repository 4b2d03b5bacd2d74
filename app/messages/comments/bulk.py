"""The list of tickets in the comment to a person who moved many tickets at once."""

import re
from collections.abc import Mapping, Sequence

from clickup_client.comment import Comment, bullet, line, link, text

OTHERS_SAY_WHY = "A comment on each of the others says why:"


def others_moved(about: Sequence[Mapping[str, str]]) -> Comment:
    """
    List the other tickets that were moved back, each with its `name` and `url`; empty if
    there are none.
    """
    if not about:
        return Comment()
    comment = line() + text(f"You moved several tickets at once, and I moved {len(about) + 1} of them back. ")
    comment += text(OTHERS_SAY_WHY) + line()
    for ticket in sorted(about, key=_by_name):
        comment += link(ticket["name"], ticket["url"]) + bullet()
    return comment


def _by_name(ticket: Mapping[str, str]) -> tuple[list[str], str]:
    """Sort by name as people do: 2 before 10."""
    parts = re.split(r"(\d+)", ticket["name"].casefold())
    return [part.zfill(20) if part.isdecimal() else part for part in parts], ticket["url"]
