"""Brings the tables to this version after a backup; where that fails, everything is as before."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from liuke.config.backups.fingerprints import tables
from liuke.config.backups.restore_backup import restore_backup
from liuke.config.backups.write_backup import write_backup
from liuke.config.database.migrations import apply_migrations, pending_migrations, set_up_django
from liuke.config.database.prepare_database import reach
from liuke.config.environment import Environment
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
    set_up_django(owner_url=environment.database_admin_url)
    steps = pending_migrations()
    if not steps:
        return Upgraded(0, None)
    with reach(environment.database_admin_url) as connection:
        held = tables(connection)
    if held:
        write_backup(environment, folder, at=at)
    try:
        apply_migrations(verbosity=0)
    except Exception as error:  # whatever a migration raises, the way back is the same
        if held:
            restore_backup(environment, folder, replace=True)
        raise UpgradeFailed(why=str(error).strip() or type(error).__name__, folder=folder) from error
    return Upgraded(steps, folder if held else None)
