"""How often the drill-down names the true cause first, beside two rivals on the same cases.

    python bench/drilldown/run.py [--cases 330] [--two 36] [--quiet 120] [--means 36] [--out FILE.json]

Seeded: two runs print the same figures but for the seconds. Needs PYTHONPATH=src from a checkout.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path
from statistics import median

import duckdb
import numpy as np
from cases import FIRST_MONTH, Case, Planted, make_case
from rivals import adtributor, cube_sort
from scipy.stats import norm

from liuke.insight.drilldown.find_changes import find_changes
from liuke.insight.drilldown.findings import SliceChange
from liuke.insight.drilldown.question import Dimension

ASKED = (
    Dimension("series", 0),
    Dimension("model", 1, "series"),
    Dimension("store", 0),
    Dimension("district", 0),
    Dimension("adviser", 2),
    Dimension("energy", 3),
    Dimension("price_band", 3),
    Dimension("vehicle_age", 3),
)
POWER = float(norm.ppf(0.8))
SINGLE = float(norm.ppf(0.95)) + POWER
"""Expected standard errors at which one test of the right slice and month, at 5 %, succeeds in 80 %."""


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    for name, usual in (("cases", 330), ("two", 36), ("quiet", 120), ("means", 36)):
        asked.add_argument(f"--{name}", type=int, default=usual)
    asked.add_argument("--out", type=Path)
    given = asked.parse_args()
    results = {
        "one": [_with_cause(10_000 + i, [i % 3 + 1], "share") for i in range(given.cases)],
        "two": [_with_cause(20_000 + i, [i % 3 + 1, i // 3 % 3 + 1], "share") for i in range(given.two)],
        "means": [_with_cause(30_000 + i, [i % 3 + 1], "mean") for i in range(given.means)],
        "quiet": [_quiet(40_000 + i, "share") for i in range(given.quiet)],
        "quiet_means": [_quiet(50_000 + i, "mean") for i in range(given.means)],
    }
    if given.out:
        given.out.write_text(json.dumps(results, ensure_ascii=False, indent=1))
    report(results)


def report(results: dict[str, list[dict]]) -> None:
    """Prints the tables of docs/benchmarks.md."""
    titles = {"one": "shares, one cause", "two": "shares, two causes", "means": "means, one cause"}
    for key, title in titles.items():
        planted = [r for r in results[key] if r["planted"]]
        if planted:
            print(f"\n== {title}: {len(planted)} cases")
            _report_found(planted)
    for title, key in (("shares", "quiet"), ("means", "quiet_means")):
        quiet = results[key]
        if quiet:
            rang = sum(r["rang"] for r in quiet)
            print(f"\n== no cause, {title}: {rang} of {len(quiet)} ring ({rang / len(quiet):.1%})")
    everything = [r for rows in results.values() for r in rows]
    seconds = [r["seconds"] for r in everything]
    rows = [r["rows"] for r in everything]
    print(f"\nseconds a case: median {median(seconds):.2f}, most {max(seconds):.2f}")
    print(f"rows a case: median {median(rows):,.0f}, most {max(rows):,}")


def _report_found(rows: Sequence[dict]) -> None:
    classes = {
        "visible among all slices (power ≥ 80 % at 5 % ÷ slices)": [r for r in rows if r["z"] >= r["needed"]],
        "visible to one right test (power ≥ 80 % at 5 %)": [r for r in rows if r["z"] >= SINGLE],
        "too small for any test": [r for r in rows if r["z"] < SINGLE],
    }
    print(f"{'':58}{'cases':>6}{'true slice first':>18}{'Adtributor':>12}{'cube: sum':>11}{'cube: fall':>12}")
    for name, some in classes.items():
        _line(name, some)
        for depth in (1, 2, 3):
            _line(f"    {depth} dimension{'s' * (depth > 1)}", [r for r in some if r["depth"] == depth])
    print("by expected standard errors of the change:")
    edges = (0, SINGLE, 4, 5, 6, 8, 12, np.inf)
    for low, high in pairwise(edges):
        _line(f"    {low:.1f} to {high:.1f}", [r for r in rows if low <= r["z"] < high])
    right = [r for r in rows if r["first"]]
    if right:
        errors = [r["onset_error"] for r in right]
        print(f"onset: median error {median(errors)} months, exact in {_share(e == 0 for e in errors)}")
    print(f"an untrue finding, first or later, in {_share(r['untrue'] > 0 for r in rows)}")
    both = [r for r in rows if r["planted"] > 1 and r["least_z"] >= r["needed"]]
    if both:
        share = _share(r["found"] == 2 for r in both)
        print(f"both causes found where both are visible: {share} of {len(both)}")


def _line(name: str, rows: Sequence[dict]) -> None:
    if rows:
        told = [_share(r[key] for r in rows) for key in ("first", "adtributor", "contribution", "fall")]
        print(f"{name:58}{len(rows):6d}{told[0]:>18}{told[1]:>12}{told[2]:>11}{told[3]:>12}")


def _share(of: Iterable[bool]) -> str:
    counted = list(of)
    return f"{sum(counted) / len(counted):.1%}" if counted else "–"


def _with_cause(seed: int, depths: Sequence[int], measure: str) -> dict:
    case = make_case(seed, depths=depths, measure=measure)
    with _loaded(case) as connection:
        found, seconds = _asked(case, connection)
        if not case.causes:
            return {"planted": 0, "seconds": seconds, "rows": len(case.units)}
        strongest = max(case.causes, key=lambda c: c.oracle_z)
        simple = adtributor(connection, strongest.onset, measure)
        cube = cube_sort(connection, strongest.onset)
    matched = [_match(case, change.slice) for change in found]
    first = matched[0] if matched else None
    named = [simple[0] if simple else {}, cube["contribution"], cube["fall"]]
    others = [_match(case, s) is not None for s in named]
    return {
        "seed": seed,
        "planted": len(case.causes),
        "rows": len(case.units),
        "depth": len(strongest.slice),
        "z": strongest.oracle_z,
        "least_z": min(c.oracle_z for c in case.causes),
        "needed": float(norm.isf(0.05 / max(int(cube["slices"]), 1))) + POWER,
        "truth": [asdict(cause) for cause in case.causes],
        "told": [{"slice": c.slice, "onset": c.since_month - FIRST_MONTH, "p": c.p_value} for c in found],
        "first": first is not None,
        "onset_error": abs(found[0].since_month - FIRST_MONTH - first.onset) if first else None,
        "found": len({id(m) for m in matched if m is not None}),
        "untrue": sum(m is None for m in matched),
        "adtributor": others[0],
        "contribution": others[1],
        "fall": others[2],
        "seconds": seconds,
    }


def _quiet(seed: int, measure: str) -> dict:
    case = make_case(seed, depths=[], measure=measure)
    with _loaded(case) as connection:
        found, seconds = _asked(case, connection)
    told = [{"slice": c.slice, "p": c.p_value} for c in found]
    return {"seed": seed, "rang": bool(found), "told": told, "seconds": seconds, "rows": len(case.units)}


def _loaded(case: Case) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    connection.register("raw", case.units)
    connection.execute("CREATE TABLE u AS SELECT * FROM raw")
    return connection


def _asked(case: Case, connection: duckdb.DuckDBPyConnection) -> tuple[list[SliceChange], float]:
    start = time.perf_counter()
    found = find_changes(
        connection=connection,
        table="u",
        dimensions=ASKED,
        measure="mean" if case.measure == "mean" else "share",
        worse="lower",
        last_month=case.last_month,
    )
    return found, time.perf_counter() - start


def _match(case: Case, told: dict[str, str]) -> Planted | None:
    """The cause a slice names: by its own name, or by one no longer that counts (98 %) the same units."""
    for cause in case.causes:
        if told == cause.slice:
            return cause
        if len(told) <= len(cause.slice):
            inside, true = _mask(case, told), _mask(case, cause.slice)
            if (inside & true).sum() >= 0.98 * (inside | true).sum():
                return cause
    return None


def _mask(case: Case, named: dict[str, str]) -> np.ndarray:
    mask = np.ones(len(case.units), dtype=bool)
    for name, value in named.items():
        mask &= (case.units[name] == value).to_numpy()
    return mask


if __name__ == "__main__":
    main()
