"""One home, one process that runs it: a lock the kernel lets go of when its holder dies, however it dies."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from liuke.values.refusal import Refusal

LOCK_FILE = "lock"


class HomeInUse(Refusal):
    code = "home_in_use"
    sentence = (
        "Liuke already runs on %(home)s (process %(pid)s). Stop that one first, "
        "or choose another folder with LIUKE_HOME."
    )


@dataclass(frozen=True)
class HomeLock:
    """``after_a_crash`` says that the last holder was killed: what it started may still be winding down."""

    after_a_crash: bool


@contextmanager
def lock_home(home: Path) -> Iterator[HomeLock]:
    """Holds the lock on ``home``. Raises HomeInUse when another process does."""
    descriptor = os.open(home / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise HomeInUse(home=home, pid=_holder(descriptor) or "?") from None
        left_behind = _holder(descriptor)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        try:
            yield HomeLock(after_a_crash=bool(left_behind))
        finally:
            os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def _holder(descriptor: int) -> str:
    return os.pread(descriptor, 32, 0).decode("ascii", "replace").strip()
