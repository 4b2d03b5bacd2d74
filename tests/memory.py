"""Folders in memory, where there is room: the many files of a database take a disk its time."""

import os
import shutil
import tempfile
from pathlib import Path

_MEMORY = Path("/dev/shm")  # noqa: S108 - mkdtemp makes a folder of our own in it
#: Far more than all databases of a run need.
_ROOM_BYTES = 4 * 1024**3


def new_folder():
    """
    A new folder; the caller removes it.

    Not pytest's own: the user of a server that root starts cannot enter that, and pytest closes it again when
    opened.
    """
    has_room = os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM_BYTES
    return Path(tempfile.mkdtemp(prefix="stagegate-tests-", dir=_MEMORY if has_room else None))
