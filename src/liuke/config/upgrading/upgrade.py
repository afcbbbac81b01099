"""Brings the tables to this version after a backup; where that fails, everything is as before."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from liuke.config.backups.fingerprints import tables
from liuke.config.backups.restore_backup import restore_backup
from liuke.config.backups.write_backup import write_backup
from liuke.config.database.prepare_database import reach
from liuke.config.environment import Environment
from liuke.config.environment.for_children import become_owner, choose_django_settings
from liuke.values.refusal import Refusal


class UpgradeFailed(Refusal):
    code = "upgrade_failed"
    sentence = (
        "The tables could not be brought to this version: %(why)s. Everything is as it was before; the "
        "backup is in %(folder)s. Install the version you had, and report what is said here."
    )


@dataclass(frozen=True)
class Upgraded:
    """``steps`` migrations were applied; ``backup`` holds the state before (None: there was no data, or
    nothing to do)."""

    steps: int
    backup: Path | None


def upgrade(environment: Environment, folder: Path, *, at: dt.datetime) -> Upgraded:
    """Upgrades a database that nobody else uses, with its state before in the new folder ``folder``.

    Raises UpgradeFailed when the state before was put back, and what write_backup raises.
    """
    assert environment.database_admin_url is not None
    become_owner(environment.database_admin_url)
    choose_django_settings()
    import django

    django.setup()
    steps = _pending()
    if not steps:
        return Upgraded(0, None)
    with reach(environment.database_admin_url) as connection:
        held = tables(connection)
    if held:
        write_backup(environment, folder, at=at)
    try:
        _migrate()
    except Exception as error:  # whatever a migration raises, the way back is the same
        if held:
            restore_backup(environment, folder, replace=True)
        raise UpgradeFailed(why=str(error).strip() or type(error).__name__, folder=folder) from error
    return Upgraded(steps, folder if held else None)


def _pending() -> int:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    finally:
        connection.close()


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import connection

    try:
        call_command("migrate", interactive=False, verbosity=0)
    finally:
        connection.close()
