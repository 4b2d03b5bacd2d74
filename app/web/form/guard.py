"""How often someone may send, and how many at once."""

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import IPv6Address, ip_address
from math import ceil
from threading import BoundedSemaphore

from sqlalchemy import Connection, Engine

from app.store import rate_limits

#: How many bodies are read at once; all other threads stay free for ClickUp's deliveries.
MOST_AT_ONCE = 4
#: How long a request waits for a place.
PLACE_SECONDS = 1.0
#: A provider gives each customer with IPv6 all addresses with the same beginning.
_IPV6_PREFIX_BITS = 64


@dataclass(frozen=True, slots=True)
class Limit:
    """The maximum number within a window of time."""

    most: int
    window: timedelta


#: For forms from one address, correct or not: people who correct mistakes need several.
FORM_OF_ADDRESS = Limit(20, timedelta(minutes=10))
#: For one form from all addresses, and for one API key.
OF_SOURCE = Limit(300, timedelta(minutes=10))
#: For wrong API keys from one address.
WRONG_KEYS = Limit(30, timedelta(minutes=10))


@dataclass(frozen=True, slots=True)
class Access:
    """From the settings: names of sources by API key, and of forms by the key in their address."""

    api_keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    forms: Mapping[str, str] = field(default_factory=dict)

    def source_of(self, key: str) -> str | None:
        """The source that an API key belongs to.  Every key is compared, each in constant time."""
        given = hashlib.sha256(key.encode("utf-8", "surrogateescape")).digest()
        found = None
        for known, source in self.api_keys.items():
            if hmac.compare_digest(hashlib.sha256(known.encode()).digest(), given):
                found = source
        return found


class Places:
    """Limits how many requests are served at the same time."""

    def __init__(self, most: int = MOST_AT_ONCE, *, wait_seconds: float = PLACE_SECONDS) -> None:
        self._free = BoundedSemaphore(most)
        self._wait_seconds = wait_seconds

    @contextmanager
    def taken(self) -> Iterator[bool]:
        """Yields whether a place was free."""
        if not self._free.acquire(timeout=self._wait_seconds):
            yield False
            return
        try:
            yield True
        finally:
            self._free.release()


def minutes_to_wait(engine: Engine, names: Mapping[str, Limit]) -> int | None:
    """Count once for each name; returns the minutes to wait if a limit is exceeded, else None."""
    with engine.begin() as connection:
        waits = [_minutes(connection, name, limit) for name, limit in sorted(names.items())]
    return max((wait for wait in waits if wait is not None), default=None)


def _minutes(connection: Connection, name: str, limit: Limit) -> int | None:
    hits, left = rate_limits.count(connection, name, window=limit.window)
    return max(ceil(left / timedelta(minutes=1)), 1) if hits > limit.most else None


def caller(address: str | None, secret: str) -> str:
    """A name for the sender at an address that does not reveal the address."""
    return hmac.new(secret.encode(), _network(address or "").encode(), hashlib.sha256).hexdigest()[:32]


def _network(address: str) -> str:
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address) and found.ipv4_mapped is None:
        return str(int(found) >> (128 - _IPV6_PREFIX_BITS))
    return address
