"""Takes a sheet apart in a thread while another one still looks at all of its XML."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Condition, Lock
from typing import TypeVar

from liuke.sheets.reading.model import ColumnBatch

WAITING_BYTES = 64 << 20
"""XML that waits for the thread; whoever looks at it waits when there is more."""

KEPT_BYTES = 64 << 20
"""Columns of one workbook that are kept until they are read: a sheet of some 350,000 rows."""

T = TypeVar("T")
TakeApart = Callable[[Iterator[bytes]], Iterator[ColumnBatch | None]]


class Allowance:
    """The bytes that all sheets of a workbook together may still keep."""

    def __init__(self) -> None:
        self.left = KEPT_BYTES
        self._lock = Lock()

    def take(self, size: int) -> bool:
        """Whether so many bytes were left; if so, they no longer are."""
        with self._lock:
            if size > self.left:
                return False
            self.left -= size
            return True

    def give_back(self, size: int) -> None:
        with self._lock:
            self.left += size


class ReadAhead:
    """The first blocks of one sheet; how many depends on the allowance.

    What goes wrong here is not told: it goes wrong again where the rest of the sheet is read.
    """

    def __init__(self, take_apart: TakeApart, allowance: Allowance) -> None:
        self._take_apart = take_apart
        self._allowance = allowance
        self._changed = Condition()
        self._waiting: deque[bytes] = deque()
        self._waiting_bytes = 0
        self._blocks: list[ColumnBatch | None] = []
        self._all_given = False
        self._ended = True
        self.complete = False

    def beside(self, look: Callable[[Iterator[bytes]], T], pieces: Iterator[bytes]) -> T:
        """What ``look`` makes of all pieces of XML, each given to the thread before it is looked at."""
        self._ended = False
        thread = ThreadPoolExecutor(1)
        thread.submit(self._work)
        thread.shutdown(wait=False)
        try:
            return look(self._passing(pieces))
        finally:
            if not self._all_given:
                self.drop()

    def _passing(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            self._give(piece)
            yield piece
        with self._changed:
            self._all_given = True
            self._changed.notify_all()

    def blocks(self) -> Iterator[ColumnBatch | None]:
        """The blocks from the first one on, as soon as they are there."""
        at = 0
        while found := self._when_there(at):
            yield found[0]
            at += 1

    def drop(self) -> None:
        """Forget the blocks and come to an end."""
        with self._changed:
            self._end()
            self._allowance.give_back(sum(map(_size, self._blocks)))
            self._blocks = []
            self.complete = False

    def _when_there(self, at: int) -> list[ColumnBatch | None]:
        with self._changed:
            self._changed.wait_for(lambda: self._ended or at < len(self._blocks))
            return self._blocks[at : at + 1]

    def _give(self, piece: bytes) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._ended or self._waiting_bytes < WAITING_BYTES)
            if not self._ended:
                self._waiting.append(piece)
                self._waiting_bytes += len(piece)
                self._changed.notify_all()

    def _work(self) -> None:
        try:
            for block in self._take_apart(self._given()):
                if not self._keep(block):
                    return
            with self._changed:
                self.complete = not self._ended
        finally:
            with self._changed:
                self._end()

    def _given(self) -> Iterator[bytes]:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._ended or self._all_given or bool(self._waiting))
                if self._ended or not self._waiting:
                    return
                piece = self._waiting.popleft()
                self._waiting_bytes -= len(piece)
                self._changed.notify_all()
            yield piece

    def _keep(self, block: ColumnBatch | None) -> bool:
        with self._changed:
            if self._ended or not self._allowance.take(_size(block)):
                return False
            self._blocks.append(block)
            self._changed.notify_all()
            return True

    def _end(self) -> None:
        self._ended = True
        self._waiting.clear()
        self._waiting_bytes = 0
        self._changed.notify_all()


def _size(block: ColumnBatch | None) -> int:
    return sum(column.nbytes for column in block.columns) if block else 0
