"""Every figure's units, searched for changes while the diagnosis goes on with something else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from liuke.insight.diagnosis.contract import Searched
from liuke.insight.diagnosis.sample import take_sample
from liuke.insight.diagnosis.units import HISTORY_MONTHS, UNITS, Units, estimate_units, make_units
from liuke.insight.drilldown.find_changes import find_changes
from liuke.insight.drilldown.findings import SliceChange
from liuke.insight.drilldown.question import Dimension, Options

MOST = 3
"""Problems told at once; more are not worked on in a week."""

LEAST_UNITS = 150
"""A figure with fewer units in all is not searched."""

SEARCHED_UNITS = 80_000
"""Of a figure with more units a sample of the cars is searched; what it finds is measured on all of them."""

FALSE_ALARMS = 0.05
"""Probability that files without a cause make any problem at all, over all figures together."""

AT_ONCE = 2
"""Figures searched side by side: each holds its units in memory."""


@dataclass(frozen=True)
class Table:
    """The units searched of one figure: ``scale`` is how many units each stands for, ``dimensions`` what they
    are cut by."""

    rows: pa.Table
    scale: float
    dimensions: Sequence[Dimension]


@dataclass(frozen=True)
class Search:
    """The figures with enough units, and the changes of each, which may still be looked for."""

    connection: duckdb.DuckDBPyConnection
    as_of: dt.date
    options: Options
    tables: Mapping[Units, Table]
    changes: Mapping[Units, Future[list[SliceChange]]]


@contextmanager
def begin_search(
    connection: duckdb.DuckDBPyConnection, as_of: dt.date, tables: Mapping[Units, Table]
) -> Iterator[Search]:
    """Has the figures searched beside whatever the block does, and waits for the search at its end.

    They are searched side by side, in a database of their own. Their matrices are small, and a numerical
    library that shares one out among processors only makes them wait. When the block fails, only those
    that have begun are waited for.
    """
    options = Options(
        false_alarms=FALSE_ALARMS / max(1, len(tables)), most=MOST, history_months=HISTORY_MONTHS
    )
    with (
        threadpool_limits(limits=1, user_api="blas"),
        duckdb.connect(config={"threads": 1}) as apart,
        ThreadPoolExecutor(AT_ONCE) as pool,
    ):
        changes = {
            units: pool.submit(_changes, apart.cursor(), units, table, as_of, options)
            for units, table in tables.items()
        }
        try:
            yield Search(connection, as_of, options, tables, changes)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def make_tables(connection: duckdb.DuckDBPyConnection, as_of: dt.date) -> dict[Units, Table]:
    """Makes the units of every figure that has enough of them, in ``connection`` too (see make_units)."""
    shares = {
        units: min(1.0, SEARCHED_UNITS / max(1, estimate_units(connection, units, as_of)))
        for units in UNITS.values()
    }
    by_table: dict[str, float] = {}
    for units, share in shares.items():
        by_table[units.rows] = max(share, by_table.get(units.rows, 0.0))
    take_sample(connection, by_table, min(units.first_month(as_of) for units in shares))
    tables: dict[Units, Table] = {}
    for units, share in shares.items():
        rows = make_units(connection, units, as_of, share=share)
        if rows.num_rows >= LEAST_UNITS:
            tables[units] = Table(rows, 1 / share, _dimensions(units, rows))
    return tables


def searched(tables: Mapping[Units, Table], as_of: dt.date) -> Searched:
    """The figures whose units reach over months enough to see a change in."""
    least = Options().months_before + Options().months_after
    long = [units for units, table in tables.items() if _months(units, table, as_of) >= least]
    return Searched([u.kpi for u in long if not u.early], [u.kpi for u in long if u.early])


def _months(units: Units, table: Table, as_of: dt.date) -> int:
    """From the first month with a unit to the latest that is mature."""
    return int(units.last_month(as_of) - pc.min(table.rows["month"]).as_py() + 1)


def _dimensions(units: Units, rows: pa.Table) -> list[Dimension]:
    """The dimensions that have at least two values here; a parent that has not is dropped."""
    kept = [d for d in units.dimensions if pc.count_distinct(rows[d.name], mode="only_valid").as_py() > 1]
    names = {d.name for d in kept}
    return [d if d.parent in names else replace(d, parent=None) for d in kept]


def _changes(
    connection: duckdb.DuckDBPyConnection, units: Units, table: Table, as_of: dt.date, options: Options
) -> list[SliceChange]:
    connection.register(units.table, table.rows)
    return find_changes(
        connection=connection,
        table=units.table,
        dimensions=table.dimensions,
        measure=units.measure,
        worse=units.worse,
        last_month=units.last_month(as_of),
        options=options,
    )
