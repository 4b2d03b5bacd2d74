"""Limits how many heaps glibc keeps for a process with many threads."""

import ctypes
from contextlib import suppress

#: glibc's name for the setting. Source: https://man7.org/linux/man-pages/man3/mallopt.3.html
_M_ARENA_MAX = -8

#: By default glibc keeps one heap for each thread, and after a burst of tickets each of them stays large.
ARENAS = 2


def keep_few() -> bool:
    """Let all threads share few heaps.  Returns whether that is possible; only glibc offers it."""
    with suppress(OSError, AttributeError):
        return bool(ctypes.CDLL(None).mallopt(_M_ARENA_MAX, ARENAS))
    return False
