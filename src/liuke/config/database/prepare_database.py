"""What every database of ours has before the first migration: extensions and the application's rights."""

from __future__ import annotations

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from liuke.config.database.ledger_owner import prepare_ledger_owner
from liuke.values.refusal import Refusal

EXTENSIONS = ("btree_gist", "pg_trgm")
LEAST_VERSION = 15


class ServerTooOld(Refusal):
    code = "postgres_too_old"
    sentence = "The database server is PostgreSQL %(found)s; Liuke needs %(least)s or newer. Upgrade it."


class ExtensionRefused(Refusal):
    code = "extension_refused"
    sentence = (
        "The extension %(extension)s could not be created: %(why)s. "
        "Install PostgreSQL's contrib package and let a superuser run CREATE EXTENSION %(extension)s."
    )


class DatabaseUnreachable(Refusal):
    code = "database_unreachable"
    sentence = (
        "The database cannot be reached: %(why)s. Check LIUKE_DATABASE_URL and LIUKE_DATABASE_ADMIN_URL, "
        "and that the server runs and lets this machine in."
    )


def prepare_database(*, admin_url: str, app_url: str) -> None:
    """Extensions, and the application's right to read and write whatever the owner creates from now on.

    Idempotent. Raises DatabaseUnreachable, ServerTooOld, ExtensionRefused, LedgerOwnerMissing.
    """
    app = role_of(app_url)
    with reach(admin_url) as connection:
        if connection.info.server_version // 10000 < LEAST_VERSION:
            raise ServerTooOld(found=connection.info.server_version // 10000, least=LEAST_VERSION)
        for extension in EXTENSIONS:
            _create_extension(connection, extension)
        prepare_ledger_owner(connection)
        _open_schema(connection, app)
        if app == role_of(admin_url):
            return
        for right in (
            "GRANT USAGE ON SCHEMA public TO {}",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {}",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT, UPDATE ON SEQUENCES TO {}",
        ):
            connection.execute(sql.SQL(right).format(sql.Identifier(app)))
        connection.execute(
            sql.SQL("GRANT TEMPORARY ON DATABASE {} TO {}").format(
                sql.Identifier(connection.info.dbname), sql.Identifier(app)
            )
        )


def without_default_rights(*, admin_url: str, app_url: str) -> None:
    """Takes the application's default rights back, for the time of loading a dump.

    A dump grants what was granted and revokes nothing: tables that the application may only add to, such as
    the audit trail, would come back open to change.
    """
    app = role_of(app_url)
    if app == role_of(admin_url):
        return
    with reach(admin_url) as connection:
        for right in (
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON TABLES FROM {}",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON SEQUENCES FROM {}",
        ):
            connection.execute(sql.SQL(right).format(sql.Identifier(app)))


def reach(url: str, *, database: str | None = None) -> psycopg.Connection:
    """A connection that commits each statement; the password never stands in the refusal it may raise."""
    try:
        if database is None:
            return psycopg.connect(url, autocommit=True, connect_timeout=10)
        return psycopg.connect(url, autocommit=True, connect_timeout=10, dbname=database)
    except psycopg.OperationalError as error:
        raise DatabaseUnreachable(why=str(error).strip().splitlines()[-1]) from None


def role_of(url: str) -> str:
    """The role a database address signs in as."""
    return str(conninfo_to_dict(url).get("user") or "")


def _open_schema(connection: psycopg.Connection, app: str) -> None:
    """An owner that is NOINHERIT, as PostgreSQL 15 needs it, has no rights as ``pg_database_owner``."""
    row = connection.execute("SELECT has_schema_privilege('public', 'CREATE')").fetchone()
    if row is None or row[0]:
        return
    owner = sql.Identifier(connection.info.user)
    with connection.transaction():
        connection.execute("SET LOCAL ROLE pg_database_owner")
        connection.execute(sql.SQL("GRANT ALL ON SCHEMA public TO {}").format(owner))
        connection.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(sql.Identifier(app)))


def _create_extension(connection: psycopg.Connection, extension: str) -> None:
    found = connection.execute("SELECT 1 FROM pg_extension WHERE extname = %s", (extension,)).fetchone()
    if found is not None:
        return
    try:
        connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
    except psycopg.Error as error:
        raise ExtensionRefused(extension=extension, why=str(error).splitlines()[0]) from None
