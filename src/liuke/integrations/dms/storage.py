"""Where the files of imports are kept: by the hash of their content, and by name for the reader."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from django.conf import settings

_CONTROL = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
LONGEST_NAME = 120


def root() -> Path:
    """The folder of all imports, in the home of this deployment. Workers elsewhere must share it."""
    folder = Path(settings.ENVIRONMENT.home) / "imports"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def keep(blocks: Iterable[bytes]) -> tuple[str, int]:
    """Stores a content and returns (its sha256, bytes). The same content is stored once."""
    folder = root() / "files"
    folder.mkdir(exist_ok=True)
    digest, size = hashlib.sha256(), 0
    part = folder / f".{os.getpid()}-{os.urandom(6).hex()}.part"
    try:
        with part.open("wb") as file:
            for block in blocks:
                digest.update(block)
                size += len(block)
                file.write(block)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, folder / digest.hexdigest())
    finally:
        part.unlink(missing_ok=True)
    return digest.hexdigest(), size


def plain_name(name: str) -> str:
    """The name of a file without folders and control characters.

    >>> plain_name("C:\\\\export\\\\北湖店_派工单.xlsx"), plain_name("../..")
    ('北湖店_派工单.xlsx', 'file')
    """
    last = _CONTROL.sub("", re.split(r"[/\\]", name)[-1]).strip(" .")
    stem, dot, extension = last.rpartition(".")
    return (f"{stem[:LONGEST_NAME]}.{extension[:10]}" if dot else last[:LONGEST_NAME]) or "file"


def folder_of(batch_id: UUID) -> Path:
    """The folder of one import."""
    return root() / "batches" / str(batch_id)


def named(batch_id: UUID, files: Iterable[tuple[str, str]]) -> list[Path]:
    """The files of an import under their own names, from (name, sha256)."""
    folder = folder_of(batch_id) / "files"
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, sha256 in files:
        path = folder / name
        if not path.exists():
            os.link(root() / "files" / sha256, path)
        paths.append(path)
    return paths


def forget(batch_id: UUID) -> None:
    """Removes the working files of an import; the contents themselves stay."""
    shutil.rmtree(folder_of(batch_id), ignore_errors=True)
