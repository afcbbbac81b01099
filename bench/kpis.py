"""Each figure against the bare scan of its columns, hand-written DuckDB SQL, PostgreSQL and pandas.

python -m bench kpis
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median
from typing import Any

import duckdb
import sqlglot
from bench.figures import Chapter, Figure
from bench.hand_sql import HAND
from bench.in_pandas import PANDAS, load_frames
from bench.in_postgres import PostgresMissingError, postgres_of
from bench.measure import best, timed
from bench.star_maker import AS_OF, star_of
from sqlglot import exp

from liuke.insight.engine.duckdb_engine import DuckDbEngine, open_star
from liuke.insight.metrics.catalogue import METRICS
from liuke.insight.metrics.evaluate import evaluate, statements
from liuke.insight.metrics.metric import Metric, Span
from liuke.insight.star.schema import STAR
from liuke.insight.star.settings import Plan

VISITS = 1_000_000
TIMES = 9
LEAST_SECONDS, MOST_ROUNDS = 2.0, 90
"""Statements of milliseconds take more rounds: one interruption is as long as they are."""
_LOOKS = {
    "VARCHAR": "max(strlen({0}))", "BOOLEAN": "count_if({0})", "DATE": "max({0} + 0)",
    "TIMESTAMP": "max({0} + INTERVAL 1 SECOND)",
}  # fmt: skip
"""The cheapest look at every value; a bare max would be answered from the statistics of the file."""

Answer = tuple[float, float]


@dataclass
class _Turns:
    """The rounds of one rival: its least seconds, and the processor time of each."""

    least_seconds: float = math.inf
    busy: list[float] = field(default_factory=list)

    def over(self, other: _Turns) -> float:
        """The median over the rounds of its processor time by that of ``other`` in the same round.

        Most figures take milliseconds: on a machine that others use, only their processor time can be
        compared, and the least of it is one lucky round, of the one as of the other.
        """
        return median(mine / its for mine, its in zip(self.busy, other.busy, strict=True))


def asked_of(metric: Metric) -> list[str]:
    """What the platform asks for one figure in one window, its numerator before its denominator."""
    span = Span.of(AS_OF, 0, shift_months=metric.shift_months)
    alone = replace(metric, requires=None)
    return [sql for sql, _ in statements(metrics=[alone], spans={metric.key: [span]})]


def bare_scans(asked: Sequence[str]) -> list[str]:
    """The same columns read to the end and looked at once: what the file format allows at best."""
    scans = []
    for sql in asked:
        tree = sqlglot.parse_one(sql, read="duckdb")
        columns = sorted({column.name for column in tree.find_all(exp.Column)})
        table = tree.find(exp.Table)
        assert table is not None
        types = {c.name: c.type for c in STAR[table.name].columns}
        seen = [_LOOKS.get(types[c], "sum({0})").format(c) for c in columns]
        scans.append(f"SELECT {', '.join(seen)} FROM {table.name}")
    return scans


def run(*, visits: int = VISITS, with_lines: float = 0.6) -> Chapter:
    """All figures of one star; every rival must give the same answer. Beyond 1 M visits only DuckDB's."""
    folder = star_of(visits=visits, with_lines=with_lines)
    connection = open_star(folder=folder, tables=tuple(STAR))
    ours: dict[str, float] = {}
    hands: list[float] = []
    ratios: list[tuple[str, float, float]] = []
    for key, metric in METRICS.items():
        asked = asked_of(metric)
        _same(key, _answer(connection, asked), _answer(connection, [HAND[key]]))
        scan, hand, mine = _in_turns(connection, [bare_scans(asked), [HAND[key]], asked])
        ours[key] = mine.least_seconds
        hands.append(hand.least_seconds)
        ratios.append((key, mine.over(scan), mine.over(hand)))
    together = best(lambda: _evaluated(connection), times=TIMES)
    rows = [
        Figure(f"{len(ours)} figures of {visits:,} visits, one by one", sum(ours.values()), "s"),
        Figure("the same, hand-written", sum(hands), "s"),
        Figure(
            "the same as the platform asks them: in one go, with the year before and the traffic lights",
            together, "s",
        ),
    ]  # fmt: skip
    for what, goal, place in (("bare scan of its columns", "≤ 5", 1), ("hand-written SQL", "≤ 1.3", 2)):
        worst = max(ratios, key=lambda r: r[place])
        middle = median(r[place] for r in ratios)
        rows.append(
            Figure(
                f"slowest figure ÷ {what}, processor time",
                worst[place],
                "×",
                goal,
                f"{worst[0]}; median {middle:.2f}",
            )
        )
    if visits <= VISITS:
        rows += _rivals(folder, connection, ours)
    key = "kpis" if visits <= VISITS else "kpis_full"
    return Chapter(key, f"Vital signs of {visits:,} visits", f"python -m bench {key}", rows)


