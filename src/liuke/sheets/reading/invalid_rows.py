"""Rows of text with bytes that are no text: told apart, and the file refused when there are too many."""

from __future__ import annotations

from liuke.sheets.reading.model import Batch, Unreadable
from liuke.sheets.reading.refusals import TooManyInvalidRows
from liuke.sheets.reading.text_blocks import INVALID, NUL

INVALID_ROWS_SHARE = 0.01


class InvalidRows:
    """Counts the rows of one sheet and those of them with invalid bytes."""

    def __init__(self, *, file: str) -> None:
        self._file = file
        self._rows = 0
        self._invalid = 0

    def checked(self, batch: Batch, *, suspect: bool) -> Batch:
        """The batch, counted; where it is suspect, with its unreadable rows marked and their text mended."""
        self.count(len(batch.rows))
        if suspect:
            batch.unreadable.update(_unreadable(batch))
            self._invalid += list(batch.unreadable.values()).count(Unreadable.INVALID_BYTES)
        return batch

    def count(self, rows: int) -> None:
        """That many rows without any doubt."""
        self._rows += rows

    def judge(self) -> None:
        """Raises ``TooManyInvalidRows`` for more than one row in a hundred."""
        if self._invalid > self._rows * INVALID_ROWS_SHARE:
            raise TooManyInvalidRows(file=self._file, invalid=self._invalid, rows=self._rows)


def _unreadable(batch: Batch) -> dict[int, Unreadable]:
    """Find the rows with invalid bytes or NUL, and make their text fit to be shown."""
    found: dict[int, Unreadable] = {}
    for number, row in zip(batch.numbers, batch.rows, strict=True):
        text = "".join(cell for cell in row if cell)
        if INVALID.search(text):
            found[number] = Unreadable.INVALID_BYTES
            row[:] = [cell and INVALID.sub("\ufffd", cell) for cell in row]
        elif NUL in text:
            found[number] = Unreadable.NUL
    return found
