"""Reads one planned sheet into the staging store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from liuke.sheets.cleaning.batch import Column, batch_table, find_unusual, write_batch
from liuke.sheets.cleaning.cells import ColumnContext
from liuke.sheets.cleaning.repair import Unusual
from liuke.sheets.cleaning.sift import is_filled, sift, surely_data
from liuke.sheets.fields.catalogue import KINDS
from liuke.sheets.fields.field import Type
from liuke.sheets.intake.spool import Spool
from liuke.sheets.intake.staging import ROW_GROUP_ROWS
from liuke.sheets.reading.model import Batch, ColumnBatch, Row, SourceFile
from liuke.sheets.recognition.header_words import in_ten_thousands
from liuke.sheets.recognition.sheet_plan import SheetPlan
from liuke.values.moment import DayOrder, day_orders

BATCH_ROWS = 30_000
"""Rows cleaned by one statement. They are read in the small batches that suit the readers. With more,
cleaning begins and ends later; with fewer, the statements cost more."""

EXAMPLES = 5
_ALL_ORDERS: frozenset[DayOrder] = frozenset({"mdy", "dmy", "ymd"})


@dataclass
class SheetReading:
    """What one sheet gave: counts of rows, the skipped ones by reason, short dates that need an order.

    ``surplus`` are examples of cells beyond the last header, ``surplus_rows`` the rows that have any.
    ``open_orders`` maps a field to the day orders all its short dates allow and one example.
    """

    plan: SheetPlan
    number: int
    rows_read: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    skipped_examples: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    unreadable: list[tuple[int, str]] = field(default_factory=list)
    surplus: list[tuple[int, str]] = field(default_factory=list)
    surplus_rows: int = 0
    open_orders: dict[str, tuple[frozenset[DayOrder], str]] = field(default_factory=dict)
    spool: Spool | None = None


Progress = Callable[[int], None]


def read_sheet(
    *, connection: duckdb.DuckDBPyConnection, source: SourceFile, plan: SheetPlan, number: int, folder: Path,
    progress: Progress,
) -> SheetReading:  # fmt: skip
    """Streams the rows of a sheet into its staging table; an unrecognised sheet is only counted.

    ``number`` is the number of the input; ``progress`` is told the rows read since it was last told.
    """
    reading = SheetReading(plan, number)
    if plan.kind is None:
        for batch in source.blocks(plan.sheet):
            reading.rows_read += batch.height
            progress(batch.height)
        reading.skipped["unrecognised"] = reading.rows_read
        return reading
    spool = reading.spool = Spool(folder / f"raw_{number}.arrow", len(plan.names))
    with _Cleaning(connection, reading) as cleaning:
        for batch in source.blocks(plan.sheet):
            reading.rows_read += batch.height
            if isinstance(batch, ColumnBatch):
                cleaning.add(_sifted_columns(reading, spool, batch))
            else:
                cleaning.add(_sifted(reading, spool, batch))
            progress(batch.height)
    spool.close()
    return reading


class _Cleaning:
    """Writes in a thread of its own what is read meanwhile: DuckDB does not need the interpreter.

    No more than one batch is being written while another one gathers, so that memory stays bounded. The cells
    of a batch are looked at where it was gathered: two connections then share the work. The first row group
    is one transaction: of several, each but the first is copied once more. From then on each batch is one:
    DuckDB then keeps the rows in a fifth of the memory.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, reading: SheetReading) -> None:
        self._connection = connection
        self._other = connection.cursor()
        self._reading = reading
        self._columns = _columns(reading.plan)
        self._pending: list[pa.RecordBatch] = []
        self._thread = ThreadPoolExecutor(1)
        self._running: Future[None] | None = None
        self._rows = 0
        self._in_transaction = False

    def __enter__(self) -> Self:
        self._connection.execute("BEGIN")
        self._in_transaction = True
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self._start()
                self._finish()
                self._commit()
        finally:
            self._thread.shutdown()
            self._other.close()

    def add(self, rows: list[pa.RecordBatch]) -> None:
        self._pending += rows
        if sum(part.num_rows for part in self._pending) >= BATCH_ROWS:
            self._start()

    def _start(self) -> None:
        if not self._pending:
            return
        rows = _without_unreadable(self._reading, pa.Table.from_batches(self._pending))
        self._pending = []
        mapped = batch_table(self._columns, rows)
        unusual = find_unusual(self._other, self._columns, mapped)
        _note_short_dates(self._reading, self._columns, unusual)
        self._finish()
        self._running = self._thread.submit(self._write, unusual, mapped)
        self._rows += rows.num_rows

    def _write(self, unusual: Mapping[str, Unusual], rows: pa.Table) -> None:
        reading = self._reading
        assert reading.plan.kind is not None
        write_batch(
            self._connection,
            table=reading.plan.kind,
            file=reading.number,
            columns=self._columns,
            unusual=unusual,
            rows=rows,
        )

    def _finish(self) -> None:
        if self._running is not None:
            self._running.result()
            self._running = None
        if self._rows >= ROW_GROUP_ROWS:
            self._commit()

    def _commit(self) -> None:
        if self._in_transaction:
            self._connection.execute("COMMIT")
            self._in_transaction = False


