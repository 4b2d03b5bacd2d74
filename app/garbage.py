"""Keeps Python's garbage collector from slowing down a start, and from stopping a service again and again."""

import gc

#: How many more objects there may be before Python looks for garbage among the new ones; by itself, 700.
NEW_OBJECTS = 100_000
#: Python's own thresholds, one for each generation.
BY_ITSELF = gc.get_threshold()


def look_seldom() -> None:
    """
    Look for garbage less often, until :func:`freeze`.  Call it before a process loads anything.

    What is loaded is no garbage, and looks at it are an eighth of the processor time of a worker's start.
    """
    gc.set_threshold(NEW_OBJECTS)


def freeze() -> None:
    """
    Leave out of collections what is there now.  Call it when a process has loaded everything.

    A full collection looks at every object, while all threads stand still: some 40 ms for what a process of
    ours has loaded, which stays until it ends.  From then on Python looks for garbage as often as by itself:
    a service that looks seldom needs more memory.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*BY_ITSELF)
