"""Roles and the database of an embedded cluster: whatever is missing is made, whatever is there is kept."""

from __future__ import annotations

import psycopg
from psycopg import sql

from liuke.config.database.ledger_owner import LEDGER_OWNER, membership
from liuke.config.embedded_postgres.cluster import ADMIN, APP, DATABASE, MAINTENANCE, SUPERUSER, Cluster


def provision(cluster: Cluster) -> None:
    """The two roles and the database, owned by the one, to be entered by the other and nobody else."""
    with psycopg.connect(
        cluster.url(role=SUPERUSER, database=MAINTENANCE), autocommit=True, connect_timeout=10
    ) as connection:
        for role in (ADMIN, APP):
            _create_role(connection, role, cluster.password(role))
        _create_ledger_owner(connection)
        if not _exists(connection, "SELECT 1 FROM pg_database WHERE datname = %s", DATABASE):
            create_database(connection, DATABASE)
            for database in (MAINTENANCE, "template1"):
                connection.execute(
                    sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(database))
                )


def create_database(
    connection: psycopg.Connection,
    name: str,
    *,
    owner: str = ADMIN,
    app: str = APP,
    template: str = "template0",
) -> None:
    """A database of the owner's that only the application may enter besides; ``connection`` is autocommit.

    The application may make temporary tables: imports compare their rows in them (decision 12).
    """
    database = sql.Identifier(name)
    for statement in (
        sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} ENCODING 'UTF8'").format(
            database, sql.Identifier(owner), sql.Identifier(template)
        ),
        sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database),
        sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(database, sql.Identifier(app)),
    ):
        connection.execute(statement)


def _create_role(connection: psycopg.Connection, role: str, password: str) -> None:
    if _exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", role):
        return
    connection.execute(
        sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD {}").format(
            sql.Identifier(role), sql.Literal(password)
        )
    )


def _create_ledger_owner(connection: psycopg.Connection) -> None:
    """The owner of the tables may act as it to migrate, and has none of its rights otherwise."""
    if not _exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", LEDGER_OWNER):
        connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(LEDGER_OWNER)))
        terms, _ = membership(connection)
        connection.execute(
            sql.SQL("GRANT {} TO {}" + terms).format(sql.Identifier(LEDGER_OWNER), sql.Identifier(ADMIN))
        )


def _exists(connection: psycopg.Connection, query: str, name: str) -> bool:
    return connection.execute(query.encode(), (name,)).fetchone() is not None
