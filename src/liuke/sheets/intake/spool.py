"""Keeps the rows as they stood, on disk, so that a rejected one can be given back to be corrected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import Path

import pyarrow as pa

from liuke.sheets.reading.model import Row

Columns = list[tuple[str | None, ...]]


def turned(rows: Sequence[Row], width: int) -> Columns:
    """The rows as columns, ragged ones filled up with empty cells; at least ``width`` columns."""
    if all(len(row) == len(rows[0]) for row in rows):
        columns: Columns = list(zip(*rows, strict=True))
    else:
        columns = list(zip_longest(*rows))
    missing = width - len(columns)
    return columns + [(None,) * len(rows)] * missing if missing > 0 else columns


class Spool:
    """The raw cells of one sheet in an Arrow stream; ``add`` while reading, ``cells_of`` afterwards."""

    def __init__(self, path: Path, width: int) -> None:
        names = [f"c{column}" for column in range(width)]
        self._schema = pa.schema([("number", pa.int64()), *((name, pa.string()) for name in names)])
        self._width = width
        self._path = path
        options = pa.ipc.IpcWriteOptions(compression="lz4")
        self._writer = pa.ipc.new_stream(path, self._schema, options=options)

    def add(self, numbers: Sequence[int], columns: Columns) -> None:
        arrays = [pa.array(numbers, pa.int64())]
        arrays += [pa.array(column, pa.string()) for column in columns[: self._width]]
        self._writer.write_batch(pa.record_batch(arrays, schema=self._schema))

    def close(self) -> None:
        self._writer.close()

    def cells_of(self, wanted: set[int]) -> Iterator[tuple[int, list[str | None]]]:
        """(row number, cells) of the wanted rows, in the order of the sheet."""
        if not wanted:
            return
        with pa.ipc.open_stream(self._path) as stream:
            for batch in stream:
                numbers = batch.column(0).to_pylist()
                hits = [index for index, number in enumerate(numbers) if number in wanted]
                if hits:
                    part = batch.take(pa.array(hits, pa.int64())).to_pydict()
                    cells = [part[f"c{column}"] for column in range(self._width)]
                    yield from (
                        (number, [column[i] for column in cells]) for i, number in enumerate(part["number"])
                    )
