"""``liuke upgrade`` on a real deployment that is some steps behind."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from liuke.config.backups.drill import drill
from liuke.config.backups.fingerprints import Fingerprint, fingerprints
from liuke.config.database.open_database import opened_alone
from liuke.config.environment import Environment, read_environment

STEPS = "SELECT count(*) FROM django_migrations"
IN_THE_WAY = (
    "CREATE FUNCTION procrastinate_retry_job_v2(bigint, timestamptz, int, varchar, varchar)"
    " RETURNS text LANGUAGE sql AS 'SELECT 1::text'"
)
BEHIND = """
import django
from django.core.management import call_command
from liuke.config.database.open_database import opened_alone
from liuke.config.environment import read_environment
from liuke.config.environment.for_children import become_owner, choose_django_settings
with opened_alone(read_environment()) as environment:
    become_owner(environment.database_admin_url)
    choose_django_settings()
    django.setup()
    call_command("migrate", "procrastinate", "0039_pre_priority_lock_fetch_job", verbosity=0)
"""


def run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        env={**os.environ, "LIUKE_HOME": str(home), "LIUKE_LANG": "en", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )


@contextmanager
def opened(home: Path) -> Iterator[tuple[Environment, psycopg.Connection]]:
    with opened_alone(read_environment({"LIUKE_HOME": str(home)})) as environment:
        assert environment.database_admin_url is not None
        with psycopg.connect(environment.database_admin_url, autocommit=True) as connection:
            yield environment, connection


def steps_of(connection: psycopg.Connection) -> int:
    row = connection.execute(STEPS.encode()).fetchone()
    assert row is not None
    return int(row[0])


@pytest.fixture
def behind(home: Path) -> Path:
    """A home whose tables are those of an older version, with twenty jobs waiting."""
    made = run(home, "-c", BEHIND)
    assert made.returncode == 0, made.stderr
    with opened(home) as (_, connection):
        connection.execute(
            "INSERT INTO procrastinate_jobs (task_name, queue_name) SELECT '提醒', 'q' FROM generate_series(1, 20)"
        )
    return home


def test_the_tables_come_up_to_date_and_the_state_before_is_kept(behind: Path) -> None:
    with opened(behind) as (_, connection):
        before = steps_of(connection)
    done = run(behind, "-m", "liuke", "upgrade")
    assert done.returncode == 0, done.stderr
    [kept] = (behind / "backups").iterdir()
    assert str(kept) in done.stdout
    with opened(behind) as (environment, connection):
        assert steps_of(connection) > before
        assert drill(environment, kept) == ()
    again = run(behind, "-m", "liuke", "upgrade")
    assert "up to date" in again.stdout
    assert [kept] == list((behind / "backups").iterdir())


def test_when_a_step_fails_everything_is_as_before(behind: Path, tmp_path: Path) -> None:
    def state() -> tuple[int, dict[str, Fingerprint]]:
        with opened(behind) as (_, connection):
            return steps_of(connection), dict(fingerprints(connection))

    with opened(behind) as (_, connection):
        connection.execute(IN_THE_WAY.encode())
    before = state()
    failed = run(behind, "-m", "liuke", "upgrade", "--backup", str(tmp_path / "kept"))
    assert failed.returncode == 2, failed.stdout + failed.stderr
    assert "Everything is as it was before" in failed.stderr
    assert (tmp_path / "kept/manifest.json").exists()
    assert state() == before
