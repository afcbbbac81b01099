"""Backup, restore and drill on a real database."""

from __future__ import annotations

import datetime as dt
import json
import os
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest

from liuke.config.backups.client_programs import LoadFailed
from liuke.config.backups.drill import drill
from liuke.config.backups.manifest import BackupDamaged, NoBackup, verified_manifest
from liuke.config.backups.restore_backup import BackupDiffers, DatabaseNotEmpty, restore_backup
from liuke.config.backups.scratch_database import RoleMissing
from liuke.config.backups.write_backup import BackupExists, write_backup
from liuke.config.embedded_postgres.cluster import APP, DATABASE, SUPERUSER, Cluster
from liuke.config.embedded_postgres.provision import provision
from liuke.config.embedded_postgres.start import start
from liuke.config.environment import Environment, read_environment

AT = dt.datetime(2026, 3, 5, 9, 30, tzinfo=dt.UTC)
TABLES = """
CREATE TABLE owner (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text, born date, t text);
CREATE SCHEMA books;
CREATE TABLE books.line (owner bigint REFERENCES owner, amount_fen bigint, at timestamptz, note bytea);
GRANT USAGE ON SCHEMA books TO liuke_app;
GRANT SELECT ON books.line TO liuke_app;
CREATE TABLE trail (id int);
REVOKE UPDATE, DELETE, TRUNCATE ON trail FROM liuke_app;
CREATE TABLE booking (bay int, during tstzrange, EXCLUDE USING gist (bay WITH =, during WITH &&));
COMMENT ON TABLE booking IS '工位预约';
INSERT INTO owner (name, born, t) SELECT '车主' || n, date '1990-01-01' + n, E'\\\\.\n\t' || n
FROM generate_series(1, 500) n;
INSERT INTO books.line SELECT id, id * 100, timestamptz '2024-10-01 08:00+08' + id * interval '1 day', '\\x00ff'
FROM owner;
INSERT INTO booking VALUES (1, '[2024-10-01 08:00+08,2024-10-01 09:00+08)');
"""


@pytest.fixture
def environment(cluster: Cluster, database: Any, tmp_path: Path) -> Environment:
    """A deployment with some rows and an uploaded file."""
    made = replace(
        read_environment({"LIUKE_HOME": str(cluster.home)}),
        database_url=database.app_url,
        database_admin_url=database.admin_url,
        embedded=type(cluster) is Cluster,
    )
    (cluster.home / "uploads/照片").mkdir(parents=True, exist_ok=True)
    (cluster.home / "uploads/照片/车.txt").write_text("红色")
    (cluster.home / "uploads/link").unlink(missing_ok=True)
    (cluster.home / "uploads/link").symlink_to("/etc/passwd")
    with psycopg.connect(database.admin_url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA IF EXISTS books CASCADE")
        connection.execute("DROP TABLE IF EXISTS owner, booking, later, trail CASCADE")
        connection.execute(TABLES.encode())
    return made


@pytest.fixture
def backup(environment: Environment, tmp_path: Path) -> Path:
    folder = tmp_path / "备份 1"
    write_backup(environment, folder, at=AT)
    return folder


def ask(environment: Environment, query: str, *, as_app: bool = False) -> Any:
    url = environment.database_url if as_app else environment.database_admin_url
    assert url is not None
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(query.encode())
        return cursor.fetchall() if cursor.description else None


TOKEN = f"{os.getpid():x}"
"""Names what this process makes beside the database in use: others test on the same server meanwhile."""


@pytest.fixture(autouse=True)
def _our_own_scratch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("liuke.config.backups.scratch_database.secrets.token_hex", lambda size: TOKEN)


def databases(environment: Environment) -> list[str]:
    """The database in use, and whatever a backup, drill or restore of this process has left beside it."""
    ours = f"datname = current_database() OR datname LIKE '%{TOKEN}%'"
    return [name for (name,) in ask(environment, f"SELECT datname FROM pg_database WHERE {ours} ORDER BY 1")]


def test_a_backup_holds_rows_and_files_and_is_closed_to_others(backup: Path) -> None:
    manifest = verified_manifest(backup)
    assert {name: mark.rows for name, mark in manifest.tables.items()} == {
        "public.owner": 500,
        "public.booking": 1,
        "public.trail": 0,
        "books.line": 500,
    }
    assert {"database.dump", "home/secret-key", "home/uploads/照片/车.txt"} == set(manifest.files)
    for path in (backup, *backup.rglob("*")):
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077, path
    assert [path.name for path in backup.parent.iterdir()] == [backup.name]


def test_restored_rows_rights_files_and_constraints_are_those_that_were_there(
    environment: Environment, backup: Path
) -> None:
    before = ask(environment, "SELECT * FROM owner JOIN books.line ON owner = id ORDER BY id")
    ask(environment, "DELETE FROM books.line; DELETE FROM owner; CREATE TABLE later (id int)")
    (environment.home / "uploads/照片/车.txt").write_text("蓝色")
    others = databases(environment)
    restore_backup(environment, backup, replace=True)
    assert ask(environment, "SELECT * FROM owner JOIN books.line ON owner = id ORDER BY id") == before
    assert ask(environment, "SELECT to_regclass('later')") == [(None,)]
    assert ask(environment, "SELECT obj_description('booking'::regclass)") == [("工位预约",)]
    assert ask(environment, "SELECT count(*) FROM books.line", as_app=True) == [(500,)]
    ask(environment, "INSERT INTO owner (name) VALUES ('新')", as_app=True)
    rights = "SELECT has_table_privilege('liuke_app', 'trail', right_) FROM unnest(ARRAY['INSERT','DELETE']) right_"
    assert ask(environment, rights) == [(True,), (False,)]
    ask(environment, "CREATE TABLE tomorrow (id int)")
    ask(environment, "DELETE FROM tomorrow", as_app=True)
    ask(environment, "DROP TABLE tomorrow")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(environment, "CREATE TABLE mine (id int)", as_app=True)
    with pytest.raises(psycopg.errors.ExclusionViolation):
        ask(environment, "INSERT INTO booking SELECT * FROM booking")
    assert (environment.home / "uploads/照片/车.txt").read_text() == "红色"
    assert databases(environment) == others


def test_a_database_that_holds_data_is_not_given_up_unasked(environment: Environment, backup: Path) -> None:
    ask(environment, "CREATE TABLE later (id int)")
    with pytest.raises(DatabaseNotEmpty, match="--replace"):
        restore_backup(environment, backup, replace=False)
    assert ask(environment, "SELECT count(*) FROM later") == [(0,)]


@pytest.mark.parametrize("tamper", ["changed", "missing", "added", "linked", "no manifest", "other manifest"])
def test_a_backup_that_was_tampered_with_is_refused_and_nothing_changes(
    environment: Environment, backup: Path, tamper: str
) -> None:
    ask(environment, "CREATE TABLE later (id int)")
    dump = backup / "database.dump"
    if tamper == "changed":
        content = bytearray(dump.read_bytes())
        content[-100] ^= 1
        dump.write_bytes(content)
    elif tamper == "missing":
        (backup / "home/secret-key").unlink()
    elif tamper == "added":
        (backup / "home/authorized_keys").write_text("x")
    elif tamper == "linked":
        (backup / "home/uploads/照片/车.txt").unlink()
        (backup / "home/uploads/照片/车.txt").symlink_to("/etc/passwd")
    elif tamper == "no manifest":
        (backup / "manifest.json").unlink()
    else:
        (backup / "manifest.json").write_text('{"format": 1, "files": []}')
    with pytest.raises((BackupDamaged, NoBackup)):
        restore_backup(environment, backup, replace=True)
    assert ask(environment, "SELECT count(*) FROM later") == [(0,)]


def rewrite(backup: Path, **changes: object) -> None:
    """A manifest that claims something else, its other marks still right."""
    path = backup / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **changes}))


