"""What every process of the platform loads at its start: not what only a job needs."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

pytest.importorskip("django")

HEAVY = ("scipy", "sklearn", "pandas", "pyarrow", "pypinyin", "liuke.insight.diagnosis.diagnose")
START = f"""
import sys, django
django.setup()
import liuke.config.urls
print(*(name for name in {HEAVY!r} if name in sys.modules))
"""


def test_web_and_worker_start_without_the_analysis() -> None:
    started = subprocess.run(
        [sys.executable, "-c", START],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "liuke.config.settings", "LIUKE_SECRET_KEY": "k" * 40},
        capture_output=True,
        text=True,
        check=False,
    )
    assert started.returncode == 0, started.stderr
    assert started.stdout.strip() == ""
