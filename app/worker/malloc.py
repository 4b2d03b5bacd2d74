"""How many heaps glibc keeps for a process with many threads."""

import ctypes
from contextlib import suppress

#: glibc's name for the setting. Source: https://man7.org/linux/man-pages/man3/mallopt.3.html
_M_ARENA_MAX = -8

#: One heap a thread, as glibc would have it, keeps what a burst of tickets took in each of them.
ARENAS = 2


def keep_few() -> bool:
    """Let all threads share few heaps from now on; whether that could be had, which only glibc offers."""
    with suppress(OSError, AttributeError):
        return bool(ctypes.CDLL(None).mallopt(_M_ARENA_MAX, ARENAS))
    return False
