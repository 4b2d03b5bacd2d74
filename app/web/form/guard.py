"""Who may send how often, and how many at once."""

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

#: How many bodies are taken in at once; all other threads stay free for ClickUp's deliveries.
MOST_AT_ONCE = 4
#: So long somebody waits for a place.
PLACE_SECONDS = 1.0
#: The provider gives somebody with IPv6 all addresses that begin alike.
_IPV6_PREFIX_BITS = 64


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many within a window of time."""

    most: int
    window: timedelta


#: Of forms from one address, whether they are in order or not: who corrects mistakes needs several.
FORM_OF_ADDRESS = Limit(20, timedelta(minutes=10))
#: Of one form from everybody, and of one API key.
OF_SOURCE = Limit(300, timedelta(minutes=10))
#: Of wrong API keys from one address.
WRONG_KEYS = Limit(30, timedelta(minutes=10))


@dataclass(frozen=True, slots=True)
class Access:
    """What the settings say: names of sources by API key, and of forms by the key in their address."""

    api_keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    forms: Mapping[str, str] = field(default_factory=dict)

    def source_of(self, key: str) -> str | None:
        """Whose API key it is.  All are compared, and each in the same time whatever it is."""
        given = hashlib.sha256(key.encode("utf-8", "surrogateescape")).digest()
        found = None
        for known, source in self.api_keys.items():
            if hmac.compare_digest(hashlib.sha256(known.encode()).digest(), given):
                found = source
        return found


class Places:
    """Lets only so many in at the same time."""

    def __init__(self, most: int = MOST_AT_ONCE, *, wait_seconds: float = PLACE_SECONDS) -> None:
        self._free = BoundedSemaphore(most)
        self._wait_seconds = wait_seconds

    @contextmanager
    def taken(self) -> Iterator[bool]:
        """Whether there was a place."""
        if not self._free.acquire(timeout=self._wait_seconds):
            yield False
            return
        try:
            yield True
        finally:
            self._free.release()


def minutes_to_wait(engine: Engine, names: Mapping[str, Limit]) -> int | None:
    """Count once for each name; how many minutes somebody has to wait who exceeds a limit, else None."""
    with engine.begin() as connection:
        waits = [_minutes(connection, name, limit) for name, limit in sorted(names.items())]
    return max((wait for wait in waits if wait is not None), default=None)


def _minutes(connection: Connection, name: str, limit: Limit) -> int | None:
    hits, left = rate_limits.count(connection, name, window=limit.window)
    return max(ceil(left / timedelta(minutes=1)), 1) if hits > limit.most else None


def caller(address: str | None, secret: str) -> str:
    """A name for who sends from an address, which does not tell the address."""
    return hmac.new(secret.encode(), _network(address or "").encode(), hashlib.sha256).hexdigest()[:32]


def _network(address: str) -> str:
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address) and found.ipv4_mapped is None:
        return str(int(found) >> (128 - _IPV6_PREFIX_BITS))
    return address
