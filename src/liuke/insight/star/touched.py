"""Which cars and records hang together with rows that changed."""

from __future__ import annotations

import datetime as dt

import duckdb

from liuke.insight.star.steps import run_step

_ONE_STEP_FURTHER = """
INSERT INTO touched
SELECT b FROM edge WHERE a IN (FROM touched) AND b IS NOT NULL
UNION
SELECT a FROM edge WHERE b IN (FROM touched)
EXCEPT FROM touched
"""


def find_touched(connection: duckdb.DuckDBPyConnection, *, old_as_of: dt.date) -> None:
    """Leaves the table ``touched(name)``: VINs, plates, phones, and records as ``appointment 12``.

    What is not touched stands in a star built now as it stood in the last one, cut-off day aside: nothing
    about it changed, and no plate or phone that names it names another car than before.
    """
    connection.execute("SET VARIABLE old_as_of = ?::DATE", [old_as_of])
    run_step(connection, "0_touched")
    while connection.execute(_ONE_STEP_FURTHER).fetchone() != (0,):
        pass
