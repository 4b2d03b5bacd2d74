"""
A real process of Stagegate that gets a signal at a named point, most often the one that it dies of.

    doomed.py FOLDER SILENCE_SECONDS worker
    doomed.py FOLDER SILENCE_SECONDS web HOST PORT

A point is armed by a file of its name in FOLDER, which holds a signal and a process id (0: the one that gets
there).  Who gets there first removes the file, so that it happens once, and sends the signal.

SILENCE_SECONDS is how long a silent worker counts as alive; `shipped` leaves that as it is.
"""

import functools
import importlib
import os
import signal
import sys
from pathlib import Path

from app.worker import rescue
from app.worker import run as run_worker

#: Point -> the module, the function in it, and whether it is before or after that function's work.
POINTS = {
    "web: before the delivery is committed": ("app.web.receiver", "keep", "after"),
    "web: after the delivery is committed": ("app.web.receiver", "_answer", "before"),
    "worker: after the ticket was read": ("app.reconcile.ticket", "_read", "after"),
    "worker: before the verdict is written": ("app.reconcile.write", "write_ticket", "before"),
    "worker: after the verdict was written": ("app.reconcile.write", "write_ticket", "after"),
    "worker: before the comment is posted": ("app.store.bulk", "begin_alone", "after"),
    "worker: after the comment was posted": ("clickup_client.client", "ClickUpClient.add_comment", "after"),
    "worker: before the notice is triggered": ("app.notices.send", "_trigger", "before"),
    "worker: after the notice's text was written": (
        *("clickup_client.client", "ClickUpClient.set_field", "after"),
    ),
    "worker: after the notice was triggered": ("app.notices.send", "_trigger", "after"),
    "worker: after the notice was recorded": ("app.notices.send", "_note_sent", "after"),
}


def plant(folder, point):
    """Patch the function of a point, so that it looks for the file."""
    module_name, path, when = POINTS[point]
    place = importlib.import_module(module_name)
    *owners, name = path.split(".")
    for owner in owners:
        place = getattr(place, owner)
    original = getattr(place, name)

    @functools.wraps(original)
    def doomed(*args, **kwargs):
        if when == "before":
            signal_once(folder / point)
        result = original(*args, **kwargs)
        if when == "after":
            signal_once(folder / point)
        return result

    setattr(place, name, doomed)


def signal_once(armed):
    """Send the signal, if this point is armed and no one else was here before."""
    taken = armed.with_suffix(f".{os.getpid()}")
    try:
        armed.rename(taken)  # only one can
    except FileNotFoundError:
        return
    name, victim = taken.read_text().split()
    taken.unlink()
    os.kill(int(victim) or os.getpid(), signal.Signals[name])


def shorten_silence(seconds):
    """Let a dead worker be noticed soon: the shipped patience is tried in its own test."""
    for module in (run_worker, rescue):
        module.SILENCE_SECONDS = seconds
    run_worker.HEARTBEAT_SECONDS = seconds / 4
    rescue.LOOK_SECONDS = seconds / 4


def main(folder, silence, kind, *arguments):
    for point in POINTS:
        if point.startswith(kind):
            plant(Path(folder), point)
    if silence != "shipped":
        shorten_silence(float(silence))
    if kind == "web":
        from app.web import process  # noqa: PLC0415 - a worker needs none of it

        process.main([*arguments, "1", "8"])
    else:
        from app.cli import main as stagegate  # noqa: PLC0415 - nor does web need this

        stagegate([kind, *arguments])


if __name__ == "__main__":
    main(*sys.argv[1:])
