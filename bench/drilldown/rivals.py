"""What the drill-down is measured against. Both are told the onset; the drill-down has to find it."""

from __future__ import annotations

from itertools import combinations

import duckdb
import numpy as np
import pandas as pd
from cases import DIMENSIONS, FIRST_MONTH

PART, WHOLE = 0.1, 0.67
"""Adtributor's thresholds: least explanatory power of an element, and of a set of elements."""

LEAST_UNITS = 30


def adtributor(connection: duckdb.DuckDBPyConnection, onset: int, measure: str) -> list[dict[str, str]]:
    """Single-dimension root causes by explanatory power and surprise (Bhagwan et al., NSDI 2014).

    Measured are the units that failed (means: the sum) since the onset, expected are those that would have
    with the element's own earlier rate: so a changed mix, which the method itself takes for a cause, does not
    mislead it. The dimension with the most surprise wins; its elements come in the order of their surprise.
    """
    counted = "sum(units) - sum(value)" if measure == "share" else "sum(value)"
    late = f"month >= {FIRST_MONTH + onset}"
    candidates = []
    for name in DIMENSIONS:
        table = connection.execute(
            f"""WITH sides AS (SELECT {name} AS v, {late} AS late, sum(units) AS n, {counted} AS m
                               FROM u WHERE {name} IS NOT NULL GROUP BY ALL)
                SELECT now.v, now.m AS actual, now.n * past.m / past.n AS expected
                FROM sides AS now JOIN sides AS past USING (v) WHERE now.late AND NOT past.late ORDER BY 1"""
        ).df()
        moved = (table["actual"] - table["expected"]).to_numpy()
        if abs(moved.sum()) < 1e-9:
            continue
        surprise = _surprise(table)
        chosen, explained = [], 0.0
        for i in np.argsort(-surprise, kind="stable"):
            power = moved[i] / moved.sum()
            if power > PART:
                chosen.append(i)
                explained += power
            if explained > WHOLE:
                candidates.append(
                    (float(surprise[chosen].sum()), [{name: str(table["v"][i])} for i in chosen])
                )
                break
    return max(candidates, key=lambda c: c[0])[1] if candidates else []


def _surprise(table: pd.DataFrame) -> np.ndarray:
    """Jensen–Shannon divergence of each element's part of the total, expected and actual."""
    p = (table["expected"] / table["expected"].sum()).to_numpy()
    q = (table["actual"] / table["actual"].sum()).to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        first = np.where(p > 0, p * np.log(2 * p / (p + q)), 0.0)
        second = np.where(q > 0, q * np.log(2 * q / (p + q)), 0.0)
    return np.asarray(0.5 * (first + second))


def cube_sort(connection: duckdb.DuckDBPyConnection, onset: int) -> dict[str, object]:
    """Every slice of one to three dimensions with 30 units on both sides, sorted.

    ``contribution``: units since × fall of the rate, the largest; ``fall``: the deepest fall of the rate;
    ``slices``: how many there are.
    """
    groups = [g for size in (1, 2, 3) for g in combinations(DIMENSIONS, size)]
    sets = ", ".join("(" + ", ".join(g) + ")" for g in groups)
    known = " AND ".join(f"({name} IS NOT NULL OR grouping({name}) = 1)" for name in DIMENSIONS)
    late = f"month >= {FIRST_MONTH + onset}"
    cube = f"""
        SELECT {", ".join(DIMENSIONS)},
               sum(units) FILTER ({late}) AS now, sum(units) FILTER (NOT {late}) AS past,
               sum(value) FILTER (NOT {late}) / past - sum(value) FILTER ({late}) / now AS fall
        FROM u GROUP BY GROUPING SETS ({sets})
        HAVING {known} AND now >= {LEAST_UNITS} AND past >= {LEAST_UNITS}"""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE cube AS {cube}")
    count = connection.execute("SELECT count(*) FROM cube").fetchone()
    first = {
        by: connection.execute(f"SELECT * FROM cube ORDER BY {key} DESC LIMIT 1").df().iloc[0]
        for by, key in (("contribution", "fall * now"), ("fall", "fall"))
    }
    named = {by: {n: str(row[n]) for n in DIMENSIONS if not pd.isna(row[n])} for by, row in first.items()}
    return {**named, "slices": count[0] if count else 0}
