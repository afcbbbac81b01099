"""What the application's role may do, and what not."""

from __future__ import annotations

import psycopg
import pytest
from psycopg import errors

from liuke.config.embedded_postgres.cluster import APP, MAINTENANCE, Cluster


@pytest.fixture(scope="module")
def as_app(database):
    with psycopg.connect(database.admin_url, autocommit=True) as owner:
        owner.execute("CREATE TABLE owner (id bigint GENERATED ALWAYS AS IDENTITY, name text)")
    with psycopg.connect(database.app_url, autocommit=True) as connection:
        yield connection


def test_the_application_reads_and_writes_what_the_owner_created(as_app: psycopg.Connection) -> None:
    as_app.execute("INSERT INTO owner (name) VALUES ('林晓')")
    as_app.execute("UPDATE owner SET name = '林晓䶮'")
    assert as_app.execute("SELECT name FROM owner").fetchall() == [("林晓䶮",)]
    as_app.execute("DELETE FROM owner")


def test_the_application_may_compare_rows_in_a_temporary_table(as_app: psycopg.Connection) -> None:
    as_app.execute("CREATE TEMPORARY TABLE mine (id int)")
    as_app.execute("DROP TABLE pg_temp.mine")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "CREATE SCHEMA mine",
        "ALTER TABLE owner ADD COLUMN more text",
        "DROP TABLE owner",
        "TRUNCATE owner",
        "CREATE ROLE friend",
        "CREATE DATABASE other",
        "COPY owner TO PROGRAM 'cat'",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT rolpassword FROM pg_authid",
    ],
)
def test_the_application_can_change_nothing_but_rows(as_app: psycopg.Connection, statement: str) -> None:
    with pytest.raises((errors.InsufficientPrivilege, errors.InvalidSchemaName)):
        as_app.execute(statement)


@pytest.mark.parametrize("other", [MAINTENANCE, "template1"])
def test_the_application_enters_no_other_database(cluster: Cluster, other: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(cluster.url(role=APP, database=other))


def test_the_extensions_are_there(as_app: psycopg.Connection) -> None:
    found = {name for (name,) in as_app.execute("SELECT extname FROM pg_extension")}
    assert {"btree_gist", "pg_trgm"} <= found
