"""The bulk of a csv file is read by column; nobody may be able to tell."""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path

import pytest

from liuke.sheets.reading import csv_file
from liuke.sheets.reading.model import BATCH_ROWS, Batch, ColumnBatch
from liuke.sheets.reading.open_file import open_file

PLAIN = (
    "RO1",
    "林晓",
    "2024-03-05 09:30:00",
    "1200.00",
    "",
    "",
    "𬭎",
    " a ",
    "x\u2028y",
    "=A1",
    "NULL",
    "nan",
)
ODD = (
    '"1,200.00"', '"a ""b"" c"', '""', '"', '17" wheel', '"17" wheel"', 'a"b', '"two\nlines"', '"open', "a\rb",
    "\ufeffx", "\t", "\\", "'q'", '" "', '"x" ', ' "x"', '"\r\n"',
)  # fmt: skip
LINE_ENDS = ("\n", "\r\n")


def _records(text: str, size: int, path: Path) -> list[list[str | None]]:
    path.write_bytes(text.encode())
    source = open_file(path)
    batches = list(source.batches(path.stem, size=size))
    assert [n for batch in batches for n in batch.numbers] == list(
        range(1, sum(len(b.rows) for b in batches) + 1)
    )
    return [row for batch in batches for row in batch.rows]


def _made(rng: random.Random) -> str:
    """Mostly regular rows of three columns; now and then a cell or a row that is not."""
    odd, ragged = rng.choice((0.0, 0.02, 0.2)), rng.choice((0.0, 0.02))
    lines = ["a,b,c\n" * 3]
    for _ in range(rng.randrange(200)):
        width = rng.choice((0, 1, 2, 4)) if rng.random() < ragged else 3
        cells = [rng.choice(ODD if rng.random() < odd else PLAIN) for _ in range(width)]
        lines.append(",".join(cells) + rng.choice(LINE_ENDS))
    return "".join(lines) + rng.choice(("", "last,1,2", "last,1,2\n"))


@pytest.mark.parametrize("seed", range(300))
def test_columns_hold_what_the_csv_module_reads(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = random.Random(seed)
    text = _made(rng)
    monkeypatch.setattr(csv_file, "BLOCK_BYTES", rng.choice((40, 200, 1000)))
    monkeypatch.setattr(csv_file.CsvReader, "_check_quotes", lambda _: None)
    whole = text if text.endswith("\n") else text + "\n"
    expected = [[cell or None for cell in row] for row in csv.reader(io.StringIO(whole + "\0", newline=""))]
    if expected[-1] != ["\0"]:  # a quote is open at the end: refused, as other tests tell
        return
    assert _records(text, rng.choice((1, 7, 2_000)), tmp_path / "orders.csv") == expected[:-1]


def test_the_bulk_of_a_file_comes_by_column(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_file, "BLOCK_BYTES", 10_000)
    path = tmp_path / "orders.csv"
    path.write_text("a,b,c\n" + '1,x,"1,200.00"\n2,y,3\n3,z,4\n' * 10_000, encoding="utf-8")
    blocks = list(open_file(path).blocks("orders"))
    by_column = [block for block in blocks if isinstance(block, ColumnBatch)]
    assert sum(block.height for block in by_column) > 30_001 - BATCH_ROWS - 1_000
    assert by_column[0].columns[2].to_pylist()[:2] in (["1,200.00", "3"], ["3", "4"], ["4", "1,200.00"])
    assert all(isinstance(block, (Batch, ColumnBatch)) for block in blocks)


def test_the_first_rows_come_together_however_small_the_blocks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_file, "BLOCK_BYTES", 50)
    path = tmp_path / "orders.csv"
    path.write_text("1,x,y\n" * 1_000, encoding="utf-8")
    assert len(next(open_file(path).batches("orders", size=400)).rows) == 400
