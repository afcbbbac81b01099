"""A changed model without its migration would work here and fail where somebody upgrades."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

pytest.importorskip("django")


def test_no_migration_is_missing() -> None:
    asked = subprocess.run(
        [sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run", "--skip-checks"],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "liuke.config.settings", "LIUKE_SECRET_KEY": "k" * 40},
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == 0, asked.stdout + asked.stderr
