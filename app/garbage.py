"""Keeps Python's garbage collector from stopping a service for a moment, again and again."""

import gc


def freeze() -> None:
    """
    Leave out of collections what is there now.  Call it when a process has loaded everything.

    A full collection looks at every object, while all threads stand still: some 40 ms for what a process of
    ours has loaded, which stays until it ends.
    """
    gc.collect()
    gc.freeze()
