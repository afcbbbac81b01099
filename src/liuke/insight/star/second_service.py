"""How many months a car has until its next service, without looking every car up.

Most cars of a group share one plan. Joined to millions of visits are only the cars of which another plan is
known: the join of all cars cost more than all the rest of a statement.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

OF_OTHERS = "(SELECT vin, second_due_months FROM vehicle WHERE second_due_months IS DISTINCT FROM $usual)"
"""The cars whose plan is not the usual one; to be joined from the left by ``vin``, as ``other``."""

MONTHS = "CASE WHEN other.vin IS NULL THEN $usual ELSE other.second_due_months END"
"""Months from one service of the car to the next by its plan; NULL where its plan says nothing."""


def usual_months(connection: duckdb.DuckDBPyConnection) -> int | None:
    """The months to bind as $usual: what most cars have; None without a car that has any.

    >>> import duckdb
    >>> star = duckdb.connect()
    >>> _ = star.execute("CREATE TABLE vehicle AS FROM (VALUES (12), (12), (6)) AS v(second_due_months)")
    >>> usual_months(star)
    12
    """
    row = connection.execute("SELECT mode(second_due_months) FROM vehicle").fetchone()
    return row[0] if row else None
