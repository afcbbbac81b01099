"""examples/export is not edited by hand: it is what the command in examples/README.md writes."""

from __future__ import annotations

import datetime as dt
import re
import shlex
from pathlib import Path

import openpyxl
import pytest

from liuke.simulation.simulate import simulate

pytestmark = pytest.mark.whole

EXAMPLES = Path(__file__).parents[2] / "examples"
MOST_BYTES = 4_000_000


@pytest.fixture(scope="module")
def fresh(tmp_path_factory) -> Path:
    """A folder written with the arguments that stand in the README."""
    found = re.search(
        r"^liuke simulate export (.+)$", (EXAMPLES / "README.md").read_text("utf-8"), re.MULTILINE
    )
    assert found
    words = shlex.split(found.group(1))
    told = dict(zip((w.removeprefix("--") for w in words[::2]), words[1::2], strict=True))
    out = tmp_path_factory.mktemp("example") / "export"
    simulate(
        out=out,
        stores=int(told["stores"]),
        vehicles=int(told["vehicles"]),
        years=int(told["years"]),
        seed=int(told["seed"]),
        plants=told["plant"].split(","),
        until=dt.date(2024, 10, 1),
    )
    (out / "truth.json").unlink()
    return out


def test_the_example_holds_the_files_of_three_dms(fresh):
    assert sorted(p.name for p in fresh.iterdir()) == sorted(p.name for p in (EXAMPLES / "export").iterdir())


def test_every_file_of_the_example_is_current(fresh):
    for path in sorted(fresh.iterdir()):
        kept = EXAMPLES / "export" / path.name
        if path.suffix == ".csv":
            assert kept.read_bytes() == path.read_bytes(), path.name
        else:
            assert _cells(kept) == _cells(path), path.name


def test_the_example_is_small():
    assert sum(path.stat().st_size for path in EXAMPLES.rglob("*")) < MOST_BYTES


def _cells(path: Path) -> dict[str, list[tuple[object, ...]]]:
    book = openpyxl.load_workbook(path, read_only=True)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}
