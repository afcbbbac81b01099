"""Where records and stars lie in the home of the deployment."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from liuke.values.identity import new_id

KEPT_STARS = 2
"""The star in use, and the one before: a page may still be reading it."""


def root() -> Path:
    """The folder of the feeds."""
    folder = Path(settings.ENVIRONMENT.home) / "feeds"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def records() -> Path:
    """One folder of Parquet parts per kind of record."""
    return root() / "records"


def star(name: str) -> Path:
    return root() / "stars" / name


@contextmanager
def alone() -> Iterator[None]:
    """Waits until nobody else writes here; the lock of the job does not bind the command line."""
    with (root() / "lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def new_star() -> Path:
    """The path of a star that is not there yet; names sort by time."""
    (root() / "stars").mkdir(exist_ok=True)
    return star(str(new_id()))


def finished_stars() -> list[Path]:
    """The latest last."""
    return sorted(path.parent for path in (root() / "stars").glob("*/meta.parquet"))


def forget_old_stars() -> None:
    """Removes all stars but the latest, and whatever a killed run has left."""
    stars = {path for path in (root() / "stars").iterdir() if path.is_dir()}
    for path in stars - set(finished_stars()[-KEPT_STARS:]):
        shutil.rmtree(path, ignore_errors=True)