def _evaluated(connection: duckdb.DuckDBPyConnection) -> object:
    return evaluate(engine=DuckDbEngine(connection), as_of=AS_OF, falling=frozenset(), default_plan=Plan())


def _in_turns(connection: duckdb.DuckDBPyConnection, rivals: Sequence[Sequence[str]]) -> list[_Turns]:
    """Several rounds of all rivals. Each is first in one of them as often as any other.

    What runs directly after another pays for the threads that one leaves behind.
    """
    turns = [_Turns() for _ in rivals]
    spent, rounds = 0.0, 0
    while rounds < TIMES or (spent < LEAST_SECONDS and rounds < MOST_ROUNDS):
        for step in range(len(rivals)):
            place = (rounds + step) % len(rivals)
            seconds, busy = timed(lambda place=place: _ask(connection, rivals[place]))
            turns[place].least_seconds = min(turns[place].least_seconds, seconds)
            turns[place].busy.append(busy)
            spent += seconds
        rounds += 1
    return turns


def _ask(connection: duckdb.DuckDBPyConnection, asked: Sequence[str]) -> list[Any]:
    return [value for sql in asked for value in (connection.execute(sql).fetchone() or ())]


def _answer(connection: duckdb.DuckDBPyConnection, asked: Sequence[str]) -> Answer:
    return _pair(_ask(connection, asked))


def _pair(values: Sequence[Any]) -> Answer:
    numbers = [float(value or 0) for value in values]
    return numbers[0], numbers[1] if len(numbers) > 1 else 0.0


def _same(key: str, ours: Answer, theirs: Answer) -> None:
    if not all(math.isclose(a, b, rel_tol=1e-9) for a, b in zip(ours, theirs, strict=True)):
        raise AssertionError(f"{key}: {ours} against {theirs}")


def _rivals(folder: Path, connection: duckdb.DuckDBPyConnection, ours: Mapping[str, float]) -> list[Figure]:
    """pandas over frames in memory and PostgreSQL over loaded tables, on the figures written for pandas."""
    mine = {key: _answer(connection, asked_of(METRICS[key])) for key in PANDAS}
    total = sum(ours[key] for key in PANDAS)
    rows = [Figure(f"{len(PANDAS)} figures: Liuke from Parquet", total, "s")]
    frames, loading = load_frames(folder)
    seconds = 0.0
    for key, work in PANDAS.items():
        _same(key, mine[key], _pair(work(frames)))
        seconds += best(lambda work=work: work(frames), times=3)
    rows.append(
        Figure("the same: pandas from memory", seconds, "s", note=f"loading the frames {loading:.1f} s")
    )
    try:
        with postgres_of(folder) as server:
            seconds = 0.0
            for key in PANDAS:
                asked = asked_of(METRICS[key])
                answer, took = server.ask(asked, times=3)
                _same(key, mine[key], _pair(answer))
                seconds += took
            rows.append(
                Figure(
                    "the same: PostgreSQL",
                    seconds,
                    "s",
                    note=f"{server.version}; loading {server.loading:.0f} s",
                )
            )
    except PostgresMissingError as absent:
        print(f"PostgreSQL left out: {absent}")
    return rows
