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
from liuke.feeds.export_records import Exported, export_records
from liuke.feeds.store_facts import star_settings
from liuke.insight.star.build import build_star
from liuke.insight.star.patch import patch_star

GENERATION = "generation"
"""The file of a star that names the writing of the records it was made of."""


@dataclass(frozen=True)
class Star:
    """A finished star: its folder and cut-off day, and the marks of change it makes up for.

    ``whole`` is false where only the cars concerned were worked out anew. So many ``parts`` were exported.
    """

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
        patched = _patched(exported, making, today)
        as_of = patched or build_star(
            records=folders.records(), folder=making, today=today, settings=star_settings()
        )
        (making / GENERATION).write_text(exported.generation, encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        os.replace(making, folder)
    shutil.rmtree(exported.changed, ignore_errors=True)
    parts = sum(len(found) for found in exported.parts.values())
    return Star(folder, as_of, patched is None, parts, exported.marks)


def _patched(exported: Exported, making: Path, today: dt.date) -> dt.date | None:
    """The cut-off day of the last star brought up to date; None where it does not reach."""
    stars = folders.finished_stars()
    if not stars or not (generation := stars[-1] / GENERATION).exists():
        return None
    if generation.read_text(encoding="utf-8") != exported.generation:
        return None
    as_of = patch_star(
        old=stars[-1],
        records=folders.records(),
        changed=exported.changed,
        folder=making,
        today=today,
        settings=star_settings(),
    )
    if as_of is None:
        shutil.rmtree(making, ignore_errors=True)
    return as_of
