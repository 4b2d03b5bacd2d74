"""The sentences about stages that were renamed or removed, for administrators."""

from collections.abc import Mapping, Sequence

from rules.wording import listed

_MOST_NAMED = 20


def renamed(old: str, new: str, tickets: Sequence[str]) -> str:
    """A stage was renamed."""
    return f'The stage "{old}" is now called "{new}" ({_many(tickets)}).'


def removed(old: str, home: str, tickets: Sequence[str]) -> str:
    """A stage was removed."""
    said = f'The stage "{old}" is gone.'
    if not tickets:
        return f"{said} No ticket was in it."
    count = "One ticket counts" if len(tickets) == 1 else f"{len(tickets)} tickets count"
    return f'{said} {count} as in "{home}" until someone moves it: {_named(tickets)}.'


def all_of(
    new_names: Mapping[str, str], gone: Mapping[str, str], tickets: Mapping[str, Sequence[str]]
) -> list[str]:
    """A sentence for each changed stage; the mappings are by its old name."""
    sentences = [renamed(old, new, tickets[old]) for old, new in new_names.items()]
    return sentences + [removed(old, home, tickets[old]) for old, home in gone.items()]


def nothing() -> str:
    """No stage changed."""
    return "No stage has another name or is gone: nothing to do."


def _many(tickets: Sequence[str]) -> str:
    return "1 ticket" if len(tickets) == 1 else f"{len(tickets)} tickets"


def _named(tickets: Sequence[str]) -> str:
    if len(tickets) <= _MOST_NAMED:
        return listed(tickets, "and")
    return f"{', '.join(tickets[:_MOST_NAMED])} and {len(tickets) - _MOST_NAMED} more"
