"""Makes the home folder, with modes that keep others out."""

from __future__ import annotations

import os
from pathlib import Path

from liuke.values.refusal import Refusal

PASSABLE, CLOSED = 0o711, 0o700
"""As root the database runs as a user of its own, which has to pass through the home, but not read it."""


class HomeNotWritable(Refusal):
    code = "home_not_writable"
    sentence = "The data folder %(home)s cannot be written: %(why)s. Choose another one with LIUKE_HOME."


def prepare_home(home: Path) -> None:
    """Creates ``home`` with the parents it lacks; a folder that is there keeps its mode.

    Raises HomeNotWritable.
    """
    mode = PASSABLE if os.geteuid() == 0 else CLOSED
    try:
        _make(home, mode)
        if not os.access(home, os.W_OK | os.X_OK):
            raise PermissionError(13, "Permission denied")
    except OSError as error:
        raise HomeNotWritable(home=home, why=error.strerror or str(error)) from None


def _make(folder: Path, mode: int) -> None:
    """Parents get the usual mode, the folder its own, whatever the umask of this shell."""
    if folder.is_dir():
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(exist_ok=True)  # another process may make it at the same time
    folder.chmod(mode)
