"""The files of a run come into their folder all together or not at all."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from liuke.cli.publish import OutputNotWritable, check_publishable, publish

NAMES = ("report.html", "report.xlsx", "errors.xlsx", "diagnosis.json")


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A run without rejected rows."""
    folder = tmp_path / "written"
    folder.mkdir()
    for name in NAMES:
        if name != "errors.xlsx":
            (folder / name).write_text("new")
    return folder


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """The folder of an earlier run, with something of the user's own."""
    folder = tmp_path / "out"
    folder.mkdir()
    for name in ("report.html", "errors.xlsx", "diagnosis.json", "notes.txt"):
        (folder / name).write_text("old")
    return folder


def contents(folder: Path) -> dict[str, str]:
    return {p.name: p.read_text() if p.is_file() else "a folder" for p in folder.iterdir()}


def test_new_files_take_the_places_of_old_ones_and_a_stale_one_goes(written: Path, out: Path) -> None:
    publish(written, out, NAMES, beginning=lambda: None)
    new = dict.fromkeys(("report.html", "report.xlsx", "diagnosis.json"), "new")
    assert contents(out) == {**new, "notes.txt": "old"}


@pytest.mark.parametrize("name", NAMES)
def test_a_folder_in_the_place_of_a_file_is_named_and_nothing_changes(
    written: Path, out: Path, name: str
) -> None:
    (out / name).unlink(missing_ok=True)
    (out / name).mkdir()
    before = contents(out)
    for attempt in (
        lambda: check_publishable(out, NAMES),
        lambda: publish(written, out, NAMES, beginning=lambda: None),
    ):
        with pytest.raises(OutputNotWritable) as refused:
            attempt()
        assert refused.value.parameters == {"folder": str(out / name), "why": "Is a directory"}
        assert contents(out) == before


@pytest.mark.parametrize("stop", [OSError(28, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("after", range(5))
def test_whatever_stops_the_renaming_the_old_files_are_back(
    written: Path, out: Path, monkeypatch: pytest.MonkeyPatch, stop: BaseException, after: int
) -> None:
    before, replace, done = contents(out), os.replace, 0

    def replace_until(*places: Any) -> None:
        nonlocal done
        done += 1
        if done == after + 1:
            raise stop
        replace(*places)

    monkeypatch.setattr(os, "replace", replace_until)
    with pytest.raises((OutputNotWritable, KeyboardInterrupt)):
        publish(written, out, NAMES, beginning=lambda: None)
    assert contents(out) == before


def test_a_disk_that_is_full_changes_nothing(
    written: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = shutil.copyfile

    def copy_half(source: Any, target: Any, **how: Any) -> Any:
        copy(source, target, **how)
        raise OSError(28, "No space left on device", str(target))

    monkeypatch.setattr(shutil, "copyfile", copy_half)
    before = contents(out)
    with pytest.raises(OutputNotWritable) as refused:
        publish(written, out, NAMES, beginning=lambda: None)
    assert refused.value.parameters == {"folder": str(out), "why": "No space left on device"}
    assert contents(out) == before


def test_folders_made_for_nothing_go_again(written: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = out / "2024" / "10"
    check_publishable(target, NAMES)
    assert not (out / "2024").exists()
    monkeypatch.setattr(shutil, "copyfile", lambda *_, **__: os.stat(out / "gone"))
    with pytest.raises(OutputNotWritable):
        publish(written, target, NAMES, beginning=lambda: None)
    assert not (out / "2024").exists()


@pytest.mark.parametrize("place", ["notes.txt", "notes.txt/deeper"])
def test_a_file_in_the_place_of_the_folder_is_named(out: Path, place: str) -> None:
    with pytest.raises(OutputNotWritable) as refused:
        check_publishable(out / place, NAMES)
    assert refused.value.parameters == {"folder": str(out / "notes.txt"), "why": "it is a file"}
