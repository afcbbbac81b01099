"""Reads one planned sheet into the staging store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from liuke.sheets.cleaning.batch import Column, Unusual, batch_table, find_unusual, write_batch
from liuke.sheets.cleaning.cells import ColumnContext
from liuke.sheets.cleaning.sift import sift
from liuke.sheets.fields.catalogue import KINDS
from liuke.sheets.fields.field import Type
from liuke.sheets.intake.spool import Columns, Spool, turned
from liuke.sheets.reading.model import Batch, SourceFile
from liuke.sheets.recognition.header_words import in_ten_thousands
from liuke.sheets.recognition.sheet_plan import SheetPlan
from liuke.values.moment import DayOrder, day_orders

BATCH_ROWS = 50_000
_ALL_ORDERS: frozenset[DayOrder] = frozenset({"mdy", "dmy", "ymd"})


@dataclass
class SheetReading:
    """What one sheet gave: counts of rows, the skipped ones by reason, short dates that need an order.

    ``open_orders`` maps a field to the day orders all its short dates allow and one example.
    """

    plan: SheetPlan
    number: int
    rows_read: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    skipped_examples: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    unreadable: list[tuple[int, str]] = field(default_factory=list)
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
    columns = _columns(plan)
    if plan.kind is not None:
        reading.spool = Spool(folder / f"raw_{number}.arrow", len(plan.names))
    for batch in source.batches(plan.sheet, size=BATCH_ROWS):
        reading.rows_read += len(batch.rows)
        if reading.spool is None:
            reading.skipped["unrecognised"] += len(batch.rows)
        else:
            _take_batch(connection, reading, columns, batch)
        progress(len(batch.rows))
    if reading.spool is not None:
        reading.spool.close()
    return reading


def _columns(plan: SheetPlan) -> list[Column]:
    if plan.kind is None:
        return []
    kind = KINDS[plan.kind]
    columns = []
    for match in plan.matches:
        name = plan.names[match.column]
        declared = kind.field(match.field)
        context = ColumnContext(
            epoch_1904=plan.epoch_1904,
            day_order=plan.day_orders.get(name),
            ten_thousands=declared.type is Type.YUAN and in_ten_thousands(name),
        )
        columns.append(Column(declared, match.column, match.time_column, context))
    return columns


def _take_batch(
    connection: duckdb.DuckDBPyConnection, reading: SheetReading, columns: list[Column], batch: Batch
) -> None:
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
        if len(examples) < 5 and why not in ("blank", "header"):
            text = " ".join(cell.strip() for cell in rows_by_number[number] if cell)
            examples.append((number, text[:60]))
    if not keep:
        return
    numbers = [batch.numbers[index] for index in keep]
    kept = batch.rows if len(keep) == len(batch.rows) else [batch.rows[index] for index in keep]
    cells = turned(kept, len(plan.names))
    assert reading.spool is not None
    reading.spool.add(numbers, cells)
    if batch.unreadable:
        numbers, cells = _without_unreadable(reading, batch, numbers, cells)
        if not numbers:
            return
    connection.register("batch", batch_table(columns, numbers, [_values(c, cells) for c in columns]))
    unusual = find_unusual(connection, columns)
    _note_short_dates(reading, columns, unusual)
    assert plan.kind is not None
    write_batch(connection, table=plan.kind, file=reading.number, columns=columns, unusual=unusual)
    connection.unregister("batch")


def _key_columns(plan: SheetPlan) -> list[int]:
    kind = KINDS[plan.kind or ""]
    wanted = [f.name for f in kind.fields if f.required] + [name for group in kind.one_of for name in group]
    return [m.column for name in wanted for m in plan.matches if m.field == name]


def _without_unreadable(
    reading: SheetReading, batch: Batch, numbers: list[int], cells: Columns
) -> tuple[list[int], Columns]:
    reading.unreadable += [(n, batch.unreadable[n].value) for n in numbers if n in batch.unreadable]
    good = [index for index, number in enumerate(numbers) if number not in batch.unreadable]
    return [numbers[i] for i in good], [tuple(column[i] for i in good) for column in cells]


def _values(column: Column, cells: Columns) -> tuple[str | None, ...]:
    """The texts of a column, joined with the time of day where that stands in a column of its own."""
    texts = tuple(text or None for text in cells[column.position])
    if column.time_position is None:
        return texts
    times = cells[column.time_position]
    return tuple(
        f"{day.split(' ')[0]} {time.strip()}" if day and time and time.strip() else day
        for day, time in zip(texts, times, strict=True)
    )


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
