"""OLE compound files, the container of .xls and of password-protected workbooks: names and streams inside.

Layout: [MS-CFB] of Microsoft. Every chain of sectors is followed at most as far as the file has sectors.
"""

from __future__ import annotations

import struct
from array import array
from dataclasses import dataclass

from liuke.sheets.reading.refusals import FileDamaged

_HEADER_BYTES = 512
_ENTRY_BYTES = 128
_LAST_SECTOR = 0xFFFFFFFA
_STREAM, _ROOT = 2, 5


@dataclass(frozen=True)
class _Entry:
    name: str
    kind: int
    start: int
    size: int


class CompoundFile:
    """The streams of a compound file that is in memory. Raises ``FileDamaged``."""

    def __init__(self, data: bytes, *, file: str) -> None:
        self._data = data
        self._file = file
        if len(data) < _HEADER_BYTES:
            raise self._damaged()
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        directory_count, fat_count, directory = struct.unpack_from("<III", data, 40)
        self._cutoff, mini_fat, mini_fat_count = struct.unpack_from("<III", data, 56)
        difat_count = struct.unpack_from("<I", data, 72)[0]
        promised = max(directory_count, fat_count, mini_fat_count, difat_count)
        if shift not in (9, 12) or mini_shift != 6 or promised << shift > len(data):
            raise self._damaged()
        self._sector, self._mini_sector = 1 << shift, 1 << mini_shift
        self._fat = self._table(self._fat_sectors(fat_count))
        self._entries = self._directory(self._chain(directory))
        self._mini_fat = self._table(self._chain_of(self._fat, mini_fat))
        root = next((entry for entry in self._entries if entry.kind == _ROOT), None)
        self._mini_stream = self._chain(root.start)[: root.size] if root else b""

    def names(self) -> list[str]:
        """The names of all streams."""
        return [entry.name for entry in self._entries if entry.kind == _STREAM]

    def stream(self, name: str) -> bytes:
        """The content of a stream that exists."""
        entry = next(entry for entry in self._entries if entry.name == name and entry.kind == _STREAM)
        if entry.size >= self._cutoff:
            return self._chain(entry.start)[: entry.size]
        size = self._mini_sector
        sectors = self._chain_of(self._mini_fat, entry.start)
        return b"".join(self._mini_stream[at * size : (at + 1) * size] for at in sectors)[: entry.size]

    def _fat_sectors(self, count: int) -> list[int]:
        # The first 109 are listed in the header, further ones in sectors chained by their last number.
        numbers = list(struct.unpack_from("<109I", self._data, 76))
        following, tables = struct.unpack_from("<II", self._data, 68)
        per_sector = self._sector // 4
        while following < _LAST_SECTOR and len(numbers) < count:
            table = array("I", self._at(following))
            numbers += table[: per_sector - 1]
            following = table[per_sector - 1]
            tables -= 1
            if tables < 0:
                raise self._damaged()
        return [number for number in numbers[:count] if number < _LAST_SECTOR]

    def _table(self, sectors: list[int]) -> array[int]:
        return array("I", b"".join(map(self._at, sectors)))

    def _directory(self, data: bytes) -> list[_Entry]:
        entries = []
        for at in range(0, len(data) - _ENTRY_BYTES + 1, _ENTRY_BYTES):
            name_bytes, kind = struct.unpack_from("<HB", data, at + 64)
            start, size = struct.unpack_from("<II", data, at + 116)
            if kind and 2 <= name_bytes <= 64:
                if kind == _STREAM and size > len(self._data):
                    raise self._damaged()
                name = data[at : at + name_bytes - 2].decode("utf-16-le", "replace")
                entries.append(_Entry(name, kind, start, size))
        return entries

    def _chain(self, start: int) -> bytes:
        return b"".join(map(self._at, self._chain_of(self._fat, start)))

    def _chain_of(self, table: array[int], start: int) -> list[int]:
        sectors: list[int] = []
        while start < _LAST_SECTOR:
            if start >= len(table) or len(sectors) > len(table):
                raise self._damaged()
            sectors.append(start)
            start = table[start]
        return sectors

    def _at(self, sector: int) -> bytes:
        at = (sector + 1) * self._sector
        block = self._data[at : at + self._sector]
        if not block:
            raise self._damaged()
        return block.ljust(self._sector, b"\0")  # the last sector may be cut short by careless writers

    def _damaged(self) -> FileDamaged:
        return FileDamaged(file=self._file, detail="its inner directory does not fit together")
