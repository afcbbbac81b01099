"""A backup's dump loaded into a database of its own, beside the one in use."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import errors, sql
from psycopg.conninfo import make_conninfo

from liuke.config.backups.client_programs import load
from liuke.config.backups.fingerprints import fingerprints
from liuke.config.backups.manifest import DUMP, Manifest
from liuke.config.database.ledger_owner import hand_over_ledger
from liuke.config.database.open_database import maintenance_url
from liuke.config.database.prepare_database import (
    prepare_database,
    reach,
    role_of,
    without_default_rights,
)
from liuke.config.embedded_postgres.provision import create_database
from liuke.config.environment import Environment
from liuke.values.refusal import Refusal


class RoleMissing(Refusal):
    code = "role_missing"
    sentence = (
        "The backup grants rights to the role “%(role)s”, which this server does not have. "
        "Create it (CREATE ROLE %(role)s), then restore again."
    )


class MayNotCreateDatabases(Refusal):
    code = "may_not_create_databases"
    sentence = (
        "The role “%(role)s” may not create databases here. "
        "Let a superuser run ALTER ROLE %(role)s CREATEDB, then try again."
    )


@dataclass(frozen=True)
class Difference:
    """A table whose rows are not those the backup was written from; None where it does not exist."""

    table: str
    rows_written: int | None
    rows_restored: int | None


@dataclass(frozen=True)
class Scratch:
    """``differences`` is empty when every table came back with the same rows."""

    name: str
    differences: tuple[Difference, ...]


@contextmanager
def scratch_database(environment: Environment, folder: Path, manifest: Manifest) -> Iterator[Scratch]:
    """The backup, loaded and compared; dropped afterwards, unless it has been renamed meanwhile.

    Raises RoleMissing, MayNotCreateDatabases, LoadFailed.
    """
    admin, app = environment.database_admin_url, environment.database_url
    assert admin is not None
    assert app is not None
    name = f"liuke_scratch_{secrets.token_hex(6)}"
    with reach(maintenance_url(environment)) as connection:
        _check_roles(connection, manifest)
        try:
            create_database(connection, name, owner=role_of(admin), app=role_of(app))
        except errors.InsufficientPrivilege:
            raise MayNotCreateDatabases(role=connection.info.user) from None
        try:
            there = make_conninfo(admin, dbname=name)
            prepare_database(admin_url=there, app_url=app)
            without_default_rights(admin_url=there, app_url=app)
            with tempfile.TemporaryDirectory(prefix="liuke-") as place:
                load(there, source=folder / DUMP, contents=Path(place) / "contents")
            prepare_database(admin_url=there, app_url=app)
            with reach(there) as loaded:
                hand_over_ledger(loaded)
            yield Scratch(name=name, differences=_compare(there, manifest))
        finally:
            drop_database(connection, name)


def drop_database(connection: psycopg.Connection, name: str) -> None:
    """Without FORCE: the server ends its own cleaning by itself, but lets only a superuser force that."""
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def _compare(url: str, manifest: Manifest) -> tuple[Difference, ...]:
    with reach(url) as connection:
        restored = fingerprints(connection)
        connection.execute("ANALYZE")
    written = manifest.tables
    return tuple(
        Difference(
            table,
            written[table].rows if table in written else None,
            restored[table].rows if table in restored else None,
        )
        for table in sorted(written.keys() | restored.keys())
        if written.get(table) != restored.get(table)
    )


def _check_roles(connection: psycopg.Connection, manifest: Manifest) -> None:
    there = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
    for role in manifest.roles:
        if role not in there:
            raise RoleMissing(role=role)
