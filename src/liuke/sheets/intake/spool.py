"""Keeps the rows as they stood, on disk, so that a rejected one can be given back to be corrected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import Path

import pyarrow as pa

from liuke.sheets.reading.model import Columns, Row


def cell_arrays(rows: Sequence[Row], width: int) -> list[pa.StringArray]:
    """The first ``width`` columns of the rows, ragged ones filled up with empty cells."""
    if all(len(row) == len(rows[0]) for row in rows):
        columns = list(zip(*rows, strict=True))
    else:
        columns = list(zip_longest(*rows))
    arrays = [pa.array(column, pa.string()) for column in columns[:width]]
    return arrays + [pa.nulls(len(rows), pa.string())] * (width - len(arrays))


class Spool:
    """The raw cells of one sheet in an Arrow stream; ``add`` while reading, ``cells_of`` afterwards.

    ``schema`` is the row number and one text column per column of the sheet, c0, c1, ….
    """

    def __init__(self, path: Path, width: int) -> None:
        names = [f"c{column}" for column in range(width)]
        self.schema = pa.schema([("number", pa.int64()), *((name, pa.string()) for name in names)])
        self._width = width
        self._path = path
        options = pa.ipc.IpcWriteOptions(compression="lz4")
        self._writer = pa.ipc.new_stream(path, self.schema, options=options)

    def batch(self, numbers: Sequence[int], rows: Sequence[Row]) -> pa.RecordBatch:
        """Rows of the sheet with their numbers, as ``add`` takes them."""
        arrays = [pa.array(numbers, pa.int64()), *cell_arrays(rows, self._width)]
        return pa.record_batch(arrays, schema=self.schema)

    def column_batch(self, numbers: pa.Int64Array, columns: Columns) -> pa.RecordBatch:
        """The same of rows that are in columns already."""
        missing = [pa.nulls(len(numbers), pa.string())] * (self._width - len(columns))
        return pa.record_batch([numbers, *columns[: self._width], *missing], schema=self.schema)

    def add(self, rows: pa.Table) -> None:
        self._writer.write_table(rows)

    def close(self) -> None:
        self._writer.close()

    def all_cells(self) -> Iterator[list[str | None]]:
        """The cells of every row, in the order of the sheet."""
        with pa.ipc.open_stream(self._path) as stream:
            for batch in stream:
                columns = [column.to_pylist() for column in batch.columns[1:]]
                yield from (list(row) for row in zip(*columns, strict=True))

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
