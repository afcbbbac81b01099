"""Blocks that a thread took apart ahead of the reading are those of the sheet, whatever it had time for."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pytest

from liuke.sheets.reading import read_ahead
from liuke.sheets.reading.model import ColumnBatch
from liuke.sheets.reading.read_ahead import Allowance, ReadAhead

PIECES = [b"a", b"bc", b"def", b"ghij"]


def _apart(pieces: Iterator[bytes]) -> Iterator[ColumnBatch | None]:
    for number, piece in enumerate(pieces):
        yield ColumnBatch(number + 1, (pa.array([piece.decode()], pa.string()),))


def _texts(ahead: ReadAhead) -> list[str]:
    return [block.columns[0][0].as_py() for block in ahead.blocks() if block]


@pytest.mark.parametrize("waiting_bytes", [1, 3, 64 << 20])
def test_every_piece_is_passed_on_and_taken_apart(
    waiting_bytes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read_ahead, "WAITING_BYTES", waiting_bytes)
    ahead = ReadAhead(_apart, Allowance())
    assert ahead.beside(list, iter(PIECES)) == PIECES
    assert _texts(ahead) == _texts(ahead) == ["a", "bc", "def", "ghij"]
    assert ahead.complete
    ahead.drop()
    assert _texts(ahead) == []
    assert not ahead.complete


def test_all_sheets_together_keep_what_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    size = sum(b.columns[0].nbytes for b in _apart(iter([b"a"])) if b)
    monkeypatch.setattr(read_ahead, "KEPT_BYTES", size * 6)
    allowance = Allowance()
    first, second = ReadAhead(_apart, allowance), ReadAhead(_apart, allowance)
    for ahead in (first, second):
        assert len(ahead.beside(list, iter([b"a"] * 4))) == 4
        list(ahead.blocks())
    assert (len(_texts(first)), first.complete) == (4, True)
    assert (len(_texts(second)), second.complete) == (2, False)
    first.drop()
    assert allowance.left == size * 4


def test_what_goes_wrong_ends_it_and_nobody_waits() -> None:
    def apart(pieces: Iterator[bytes]) -> Iterator[ColumnBatch | None]:
        yield from _apart(iter([next(pieces)]))
        raise MemoryError

    ahead = ReadAhead(apart, Allowance())
    assert ahead.beside(list, iter(PIECES)) == PIECES
    assert _texts(ahead) == ["a"]
    assert not ahead.complete


def test_a_file_that_breaks_off_leaves_nothing_behind() -> None:
    def pieces() -> Iterator[bytes]:
        yield b"a"
        raise OSError

    allowance = Allowance()
    ahead = ReadAhead(_apart, allowance)
    with pytest.raises(OSError):
        ahead.beside(list, pieces())
    assert _texts(ahead) == []
    assert allowance.left == read_ahead.KEPT_BYTES
