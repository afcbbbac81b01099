"""Every table's number of rows and a checksum of their content, whatever their order."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg
from psycopg import sql

_TABLES = """
SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass
                  AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY 1, 2
"""
# The alias is one no column has: a column of that name would be taken for the row.
_FINGERPRINT = """
SELECT count(*),
       coalesce(sum(('x' || substr(md5(liuke_row::text), 1, 15))::bit(60)::bigint::numeric), 0)::text
FROM {}.{} AS liuke_row
"""
_SAME_TEXT = ("TimeZone = 'UTC'", "DateStyle = 'ISO'", "IntervalStyle = 'iso_8601'", "extra_float_digits = 1",
              "bytea_output = 'hex'", "lc_monetary = 'C'")  # fmt: skip
"""How a value becomes text depends on these."""


@dataclass(frozen=True)
class Fingerprint:
    """``checksum`` is the sum of 60 bits of each row's digest: equal rows in any order give the same."""

    rows: int
    checksum: str


def fingerprints(connection: psycopg.Connection) -> dict[str, Fingerprint]:
    """A fingerprint for each table, by schema.table, as ``connection`` sees them; reads every row."""
    for setting in _SAME_TEXT:
        connection.execute(f"SET {setting}".encode())
    return {f"{schema}.{name}": _fingerprint(connection, schema, name) for schema, name in tables(connection)}


def tables(connection: psycopg.Connection) -> list[tuple[str, str]]:
    """The tables of ours: not the system's, not those that belong to an extension."""
    return [(schema, name) for schema, name in connection.execute(_TABLES)]


def _fingerprint(connection: psycopg.Connection, schema: str, name: str) -> Fingerprint:
    query = sql.SQL(_FINGERPRINT).format(sql.Identifier(schema), sql.Identifier(name))
    row = connection.execute(query).fetchone()
    assert row is not None
    return Fingerprint(rows=row[0], checksum=row[1])
