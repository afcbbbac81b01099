"""Removes what killed uploads and imports have left on disk: a day old, and no living import's."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from liuke.feeds import folders
from liuke.integrations.dms import storage
from liuke.integrations.dms.models import ImportBatch, ImportFile
from liuke.integrations.dms.rules.states import State

KEPT = dt.timedelta(days=1)
SCRATCH = ("liuke-stage-", "liuke-calendar-", "liuke-scores-", "liuke-demo-")
"""How the working folders of our jobs begin where the machine keeps such folders."""
_GONE = (State.DISCARDED, None)


def sweep_leftovers(*, at: dt.datetime) -> int:
    """How many files and folders went. What is younger than a day may still be in work."""
    old = (at - KEPT).timestamp()
    swept = 0
    for path in [*_contents(), *_batches(), *_scratch()]:
        if _touched(path) < old:
            swept += _remove(path)
    return swept


def _contents() -> Iterator[Path]:
    """Half uploads, and contents no import has come to know of. The content of any import is kept."""
    there = [path for path in (storage.root() / "files").glob("*") if path.is_file()]
    known = set(ImportFile.objects.values_list("sha256", flat=True))
    return (path for path in there if path.name not in known)


def _batches() -> Iterator[Path]:
    """Folders of imports that are gone or discarded, and of tries that came to nothing."""
    found = {
        batch.pk: (State(batch.state), (batch.found or {}).get("folder"))
        for batch in ImportBatch.objects.only("state", "found")
    }
    for folder in (storage.root() / "batches").glob("*"):
        batch = _id(folder)
        state, used = found.get(batch, _GONE) if batch else _GONE
        if state == State.DISCARDED:
            yield folder
        elif state != State.READING:
            yield from (tried for tried in folder.glob("reading-*") if tried.name != used)


def _scratch() -> Iterator[Path]:
    """Working folders of jobs that were killed, ours alone."""
    for path in Path(tempfile.gettempdir()).iterdir():
        if path.name.startswith(SCRATCH) and path.stat(follow_symlinks=False).st_uid == os.geteuid():
            yield path
    yield from folders.root().glob(".export-*")


def _id(folder: Path) -> UUID | None:
    try:
        return UUID(folder.name)
    except ValueError:
        return None


def _touched(path: Path) -> float:
    """When something in it was changed last; what vanishes meanwhile is left to whoever removes it."""
    try:
        inside = [path, *path.rglob("*")] if path.is_dir() and not path.is_symlink() else [path]
        return max(one.stat(follow_symlinks=False).st_mtime for one in inside)
    except FileNotFoundError:
        return float("inf")


def _remove(path: Path) -> bool:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
    return not path.exists()
