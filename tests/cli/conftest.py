"""Runs the command line as a user does: another process, no terminal."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]

VINS = ("LATPAB071W1005301", "LATPAB073W1005302", "LATPAB075W1005303")


@pytest.fixture
def liuke(tmp_path: Path) -> Run:
    """``liuke(*arguments)`` in a folder of its own; text, exit code and nothing hidden."""

    def run(*arguments: str | Path, lang: str = "en") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "liuke", *map(str, arguments)],
            cwd=tmp_path,
            env={**os.environ, "LIUKE_LANG": lang, "COLUMNS": "200", "PYTHONUTF8": "1"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )

    return run


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def rows(name: str, content: Sequence[Sequence[str]]) -> Path:
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(content)
        return path

    return rows
