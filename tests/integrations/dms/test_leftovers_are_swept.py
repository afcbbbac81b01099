"""What killed uploads and imports leave on disk goes after a day; what an import still needs stays."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("django")

from django.utils import timezone

from liuke.values.identity import new_id


def made(path: Path, *, hours: float) -> Path:
    """A file that was written so long ago, its folders as old."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("派工单")
    then = time.time() - hours * 3600
    for one in (path, path.parent):
        os.utime(one, (then, then))
    return path


@pytest.fixture
def root(tx: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    from liuke.feeds import folders
    from liuke.integrations.dms import storage

    monkeypatch.setattr(storage, "root", lambda: tmp_path / "imports")
    monkeypatch.setattr(folders, "root", lambda: tmp_path / "feeds")
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path / "tmp"))
    for name in ("imports", "feeds", "tmp"):
        (tmp_path / name).mkdir()
    return tmp_path


def batch_of(state: str, folder: str | None = None) -> Any:
    from liuke.integrations.dms.models import ImportBatch

    found = {"folder": folder} if folder else {}
    return ImportBatch.objects.create(staff_id=new_id(), staff_name="梅晓芸", state=state, found=found)


def test_only_what_nobody_needs_any_more_goes(root: Path) -> None:
    from liuke.integrations.dms.actions.sweep_leftovers import sweep_leftovers
    from liuke.integrations.dms.models import ImportFile

    done, discarded, reading = batch_of("done", "reading-b"), batch_of("discarded"), batch_of("reading")
    ImportFile.objects.create(batch=done, name="派工单.csv", size_bytes=9, sha256="a" * 64, taken=False)
    files, batches = root / "imports/files", root / "imports/batches"
    stay = [
        made(files / ("a" * 64), hours=900),
        made(files / ("b" * 64), hours=2),
        made(files / ".7-now.part", hours=1),
        made(batches / str(done.pk) / "reading-b/records", hours=900),
        made(batches / str(reading.pk) / "reading-c/records", hours=900),
        made(batches / str(new_id()) / "files/new.csv", hours=3),
        made(root / "tmp/liuke-stage-young/rows", hours=3),
        made(root / "tmp/somebody-elses/rows", hours=900),
        made(root / "feeds/records/part.parquet", hours=900),
    ]
    go = [
        made(files / ("c" * 64), hours=25),
        made(files / ".7-dead.part", hours=25),
        made(batches / str(done.pk) / "reading-a/records", hours=25),
        made(batches / str(discarded.pk) / "files/x.csv", hours=25),
        made(batches / str(new_id()) / "files/x.csv", hours=25),
        made(root / "tmp/liuke-stage-dead/rows", hours=25),
        made(root / "feeds/.export-dead/rows", hours=25),
    ]
    then = time.time() - 25 * 3600
    for folder in batches.iterdir():
        if not any(one.is_relative_to(folder) for one in stay):
            os.utime(folder, (then, then))
    assert sweep_leftovers(at=timezone.now()) == len(go)
    assert [path for path in stay if not path.exists()] == []
    assert [path for path in go if path.exists()] == []
    assert sweep_leftovers(at=timezone.now()) == 0


def test_a_link_out_of_the_folder_is_not_followed(root: Path) -> None:
    from liuke.integrations.dms.actions.sweep_leftovers import sweep_leftovers

    outside = made(root / "elsewhere/keep", hours=900)
    (root / "imports/batches").mkdir()
    link = root / f"imports/batches/{new_id()}"
    link.symlink_to(outside.parent)
    os.utime(link, (1, 1), follow_symlinks=False)
    sweep_leftovers(at=timezone.now())
    assert outside.exists()
    assert not link.is_symlink()
