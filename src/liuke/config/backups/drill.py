"""Proves a backup by restoring it, without touching the database in use."""

from __future__ import annotations

from pathlib import Path

from liuke.config.backups.manifest import verified_manifest
from liuke.config.backups.scratch_database import Difference, scratch_database
from liuke.config.environment import Environment


def drill(environment: Environment, folder: Path) -> tuple[Difference, ...]:
    """What came back different from what was written; empty when the backup is good.

    Raises NoBackup, BackupDamaged, LoadFailed and the refusals of making a scratch database.
    """
    manifest = verified_manifest(folder)
    with scratch_database(environment, folder, manifest) as scratch:
        return scratch.differences
