"""Checks of the database: reachable, new enough, extensions, what the application's role may do."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg

from liuke.config.checkup.finding import Finding
from liuke.config.database.ledger_owner import keeps_apart
from liuke.config.database.prepare_database import (
    EXTENSIONS,
    LEAST_VERSION,
    DatabaseUnreachable,
    reach,
    role_of,
)
from liuke.config.environment import Environment
from liuke.insight.reports.language import N_

TOO_MUCH = """
SELECT r.rolname, r.rolsuper, r.rolcreatedb, r.rolcreaterole,
       has_schema_privilege(current_user, 'public', 'CREATE'), current_setting('server_encoding')
FROM pg_roles r WHERE r.rolname = current_user
"""


def check_database(environment: Environment) -> Iterator[Finding]:
    """Findings in order; stops at the first that makes the others senseless."""
    assert environment.database_url is not None
    try:
        connection = reach(environment.database_url)
    except DatabaseUnreachable as refusal:
        yield Finding(
            N_("Database"),
            False,
            N_("cannot be reached: %(why)s"),
            N_("Start it, and check LIUKE_DATABASE_URL."),
            {"why": refusal.parameters["why"]},
        )
        return
    with connection:
        yield _version(connection)
        yield _extensions(connection)
        yield from _role(connection)
        yield _ledger(connection, environment)


def _version(connection: psycopg.Connection) -> Finding:
    major = connection.info.server_version // 10000
    return Finding(
        N_("Database"),
        major >= LEAST_VERSION,
        N_("PostgreSQL %(version)s answers"),
        N_("Upgrade it to PostgreSQL %(least)s or newer."),
        {"version": connection.info.parameter_status("server_version"), "least": LEAST_VERSION},
    )


def _extensions(connection: psycopg.Connection) -> Finding:
    there = {name for (name,) in connection.execute("SELECT extname FROM pg_extension")}
    missing = [name for name in EXTENSIONS if name not in there]
    return Finding(
        N_("Extensions"),
        not missing,
        N_("missing: %(missing)s") if missing else "%(extensions)s",
        N_("liuke up creates them; if it may not, a superuser runs CREATE EXTENSION in this database."),
        {"missing": ", ".join(missing), "extensions": ", ".join(EXTENSIONS)},
    )


def _role(connection: psycopg.Connection) -> Iterator[Finding]:
    row = connection.execute(TOO_MUCH).fetchone()
    assert row is not None
    role, superuser, creates_databases, creates_roles, creates_tables, encoding = row
    names = ("SUPERUSER", "CREATEDB", "CREATEROLE", "CREATE ON SCHEMA public")
    held = [
        name
        for name, has in zip(
            names, (superuser, creates_databases, creates_roles, creates_tables), strict=True
        )
        if has
    ]
    yield Finding(
        N_("Application's role"),
        not held,
        N_("%(role)s may do more than it needs: %(held)s")
        if held
        else N_("%(role)s only reads and writes rows"),
        N_("Use a role of its own in LIUKE_DATABASE_URL, and the owner in LIUKE_DATABASE_ADMIN_URL."),
        {"role": role, "held": ", ".join(held)},
    )
    yield Finding(
        N_("Encoding"),
        encoding == "UTF8",
        "%(encoding)s",
        N_("Create the database anew with ENCODING 'UTF8': others lose Chinese characters."),
        {"encoding": encoding},
    )


def _ledger(connection: psycopg.Connection, environment: Environment) -> Finding:
    """Before PostgreSQL 16 only a role that is NOINHERIT keeps the ledger's rights to itself."""
    role = role_of(environment.database_admin_url or environment.database_url or "")
    apart = keeps_apart(connection, role)
    return Finding(
        N_("Ledger"),
        apart,
        N_("%(role)s changes it only through its own functions")
        if apart
        else N_("%(role)s may write into it directly"),
        N_("Let a superuser run ALTER ROLE %(role)s NOINHERIT; it must not be a superuser itself."),
        {"role": role},
    )
