"""Says how often a page that waits for a result looks again: often at first, less often later."""

from datetime import datetime, timedelta

_SOON = timedelta(seconds=20)
_SECONDS = (0.3, 15.0)


def is_late(since: datetime, now: datetime) -> bool:
    """Whether a person has waited longer than usual."""
    return now - since > _SOON


def seconds_to_reload(since: datetime, now: datetime) -> float:
    """Return the seconds until the page loads its news; without JavaScript they are rounded up."""
    return _SECONDS[is_late(since, now)]
