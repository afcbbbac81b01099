"""Writes a backup: database and home files in one folder, whole or not at all."""

from __future__ import annotations

import datetime as dt
import os
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path

import psycopg

import liuke
from liuke.config.backups.client_programs import dump
from liuke.config.backups.fingerprints import Fingerprint, fingerprints
from liuke.config.backups.manifest import DUMP, FORMAT, HOME_FILES, Manifest, marks, write_manifest
from liuke.config.database.prepare_database import reach, role_of
from liuke.config.environment import Environment
from liuke.config.home.lock_home import LOCK_FILE
from liuke.values.refusal import Refusal

KEPT_BEFORE = "backups"
"""The folder of the home with the states before upgrades."""

NOT_KEPT = (LOCK_FILE, "postgres", KEPT_BEFORE)
"""What belongs to this machine and not to the data (the dump stands for the cluster), and older backups."""


class BackupExists(Refusal):
    code = "backup_exists"
    sentence = "%(folder)s is there already. A backup is never overwritten: give a new folder."


class BackupNotWritten(Refusal):
    code = "backup_not_written"
    sentence = "The backup could not be written to %(folder)s: %(why)s. Choose a folder with room for it."


def write_backup(environment: Environment, folder: Path, *, at: dt.datetime) -> Manifest:
    """Writes ``folder``, which must not exist or be empty; the database may be in use meanwhile.

    Raises BackupExists, BackupNotWritten, DumpFailed, DatabaseUnreachable; then nothing is left behind.
    """
    if folder.is_symlink() or (folder.exists() and (not folder.is_dir() or any(folder.iterdir()))):
        raise BackupExists(folder=folder)
    unfinished = folder.parent / f".{folder.name}.{secrets.token_hex(4)}.part"
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        unfinished.mkdir(mode=0o700)
        manifest = _fill(environment, unfinished, at)
        _settle(unfinished)
        os.rename(unfinished, folder)
        _sync(folder.parent)
    except OSError as error:
        raise BackupNotWritten(folder=folder, why=error.strerror or str(error)) from None
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return manifest


def _fill(environment: Environment, folder: Path, at: dt.datetime) -> Manifest:
    assert environment.database_url is not None
    assert environment.database_admin_url is not None
    version, tables = _dump(environment.database_admin_url, folder / DUMP)
    _copy_home(environment.home, folder / HOME_FILES)
    roles = {role_of(environment.database_url), role_of(environment.database_admin_url)}
    manifest = Manifest(
        format=FORMAT,
        liuke=liuke.__version__,
        postgres=version,
        created_at=at.isoformat(timespec="seconds"),
        roles=tuple(sorted(roles)),
        tables=tables,
        files=marks(folder),
    )
    write_manifest(folder, manifest)
    return manifest


def _dump(url: str, target: Path) -> tuple[str, Mapping[str, Fingerprint]]:
    """The dump and the fingerprints see the same snapshot, so that a drill can hold one against the other."""
    with reach(url) as connection, connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        snapshot = _first(connection, "SELECT pg_export_snapshot()")
        dump(url, snapshot=snapshot, target=target)
        return _first(connection, "SHOW server_version"), fingerprints(connection)


def _first(connection: psycopg.Connection, query: str) -> str:
    row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return str(row[0])


def _copy_home(home: Path, target: Path) -> None:
    target.mkdir(mode=0o700)
    for path in sorted(home.iterdir()):
        if path.name in NOT_KEPT or path.name.startswith(".") or path.is_symlink():
            continue
        if path.is_dir():
            shutil.copytree(path, target / path.name, ignore=_links)
        elif path.is_file():
            shutil.copy2(path, target / path.name)


def _links(folder: str, names: list[str]) -> list[str]:
    """Links lead elsewhere: a backup of what they point at would be a surprise when it is restored."""
    return [name for name in names if os.path.islink(os.path.join(folder, name))]


def _settle(folder: Path) -> None:
    """Closed to others and on the disk before the folder gets its name."""
    for path in sorted(folder.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)
        _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
