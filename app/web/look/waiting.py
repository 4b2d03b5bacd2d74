"""A page that waits for a result reloads itself: often at first, later less often."""

from datetime import datetime, timedelta

_SOON = timedelta(seconds=20)
_LOOK_SECONDS = (1, 15)


def is_late(since: datetime, now: datetime) -> bool:
    """Whether someone has waited for longer than usual."""
    return now - since > _SOON


def next_look(since: datetime, now: datetime) -> int:
    """In how many seconds the page reloads itself."""
    return _LOOK_SECONDS[is_late(since, now)]
