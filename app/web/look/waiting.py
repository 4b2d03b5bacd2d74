"""Says how often a page that waits for a result reloads itself: often at first, less often later."""

from datetime import datetime, timedelta

_SOON = timedelta(seconds=20)
_LOOK_SECONDS = (1, 15)


def is_late(since: datetime, now: datetime) -> bool:
    """Whether a person has waited longer than usual."""
    return now - since > _SOON


def next_look(since: datetime, now: datetime) -> int:
    """Return the seconds until the page reloads itself."""
    return _LOOK_SECONDS[is_late(since, now)]
