"""``liuke diagnose --star``: what an analyst goes on with, as the readmes tell it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.cli.one_car import ORDERS, SALES

from liuke.insight.star.schema import STAR

pytestmark = pytest.mark.whole

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def files(write: Any) -> tuple[Path, Path]:
    return write("新车销售.csv", SALES), write("维修工单.csv", ORDERS)


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_the_example_of_a_readme_runs_on_it(liuke: Any, files: Any, tmp_path: Path, readme: str) -> None:
    done = liuke("diagnose", *files, "--star", "star", lang="zh")
    assert done.returncode == 0, done.stderr
    assert "星型模型数据" in done.stdout
    assert {p.name for p in (tmp_path / "star").iterdir()} == {f"{table}.parquet" for table in STAR}
    [example] = re.findall(r"```python\n(.*?)```", (ROOT / readme).read_text(encoding="utf-8"), re.DOTALL)
    told = subprocess.run(
        [sys.executable, "-c", example], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (told.returncode, told.stderr) == (0, "")
    assert "ES6" in told.stdout


def test_a_star_that_cannot_be_written_stops_before_the_work(liuke: Any, files: Any, tmp_path: Path) -> None:
    (tmp_path / "star").write_text("mine")
    done = liuke("diagnose", *files, "--star", "star")
    assert done.returncode == 2
    assert "star" in done.stderr
    assert (tmp_path / "star").read_text() == "mine"
    assert not (tmp_path / "liuke-report").exists()
