"""A reader that goes away, or a terminal without Chinese letters, takes nothing from what is written."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.whole

SALES = [["车架号", "交车日期", "门店"], ["LATPAB071W1005301", "2023-03-05", "城东店"]]
Begin = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def begin(write: Any, tmp_path: Path) -> Begin:
    write("a.csv", SALES)

    def program(
        *words: str, variables: Mapping[str, str] | None = None, **how: Any
    ) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "liuke", *words],
            cwd=tmp_path,
            env={**os.environ, "LIUKE_LANG": "zh", **(variables or {})},
            stdin=subprocess.DEVNULL,
            **how,
        )

    return program


def unread() -> int:
    """The writing end of a pipe that nobody reads."""
    reading, writing = os.pipe()
    os.close(reading)
    return writing


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_a_reader_that_goes_away_leaves_the_report(begin: Begin, tmp_path: Path, encoding: str) -> None:
    done = begin(
        "diagnose", "a.csv", "--out", "out",
        variables={"PYTHONIOENCODING": encoding}, stdout=unread(), stderr=subprocess.PIPE,
    )  # fmt: skip
    _, said = done.communicate(timeout=120)
    assert (done.returncode, said) == (0, b"")
    assert (tmp_path / "out" / "report.html").exists()


def test_the_exit_code_is_the_same_when_nobody_hears_why(begin: Begin) -> None:
    pipe = unread()
    done = begin("diagnose", "fehlt.csv", stdout=pipe, stderr=pipe)
    assert done.wait(60) == 2


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_letters_an_encoding_lacks_are_replaced(begin: Begin, tmp_path: Path, encoding: str) -> None:
    done = begin(
        "diagnose", "a.csv", "--out", "out",
        variables={"PYTHONIOENCODING": encoding}, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    heard, said = done.communicate(timeout=120)
    assert (done.returncode, said) == (0, b"")
    assert b"a.csv" in heard
    assert (tmp_path / "out" / "report.html").exists()
