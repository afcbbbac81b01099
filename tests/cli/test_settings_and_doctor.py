"""``liuke settings`` and ``liuke doctor`` from outside; the page about settings."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest

from liuke.config.environment import SETTINGS

PAGE = Path(__file__).parents[2] / "docs/settings.md"


def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "liuke", *arguments],
        env={**os.environ, "LIUKE_LANG": "en", "COLUMNS": "200", "PYTHONUTF8": "1", **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_the_page_lists_every_setting_with_default_and_meaning() -> None:
    rows = [f"| `{s.name}` | {s.default or '–'} | {s.en} | {s.zh} |" for s in SETTINGS]
    assert [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| `")] == rows


def test_settings_are_listed_with_their_values_and_secrets_stay_secret(home: Path) -> None:
    url = "postgresql://app:geheim@db/liuke"
    done = run("settings", LIUKE_HOME=str(home), LIUKE_PORT="8123", LIUKE_DATABASE_URL=url)
    assert done.returncode == 0, done.stderr
    assert all(setting.name in done.stdout for setting in SETTINGS)
    assert "8123" in done.stdout
    assert "geheim" not in done.stdout
    assert not home.exists()


def test_settings_refuse_a_value_that_cannot_be_used() -> None:
    done = run("settings", LIUKE_PORT="achttausend")
    assert done.returncode == 2
    assert "LIUKE_PORT" in done.stderr


def test_the_doctor_finds_a_fresh_deployment_well_and_leaves_nothing_running(home: Path) -> None:
    migrated = run("migrate", LIUKE_HOME=str(home))
    assert migrated.returncode == 0, migrated.stdout + migrated.stderr
    done = run("doctor", LIUKE_HOME=str(home), LIUKE_PORT="48123")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "✗" not in done.stdout
    assert "PostgreSQL 18" in done.stdout
    assert not (home / "postgres/data/postmaster.pid").exists()


def test_the_doctor_names_what_is_wrong_and_says_what_to_do(home: Path, database: Any) -> None:
    home.mkdir()
    (home / "secret-key").write_text("k" * 40)
    (home / "secret-key").chmod(0o644)
    with psycopg.connect(database.admin_url, autocommit=True) as connection:
        connection.execute("DROP EXTENSION pg_trgm")
    done = run("doctor", LIUKE_HOME=str(home), LIUKE_PORT="48123", LIUKE_DATABASE_URL=database.admin_url)
    assert done.returncode == 1, done.stdout + done.stderr
    wrong = [line.split("  ")[1].strip() for line in done.stdout.splitlines() if line.startswith("✗")]
    assert wrong == ["Closed to others", "Extensions", "Application's role", "Tables"]
    assert done.stdout.count("→") == 4
    assert "pg_trgm" in done.stdout


def test_the_doctor_tells_a_database_that_does_not_answer(home: Path) -> None:
    url = "postgresql://liuke_app:geheim@127.0.0.1:1/liuke"
    done = run("doctor", LIUKE_HOME=str(home), LIUKE_PORT="48123", LIUKE_DATABASE_URL=url)
    assert done.returncode == 1
    assert "LIUKE_DATABASE_URL" in done.stdout
    assert "geheim" not in done.stdout + done.stderr


@pytest.mark.parametrize("command", ["up", "doctor", "backup", "restore", "worker", "migrate"])
def test_without_the_platform_s_libraries_a_command_says_what_to_install(
    command: str, tmp_path: Path
) -> None:
    hide = "import sys; sys.modules['granian'] = None; from liuke.cli.main import main; main()"
    arguments = [str(tmp_path / "b")] if command in ("backup", "restore") else []
    done = subprocess.run(
        [sys.executable, "-c", hide, command, *arguments],
        env={**os.environ, "LIUKE_LANG": "en", "LIUKE_HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "pip install 'liuke[server]'" in done.stderr
    assert not (tmp_path / "home").exists()


def test_the_doctor_tells_an_owner_that_could_write_past_the_ledger(home: Path, own_tables: Any) -> None:
    urls = {"LIUKE_DATABASE_URL": own_tables.app_url, "LIUKE_DATABASE_ADMIN_URL": own_tables.super_url}
    done = run("doctor", LIUKE_HOME=str(home), LIUKE_PORT="48123", **urls)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "may write into it directly" in done.stdout
    assert "ALTER ROLE postgres NOINHERIT" in done.stdout
    urls["LIUKE_DATABASE_ADMIN_URL"] = own_tables.admin_url
    done = run("doctor", LIUKE_HOME=str(home), LIUKE_PORT="48123", **urls)
    assert "liuke_admin changes it only through its own functions" in done.stdout