def _columns(plan: SheetPlan) -> list[Column]:
    kind = KINDS[plan.kind or ""]
    columns = []
    for match in plan.matches:
        name = plan.names[match.column]
        declared = kind.field(match.field)
        context = ColumnContext(
            epoch_1904=plan.epoch_1904,
            day_order=plan.day_orders.get(name),
            scale=plan.scales.get(match.field),
            ten_thousands=declared.type is Type.YUAN and in_ten_thousands(name),
        )
        columns.append(Column(declared, match.column, match.time_column, context))
    return columns


def _sifted(reading: SheetReading, spool: Spool, batch: Batch) -> list[pa.RecordBatch]:
    """The rows of a batch that are data, if any; the others are counted as skipped."""
    keep = _kept(reading, batch)
    if not keep:
        return []
    numbers, rows = batch.numbers, batch.rows
    if len(keep) < len(rows):
        numbers, rows = [numbers[i] for i in keep], [rows[i] for i in keep]
    _note_surplus(reading, numbers, rows)
    if batch.unreadable:
        reading.unreadable += [(n, batch.unreadable[n].value) for n in numbers if n in batch.unreadable]
    return [spool.batch(numbers, rows)]


def _sifted_columns(reading: SheetReading, spool: Spool, batch: ColumnBatch) -> list[pa.RecordBatch]:
    """The same by column; only the few rows that might be something else are looked at one by one."""
    plan = reading.plan
    key = _key_columns(plan)[0]
    if batch.first <= plan.header_rows[-1] or key >= len(batch.columns):
        return [part for rows in batch.as_rows(size=BATCH_ROWS) for part in _sifted(reading, spool, rows)]
    numbers = pa.array(range(batch.first, batch.first + batch.height), pa.int64())
    rows = spool.column_batch(numbers, batch.columns)
    sure = surely_data(batch.columns[key], plan.names[key])
    doubtful = pc.indices_nonzero(pc.invert(sure))
    if len(batch.columns) > len(plan.names):
        _note_surplus_columns(reading, batch, sure)
    if not len(doubtful):
        return [rows]
    unsure = batch.rows_at(doubtful)
    kept = _kept(reading, unsure)
    _note_surplus(reading, [unsure.numbers[i] for i in kept], [unsure.rows[i] for i in kept])
    mask = sure.to_numpy(zero_copy_only=False).copy()
    mask[doubtful.to_numpy()[kept]] = True
    return [rows.filter(pa.array(mask))]


def _note_surplus(reading: SheetReading, numbers: Sequence[int], rows: Sequence[Row]) -> None:
    """Remembers rows with something in them beyond the last header."""
    width = len(reading.plan.names)
    for number, row in zip(numbers, rows, strict=True):
        if len(row) > width and any(map(is_filled, row[width:])):
            reading.surplus_rows += 1
            if len(reading.surplus) < EXAMPLES:
                reading.surplus.append((number, " ".join(cell.strip() for cell in row[width:] if cell)))


def _note_surplus_columns(reading: SheetReading, batch: ColumnBatch, kept: pa.BooleanArray) -> None:
    filled = pa.nulls(batch.height, pa.bool_()).fill_null(False)
    for column in batch.columns[len(reading.plan.names) :]:
        filled = pc.or_(filled, column.is_valid())
    found = pc.indices_nonzero(pc.and_(filled, kept))
    if len(found):
        rows = batch.rows_at(found)
        _note_surplus(reading, rows.numbers, rows.rows)


def _kept(reading: SheetReading, batch: Batch) -> list[int]:
    """The indexes of the rows that are data; the others are counted as skipped."""
    plan = reading.plan
    keep, skipped = sift(
        numbers=batch.numbers,
        rows=batch.rows,
        header_rows=plan.header_rows,
        names=plan.names,
        key_columns=_key_columns(plan),
    )
    rows_by_number = dict(zip(batch.numbers, batch.rows, strict=True)) if skipped else {}
    for number, why in skipped:
        reading.skipped[why] += 1
        examples = reading.skipped_examples.setdefault(why, [])
        if len(examples) < EXAMPLES and why not in ("blank", "header"):
            text = " ".join(cell.strip() for cell in rows_by_number[number] if cell)
            examples.append((number, text[:60]))
    return keep


def _without_unreadable(reading: SheetReading, rows: pa.Table) -> pa.Table:
    """Spools the rows and returns those that can be used."""
    assert reading.spool is not None
    reading.spool.add(rows)
    if not reading.unreadable:
        return rows
    bad = pa.array([number for number, _ in reading.unreadable], pa.int64())
    return rows.filter(pc.invert(pc.is_in(rows.column("number"), value_set=bad)))


def _key_columns(plan: SheetPlan) -> list[int]:
    kind = KINDS[plan.kind or ""]
    wanted = [f.name for f in kind.fields if f.required] + [name for group in kind.one_of for name in group]
    return [m.column for name in wanted for m in plan.matches if m.field == name]


def _note_short_dates(reading: SheetReading, columns: list[Column], unusual: Mapping[str, Unusual]) -> None:
    """Short dates such as 3/5/26: what all of a column allow together, if one of them is open."""
    for column in columns:
        found = unusual.get(column.key)
        if found is None or column.field.type not in (Type.DAY, Type.MOMENT):
            continue
        allowed, example = reading.open_orders.get(column.key, (_ALL_ORDERS, ""))
        for text in found.texts:
            orders = day_orders(text.split(" ")[0])
            if orders:
                allowed = allowed & orders or allowed
        if found.questions or allowed != _ALL_ORDERS:
            reading.open_orders[column.key] = (allowed, (found.questions or [example])[0] or example)
