"""Creates the folder of the embedded PostgreSQL, and chooses the place of its socket."""

import shutil
import signal
import tempfile
from pathlib import Path

from app.machine.child import start_child
from app.machine.postgres.install import EmbeddedPostgresError, Install

MAJOR_VERSION = "18"
#: sockaddr_un.sun_path is 104 bytes on macOS and 108 on Linux, with the closing zero.
_LONGEST_SOCKET_PATH = 103
_LOG_LINES_SHOWN = 10


def make_cluster(cluster: Path, install: Install, *, log: Path) -> None:
    """
    Create the folder with initdb, unless it exists.

    It is created next to its final place and then renamed, so an interruption leaves nothing incomplete.
    """
    if cluster.exists():
        version = (cluster / "PG_VERSION").read_text(encoding="ascii").strip()
        if version != MAJOR_VERSION:
            raise EmbeddedPostgresError(
                f"{cluster} was created by PostgreSQL {version}, this is {MAJOR_VERSION}: "
                "transfer its content with pg_dump, or choose another data folder with --data-dir."
            )
        return
    unfinished = cluster.with_name("postgres.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir()
    install.give(unfinished)
    # One locale everywhere: the environment may name one that this machine does not have.
    locale = ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--encoding=UTF8")
    access = ("--auth=trust", "--username=postgres")
    argv = [install.program("initdb"), *locale, *access, "-D", str(unfinished)]
    made = start_child(argv, log=log, cwd=Path("/"), user=install.user, when_orphaned=signal.SIGKILL)
    if made.wait() != 0:
        said = log.read_text(encoding="utf-8", errors="replace")
        raise EmbeddedPostgresError(f"The embedded PostgreSQL could not be set up. {last_lines(log, said)}")
    unfinished.rename(cluster)


def choose_socket_folder(cluster: Path, install: Install) -> Path:
    """The cluster's own folder, or a new short one if that path is too long or contains a comma."""
    if _fits(cluster):
        return cluster
    short = Path(tempfile.mkdtemp(prefix="stagegate-"))
    if not _fits(short):
        short.rmdir()
        raise EmbeddedPostgresError(
            f"The paths {cluster} and {short.parent} (temporary) are both too long for a unix socket "
            f"(at most {_LONGEST_SOCKET_PATH} bytes): choose a shorter data folder with --data-dir or "
            "STAGEGATE_DATA_DIR."
        )
    install.give(short)
    return short


def last_lines(log: Path, text: str) -> str:
    """The end of a log, for an error message."""
    lines = text.splitlines()[-_LOG_LINES_SHOWN:]
    return "\n".join((f"The last lines of {log}:", *(f"  {line}" for line in lines)))


def _fits(folder: Path) -> bool:
    path = str(folder / ".s.PGSQL.5432")  # PostgreSQL and libpq read a comma as a separator of folders
    return len(path.encode()) <= _LONGEST_SOCKET_PATH and not set(path) & {",", '"'}