def test_a_drill_passes_on_a_good_backup_and_leaves_no_database(
    environment: Environment, backup: Path
) -> None:
    before = databases(environment)
    ask(environment, "DELETE FROM books.line")
    assert drill(environment, backup) == ()
    assert databases(environment) == before


def test_a_drill_reports_each_table_that_came_back_different(environment: Environment, backup: Path) -> None:
    tables = json.loads((backup / "manifest.json").read_text("utf-8"))["tables"]
    tables["public.owner"]["rows"] = 501
    tables["books.line"]["checksum"] = "1"
    tables["public.gone"] = {"rows": 3, "checksum": "7"}
    rewrite(backup, tables=tables)
    found = {d.table: (d.rows_written, d.rows_restored) for d in drill(environment, backup)}
    assert found == {"public.owner": (501, 500), "books.line": (500, 500), "public.gone": (3, None)}
    with pytest.raises(BackupDiffers, match=r"books\.line"):
        restore_backup(environment, backup, replace=True)


def test_a_dump_that_does_not_load_leaves_the_old_database_in_place(
    environment: Environment, backup: Path
) -> None:
    import hashlib

    dump = backup / "database.dump"
    dump.write_bytes(dump.read_bytes()[:-2000])
    files = json.loads((backup / "manifest.json").read_text("utf-8"))["files"]
    files["database.dump"] = {
        "size_bytes": dump.stat().st_size,
        "sha256": hashlib.sha256(dump.read_bytes()).hexdigest(),
    }
    rewrite(backup, files=files)
    before = databases(environment)
    with pytest.raises(LoadFailed):
        restore_backup(environment, backup, replace=True)
    assert ask(environment, "SELECT count(*) FROM owner") == [(500,)]
    assert databases(environment) == before


def test_a_role_the_server_does_not_have_is_named(environment: Environment, backup: Path) -> None:
    rewrite(backup, roles=["liuke_admin", "somebody"])
    with pytest.raises(RoleMissing, match="somebody"):
        drill(environment, backup)


def test_a_backup_is_never_overwritten(environment: Environment, backup: Path) -> None:
    with pytest.raises(BackupExists):
        write_backup(environment, backup, at=AT)
    verified_manifest(backup)


def test_backup_and_restore_from_the_command_line(home: Path, tmp_path: Path) -> None:
    own = Cluster(home=home, durable=False)
    start(own)
    provision(own)
    with psycopg.connect(own.url(role=SUPERUSER, database=DATABASE), autocommit=True) as connection:
        connection.execute("SET ROLE liuke_admin")
        connection.execute("CREATE TABLE owner AS SELECT '林晓' AS name")

    def liuke(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "liuke", *arguments],
            env={**os.environ, "LIUKE_HOME": str(home), "LIUKE_LANG": "en"}
            | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )

    done = liuke("backup", "--drill", "one")
    assert done.returncode == 0, done.stderr
    assert "1 tables, 1 rows" in done.stdout
    assert "✓" in done.stdout
    refused = liuke("restore", "one")
    assert refused.returncode == 2
    assert "--replace" in refused.stderr
    restored = liuke("restore", "--replace", "one")
    assert restored.returncode == 0, restored.stderr
    start(own)
    with (
        psycopg.connect(own.url(role=APP)) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("DROP TABLE owner")
    with psycopg.connect(own.url(role=SUPERUSER, database=DATABASE)) as connection:
        assert connection.execute("SELECT name FROM owner").fetchall() == [("林晓",)]
    assert liuke("restore", "nowhere").returncode == 2
