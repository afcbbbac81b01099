"""Puts the finished files of a run into the folder they were asked for: all of them, or none."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from liuke.values.readable_path import readable
from liuke.values.refusal import Refusal


class OutputNotWritable(Refusal):
    """``folder`` is the folder, or the one place in or above it that stands in the way."""

    code = "output_not_writable"
    sentence = "Nothing can be written to %(folder)s: %(why)s. Choose another folder."


def check_publishable(out: Path, names: Collection[str]) -> None:
    """Finds out before the work, without leaving anything behind. Raises OutputNotWritable."""
    with _folder(out):
        for name in names:
            _check_replaceable(out / name)
        with tempfile.TemporaryFile(dir=out):
            pass


def publish(written: Path, out: Path, names: Collection[str], *, beginning: Callable[[], None]) -> None:
    """Copies the files of ``written`` into ``out``; one of ``names`` that was not written goes from there.

    All are copied beside their places first, then renamed; ``beginning`` is called between. Whatever goes
    wrong before the last one has its name, ``out`` is left as it was found. Raises OutputNotWritable.
    """
    with _folder(out):
        beside = Path(tempfile.mkdtemp(prefix=".liuke-", dir=out))
        new, old = beside / "new", beside / "old"
        try:
            new.mkdir()
            old.mkdir()
            for name in names:
                if (written / name).exists():
                    shutil.copyfile(written / name, new / name)
            beginning()
            _exchange(out, names, new=new, old=old)
        finally:
            shutil.rmtree(beside, ignore_errors=True)


def _exchange(out: Path, names: Collection[str], *, new: Path, old: Path) -> None:
    """Takes the old files away and puts the new ones in their places; all back when anything stops it."""
    coming = {name for name in names if (new / name).exists()}
    try:
        for name in names:
            with _refusing(out / name):
                _check_replaceable(out / name)
                if os.path.lexists(out / name):
                    os.replace(out / name, old / name)
                if name in coming:
                    os.replace(new / name, out / name)
    except BaseException:
        for name in names:
            if os.path.lexists(old / name):
                os.replace(old / name, out / name)
            elif name in coming and not (new / name).exists():
                (out / name).unlink()
        raise


def _check_replaceable(place: Path) -> None:
    if place.is_dir() and not place.is_symlink():
        raise OutputNotWritable(folder=readable(place), why="Is a directory")


@contextmanager
def _folder(out: Path) -> Iterator[None]:
    """The folder, made if need be; what was made and holds nothing afterwards is gone again."""
    made: list[Path] = []
    with _refusing(out):
        try:
            _make(out, made)
            yield
        finally:
            for folder in reversed(made):
                with suppress(OSError):  # it holds the files
                    folder.rmdir()


def _make(out: Path, made: list[Path]) -> None:
    if out.is_dir():
        return
    if out.exists():
        raise OutputNotWritable(folder=readable(out), why="it is a file")
    if out.parent != out:
        _make(out.parent, made)
    out.mkdir()
    made.append(out)


@contextmanager
def _refusing(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputNotWritable(folder=readable(place), why=error.strerror or str(error)) from None
