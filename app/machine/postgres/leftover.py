"""Ends a server that an earlier owner of the data folder left running."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

from app.machine.postgres.install import EmbeddedPostgresError

STOP_SECONDS = 20.0
_POLL_SECONDS = 0.05


def clear_leftover(cluster: Path, *, sleep: Callable[[float], None], clock: Callable[[], float]) -> None:
    """
    Leave neither a running server nor a stale `postmaster.pid` in `cluster`.

    The caller holds the data folder's lock, so the server cannot belong to another owner.  The pid in the
    file may belong to no process, to a zombie or, after a reboot, to an unrelated process: PostgreSQL
    itself refuses to start in the last two cases.
    """
    pid_file = cluster / "postmaster.pid"
    try:
        pid = int(pid_file.read_text(encoding="utf-8").split("\n", 1)[0])
    except FileNotFoundError:
        return
    except ValueError:  # cut off by a power failure
        pid_file.unlink()
        return
    give_up_at = clock() + STOP_SECONDS
    asked = False
    while _serves(pid, cluster):
        if not asked:
            _end(pid, cluster, signal.SIGINT)
            asked = True
        elif clock() > give_up_at:
            _end(pid, cluster, signal.SIGQUIT)
            give_up_at = clock() + STOP_SECONDS
        sleep(_POLL_SECONDS)
    pid_file.unlink(missing_ok=True)


def _serves(pid: int, cluster: Path) -> bool:
    """Whether `pid` is a running PostgreSQL whose data is in `cluster`."""
    import psutil  # noqa: PLC0415 - comes with the extra `embedded`; only then is this module used

    try:
        process = psutil.Process(pid)
        alive = process.status() != psutil.STATUS_ZOMBIE
        return alive and process.name() == "postgres" and str(cluster) in process.cmdline()
    except psutil.Error:
        return False


def _end(pid: int, cluster: Path, how: signal.Signals) -> None:
    try:
        os.kill(pid, how)
    except ProcessLookupError:
        return
    except PermissionError as error:
        raise EmbeddedPostgresError(
            f"A PostgreSQL of another user (process {pid}) serves {cluster}: stop it, or choose another "
            "data folder with --data-dir or STAGEGATE_DATA_DIR."
        ) from error
