"""Age in calendar months, as SQL: the same arithmetic as values.period.add_months, without a join."""

from __future__ import annotations


def complete_months(start: str, end: str) -> str:
    """The SQL of the whole calendar months from the day ``start`` to the day ``end`` (start ≤ end).

    It is the largest m with add_months(start, m) ≤ end: 31 January to 29 February 2024 is one month.

    >>> import duckdb
    >>> months = complete_months("DATE '2024-01-31'", "DATE '2024-02-29'")
    >>> duckdb.execute(f"SELECT {months}").fetchone()
    (1,)
    """
    return (
        f"(12 * (year({end}) - year({start})) + month({end}) - month({start})"
        f" - CASE WHEN day({end}) < day({start}) AND {end} <> last_day({end}) THEN 1 ELSE 0 END)"
    )
