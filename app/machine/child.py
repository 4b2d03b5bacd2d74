"""Starting a child process that cannot outlive its parent."""

import ctypes
import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

#: prctl(2): the signal a process gets when the thread that started it ends.
_PR_SET_PDEATHSIG = 1
#: The folder that the package `app` is in: of the source, or of installed packages.
_OUR_FOLDER = Path(__file__).absolute().parents[2]


def python_module(name: str, *, cwd: Path) -> list[str]:
    """
    The beginning of a command that runs one of our modules with this Python, in the folder `cwd`.

    `-P` keeps Python from importing files in the working directory.  It is left out if that is our own
    folder: a host that installs only the requirements, not the package, finds our code nowhere else.
    """
    ours = _OUR_FOLDER.samefile(cwd)
    return [sys.executable, *([] if ours else ["-P"]), "-m", name]


def start_child(
    argv: Sequence[str],
    *,
    log: Path,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    user: str | None = None,
    when_orphaned: signal.Signals = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """
    Start `argv` and append its output to the file `log`.

    The child has its own session, so Ctrl-C at the terminal reaches only the parent, which then stops
    the children in order.  If the parent dies without doing so (kill -9), the Linux kernel sends
    the child `when_orphaned`; other systems have no such call, so the child keeps running.

    Call this from the main thread: the kernel's "parent" is the *thread* that started the child.
    """
    with log.open("ab") as output:
        return subprocess.Popen(  # noqa: S603 - our own commands, no shell
            argv,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=cwd,
            env=env,
            user=user,
            group=None if user is None else pwd.getpwnam(user).pw_gid,
            extra_groups=None if user is None else [],
            start_new_session=True,
            preexec_fn=_die_with_parent(when_orphaned),  # noqa: PLW1509 - no other threads fork here
        )


def _die_with_parent(when_orphaned: signal.Signals) -> Callable[[], None] | None:
    if not sys.platform.startswith("linux"):
        return None
    parent = os.getpid()
    prctl = ctypes.CDLL(None).prctl  # looked up before the fork: little is safe after it

    def ask_the_kernel() -> None:
        prctl(_PR_SET_PDEATHSIG, int(when_orphaned))
        if os.getppid() != parent:  # the parent died before we asked
            os._exit(1)

    return ask_the_kernel
