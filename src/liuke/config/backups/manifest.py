"""The manifest of a backup: what is in it, and how to know that nothing has changed since."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from liuke.config.backups.fingerprints import Fingerprint
from liuke.values.refusal import Refusal

MANIFEST, DUMP, HOME_FILES = "manifest.json", "database.dump", "home"
FORMAT = 1


class NoBackup(Refusal):
    code = "no_backup"
    sentence = "%(folder)s is no backup of Liuke: %(why)s. Give the folder that liuke backup wrote."


class BackupDamaged(Refusal):
    code = "backup_damaged"
    sentence = (
        "The backup in %(folder)s is not as it was written: %(file)s has changed, is missing or was added. "
        "Nothing was restored. Use another backup."
    )


@dataclass(frozen=True)
class FileMark:
    """A file's size and digest."""

    size_bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """``tables`` were read in the same snapshot as the dump; ``roles`` must exist where it is restored."""

    format: int
    liuke: str
    postgres: str
    created_at: str
    roles: tuple[str, ...]
    tables: Mapping[str, Fingerprint]
    files: Mapping[str, FileMark]


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Writes the manifest beside what it describes."""
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1, sort_keys=True)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def verified_manifest(folder: Path) -> Manifest:
    """The manifest, after every file has been held against it. Raises NoBackup, BackupDamaged."""
    manifest = _read(folder)
    found = marks(folder)
    for name in sorted(found.keys() | manifest.files.keys()):
        if found.get(name) != manifest.files.get(name):
            raise BackupDamaged(folder=folder, file=name)
    if DUMP not in manifest.files:
        raise BackupDamaged(folder=folder, file=DUMP)
    return manifest


def marks(folder: Path) -> dict[str, FileMark]:
    """A mark for every file below ``folder`` but the manifest; links and devices match none."""
    return {
        path.relative_to(folder).as_posix(): _mark(path)
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or (not path.is_dir() and path != folder / MANIFEST)
    }


def _mark(path: Path) -> FileMark:
    if path.is_symlink() or not path.is_file():
        return FileMark(-1, "")
    with path.open("rb") as file:
        return FileMark(path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


def _read(folder: Path) -> Manifest:
    try:
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if told["format"] != FORMAT:
            raise NoBackup(folder=folder, why=f"format {told['format']}")
        return Manifest(
            format=FORMAT,
            liuke=str(told["liuke"]),
            postgres=str(told["postgres"]),
            created_at=str(told["created_at"]),
            roles=tuple(map(str, told["roles"])),
            tables={name: Fingerprint(**mark) for name, mark in told["tables"].items()},
            files={name: FileMark(**mark) for name, mark in told["files"].items()},
        )
    except OSError as error:
        raise NoBackup(folder=folder, why=f"{MANIFEST}: {error.strerror}") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BackupDamaged(folder=folder, file=MANIFEST) from None
