"""The role that owns the ledger: nobody signs in as it; the owner of the other tables migrates as it."""

from __future__ import annotations

import psycopg
from psycopg import errors, sql

from liuke.values.refusal import Refusal

LEDGER_OWNER = "liuke_ledger"
LEDGER_SCHEMA = "ledger"


class LedgerOwnerMissing(Refusal):
    code = "ledger_owner_missing"
    sentence = (
        "The ledger needs a role of its own, which “%(role)s” may not make here. Let a superuser run: "
        "CREATE ROLE liuke_ledger NOLOGIN; GRANT liuke_ledger TO %(role)s%(terms)s; then start again."
    )


def prepare_ledger_owner(connection: psycopg.Connection) -> None:
    """Makes the role and lets the one signed in act as it, where that is not so.

    Raises LedgerOwnerMissing.
    """
    terms, may_act = membership(connection)
    try:
        if connection.execute("SELECT FROM pg_roles WHERE rolname = %s", (LEDGER_OWNER,)).rowcount == 0:
            _make(connection)
        may = "SELECT pg_has_role(current_user, %s, %s)"
        row = connection.execute(may, (LEDGER_OWNER, may_act)).fetchone()
        if row is None or not row[0]:
            connection.execute(
                sql.SQL("GRANT {} TO {}" + terms).format(
                    sql.Identifier(LEDGER_OWNER), sql.Identifier(connection.info.user)
                )
            )
    except errors.InsufficientPrivilege:
        apart = terms or f"; ALTER ROLE {connection.info.user} NOINHERIT"
        raise LedgerOwnerMissing(role=connection.info.user, terms=apart) from None


def membership(connection: psycopg.Connection) -> tuple[str, str]:
    """Terms on which somebody becomes a member, and the right that shows it.

    Before PostgreSQL 16 a membership has no terms: whether rights are inherited is the member's own.
    """
    if connection.info.server_version >= 160000:
        return " WITH INHERIT FALSE, SET TRUE", "SET"
    return "", "MEMBER"


def keeps_apart(connection: psycopg.Connection, role: str) -> bool:
    """Whether ``role`` has the ledger's rights only where it acts as the ledger's owner."""
    query = (
        "SELECT bool_or(pg_has_role(m.oid, l.oid, 'USAGE')) FROM pg_roles AS l, pg_roles AS m"
        " WHERE l.rolname = %s AND m.rolname = %s"
    )
    row = connection.execute(query, (LEDGER_OWNER, role)).fetchone()
    return row is None or not row[0]


def _make(connection: psycopg.Connection) -> None:
    try:
        connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(LEDGER_OWNER)))
    except (errors.DuplicateObject, errors.UniqueViolation):
        return  # somebody else was faster


_OBJECTS = """
SELECT CASE c.relkind WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END, c.oid::regclass::text
FROM pg_class AS c WHERE c.relnamespace = %(schema)s::regnamespace AND c.relkind IN ('r', 'v')
UNION ALL
SELECT 'FUNCTION', p.oid::regprocedure::text FROM pg_proc AS p WHERE p.pronamespace = %(schema)s::regnamespace
UNION ALL
SELECT 'TYPE', t.oid::regtype::text
FROM pg_type AS t JOIN pg_class AS c ON c.oid = t.typrelid
WHERE t.typnamespace = %(schema)s::regnamespace AND c.relkind = 'c'
"""


def hand_over_ledger(connection: psycopg.Connection) -> None:
    """Gives a ledger that has just been loaded from a dump to its role: whoever loads a dump owns all of it.

    What the owner of the other tables was granted goes with the ownership, so it is granted again.
    """
    schema = sql.Identifier(LEDGER_SCHEMA)
    owner = sql.Identifier(LEDGER_OWNER)
    found = connection.execute("SELECT FROM pg_namespace WHERE nspname = %s", (LEDGER_SCHEMA,))
    if found.rowcount == 0:
        return
    with connection.transaction():
        connection.execute(sql.SQL("GRANT USAGE, CREATE ON SCHEMA {} TO {}").format(schema, owner))
        for kind, name in connection.execute(_OBJECTS, {"schema": LEDGER_SCHEMA}).fetchall():
            statement = f"ALTER {kind} {name} OWNER TO {LEDGER_OWNER}"  # names as the catalogue quotes them
            connection.execute(statement.encode())
        connection.execute(sql.SQL("ALTER SCHEMA {} OWNER TO {}").format(schema, owner))
        connection.execute(sql.SQL("SET LOCAL ROLE {}").format(owner))
        person = sql.Identifier(connection.info.user)
        for right in (
            "GRANT USAGE ON SCHEMA {} TO {}",
            "GRANT SELECT ON ALL TABLES IN SCHEMA {} TO {}",
            "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {} TO {}",
        ):
            connection.execute(sql.SQL(right).format(schema, person))
