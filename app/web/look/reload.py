"""Says how often a page that waits for a result reloads itself: often at first, less often later."""

from datetime import datetime, timedelta

_SOON = timedelta(seconds=20)
_SECONDS = (1, 15)


def is_late(since: datetime, now: datetime) -> bool:
    """Whether a person has waited longer than usual."""
    return now - since > _SOON


def seconds_to_reload(since: datetime, now: datetime) -> int:
    """Return the seconds until the page reloads itself."""
    return _SECONDS[is_late(since, now)]
