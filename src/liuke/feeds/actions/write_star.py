"""Writes the star of the deployment's own data."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from liuke.feeds import folders
from liuke.feeds.export_records import export_records
from liuke.feeds.store_facts import star_settings
from liuke.insight.star.build import build_star


@dataclass(frozen=True)
class Star:
    """A finished star: its folder and cut-off day, and the marks of change it makes up for."""

    folder: Path
    as_of: dt.date
    whole: bool
    parts: int
    marks: Sequence[int]


def write_star(*, today: dt.date, whole: bool = False) -> Star:
    """A new star beside the one in use, which goes on being read. Only changed months leave the database.

    Must not run twice at once (the job sees to it).
    """
    folder = folders.new_star()
    with tempfile.TemporaryDirectory(dir=folders.root(), prefix=".export-") as scratch:
        exported = export_records(folder=folders.records(), scratch=Path(scratch), whole=whole)
        making = Path(scratch) / "star"
        as_of = build_star(records=folders.records(), folder=making, today=today, settings=star_settings())
        shutil.rmtree(folder, ignore_errors=True)
        os.replace(making, folder)
    parts = sum(len(found) for found in exported.parts.values())
    return Star(folder, as_of, exported.whole, parts, exported.marks)
