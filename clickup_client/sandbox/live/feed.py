"""Wakes those who follow a sandbox as soon as something changed."""

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager

#: Followers at the same time; one more ends the oldest, whose browser comes back by itself.
MOST_FOLLOWERS = 16


class Follower:
    """One who follows; see :meth:`Feed.follow`."""

    def __init__(self, feed: "Feed") -> None:
        self._feed = feed
        self._seen = -1
        self.ended = False

    def wait(self, seconds: float) -> bool:
        """Wait until something changed, at most so long; ``False`` when there is nothing more to follow."""
        self._seen = self._feed.wait(self, self._seen, seconds)
        return not self.ended


class Feed:
    """Counts changes. What changed is for the followers to see."""

    def __init__(self) -> None:
        self._state = threading.Condition()
        self._changes = 0
        self._followers: OrderedDict[int, Follower] = OrderedDict()
        self._closed = False

    @property
    def changes(self) -> int:
        """How many changes there were."""
        with self._state:
            return self._changes

    def changed(self) -> None:
        """Something changed. Returns at once."""
        with self._state:
            self._changes += 1
            self._state.notify_all()

    @contextmanager
    def follow(self) -> Iterator[Follower]:
        """Follow for the length of a ``with`` block."""
        follower = Follower(self)
        with self._state:
            self._followers[id(follower)] = follower
            follower.ended = self._closed
            while len(self._followers) > MOST_FOLLOWERS:
                self._followers.popitem(last=False)[1].ended = True
            self._state.notify_all()
        try:
            yield follower
        finally:
            with self._state:
                self._followers.pop(id(follower), None)

    def wait(self, follower: Follower, seen: int, seconds: float) -> int:
        """Wait until there are other changes than ``seen``; returns how many there were."""
        with self._state:
            self._state.wait_for(lambda: follower.ended or self._changes != seen, seconds)
            return self._changes

    def close(self) -> None:
        """End all followers, and each that comes."""
        with self._state:
            self._closed = True
            for follower in self._followers.values():
                follower.ended = True
            self._state.notify_all()
