"""Puts a backup in place of the database in use: loaded and compared beside it, then swapped in one step."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

import psycopg
from psycopg import errors, sql
from psycopg.conninfo import conninfo_to_dict

from liuke.config.backups.fingerprints import tables
from liuke.config.backups.manifest import HOME_FILES, Manifest, verified_manifest
from liuke.config.backups.scratch_database import drop_database, scratch_database
from liuke.config.database.open_database import maintenance_url
from liuke.config.database.prepare_database import reach
from liuke.config.environment import Environment
from liuke.values.refusal import Refusal


class DatabaseNotEmpty(Refusal):
    code = "database_not_empty"
    sentence = (
        "The database holds data (%(tables)s tables). To give it up for the backup, say so: "
        "liuke restore --replace %(folder)s"
    )


class BackupDiffers(Refusal):
    code = "backup_differs"
    sentence = (
        "The backup came back different from what was written: %(tables)s. "
        "The database in use was not touched. Use another backup."
    )


class DatabaseInUse(Refusal):
    code = "database_in_use"
    sentence = "Somebody is still connected to %(name)s. Stop whatever uses it, then restore again."


def restore_backup(environment: Environment, folder: Path, *, replace: bool) -> Manifest:
    """Restores ``folder``; on any refusal the database and the home are as before.

    Raises NoBackup, BackupDamaged, DatabaseNotEmpty, LoadFailed, BackupDiffers, DatabaseInUse.
    """
    manifest = verified_manifest(folder)
    assert environment.database_admin_url is not None
    with reach(environment.database_admin_url) as connection:
        held = tables(connection)
    if held and not replace:
        raise DatabaseNotEmpty(tables=len(held), folder=folder)
    name = str(conninfo_to_dict(environment.database_admin_url)["dbname"])
    with scratch_database(environment, folder, manifest) as scratch:
        if scratch.differences:
            raise BackupDiffers(tables=", ".join(difference.table for difference in scratch.differences))
        beside = _lay_beside(folder / HOME_FILES, environment.home)
        _swap(environment, name=name, scratch=scratch.name)
        for waiting, path in beside:
            os.replace(waiting, path)
    return manifest


def _swap(environment: Environment, *, name: str, scratch: str) -> None:
    """Both renames in one transaction: there is never no database, and never two halves."""
    old = f"{scratch}_old"
    with reach(maintenance_url(environment)) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ANY(%s)"
            " AND backend_type = 'client backend' AND pg_has_role(usesysid, 'MEMBER')",
            ([name, scratch],),
        )
        try:
            _rename(connection, ((name, old), (scratch, name)))
        except errors.ObjectInUse:
            raise DatabaseInUse(name=name) from None
        drop_database(connection, old)


def _rename(connection: psycopg.Connection, pairs: Iterable[tuple[str, str]]) -> None:
    with connection.transaction():
        for before, after in pairs:
            connection.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                    sql.Identifier(before), sql.Identifier(after)
                )
            )


def _lay_beside(source: Path, home: Path) -> list[tuple[Path, Path]]:
    """Copies the home files next to where they belong, so that only renaming is left to do after the swap."""
    laid = []
    for path in sorted(source.rglob("*")):
        target = home / path.relative_to(source)
        if path.is_dir():
            target.mkdir(mode=0o700, exist_ok=True)
            continue
        waiting = target.with_name(f".{target.name}.restored")
        shutil.copyfile(path, waiting)
        waiting.chmod(0o600)
        laid.append((waiting, target))
    return laid
