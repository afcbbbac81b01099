"""Every figure on every engine: the same rows from DuckDB and from Spark."""

from __future__ import annotations

import datetime as dt
import math
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import sqlglot
from random_group import AS_OF, TODAY, random_files

from liuke.insight.engine.duckdb_engine import DuckDbEngine, StarIncomplete, open_star
from liuke.insight.engine.engine import Engine
from liuke.insight.engine.spark_engine import JavaMissing, SparkEngine, SparkMissing, spark_sql
from liuke.insight.metrics.evaluate import evaluate
from liuke.insight.metrics.resources import evaluate_resources
from liuke.insight.metrics.series import monthly_series
from liuke.insight.star.build import build_star
from liuke.insight.star.schema import STAR
from liuke.insight.star.settings import Plan, StoreFacts

TABLES = tuple(STAR)
STORES = {"东店": StoreFacts(staff=9, area_m2=800, bays=4, open_minutes_per_day=540)}
HAS_SPARK = find_spec("pyspark") is not None


class Listening:
    """An engine that remembers what it was asked and what it said."""

    def __init__(self, engine: Engine) -> None:
        self.name, self._engine = engine.name, engine
        self.said: dict[str, list[tuple[Any, ...]]] = {}

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        if sql not in self.said:
            self.said[sql] = self._engine.rows(sql)
        return self.said[sql]


def everything(engine: Engine) -> list[object]:
    """All that the catalogue, the series and the resources make of a star."""
    series = monthly_series(engine=engine, as_of=AS_OF)
    kpis = evaluate(engine=engine, as_of=AS_OF, falling=frozenset(), default_plan=Plan())
    return [*kpis, *series, *evaluate_resources(engine=engine, as_of=AS_OF, stores=STORES)]


@pytest.fixture(scope="module")
def star(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("group")
    records = random_files(11, cars=400).write(folder / "records")
    build_star(records=records, folder=folder / "star", today=TODAY, as_of=AS_OF)
    return folder / "star"


@pytest.fixture(scope="module")
def duck(star: Path) -> Listening:
    return Listening(DuckDbEngine(open_star(folder=star, tables=TABLES)))


@pytest.fixture(scope="module")
def spark(star: Path) -> Iterator[Listening]:
    if not HAS_SPARK:
        pytest.skip("pyspark is not installed (pip install 'liuke[spark]')")
    try:
        engine = SparkEngine.open(folder=star, tables=TABLES)
    except JavaMissing as missing:
        pytest.skip(str(missing))
    yield Listening(engine)
    engine.close()


def same(one: object, other: object) -> bool:
    """Equal; numbers that were added up in another order may differ in their last digits."""
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-12)
    if isinstance(one, tuple | list) and isinstance(other, tuple | list):
        return len(one) == len(other) and all(same(a, b) for a, b in zip(one, other, strict=True))
    if is_dataclass(one) and is_dataclass(other):
        return all(same(getattr(one, f.name), getattr(other, f.name)) for f in fields(one))
    return one == other and type(one) is type(other)


def test_every_statement_carries_over_to_spark(duck: Listening) -> None:
    everything(duck)
    assert len(duck.said) > 15
    for sql in duck.said:
        carried = spark_sql(sql)
        columns = len(sqlglot.parse_one(sql, read="duckdb").expressions)
        assert len(sqlglot.parse_one(carried, read="spark").expressions) == columns


def test_what_spark_cannot_say_is_an_error_and_no_guess() -> None:
    with pytest.raises(sqlglot.UnsupportedError):
        spark_sql("SELECT arg_min(store, day, 3) FROM visit")


def test_the_random_group_asks_something_of_every_figure(duck: Listening) -> None:
    """A suite over a group in which a figure has no data would prove nothing of it."""
    kpis = [k for k in everything(duck) if hasattr(k, "level")]
    assert not {k.key for k in kpis if k.value is None} - {"complaints_solved_in_time"}


@pytest.mark.slow
def test_every_figure_and_every_row_behind_it_is_the_same_on_spark(duck: Listening, spark: Listening) -> None:
    for ours, theirs in zip(everything(duck), everything(spark), strict=True):
        assert same(ours, theirs), ours
    for sql, rows in duck.said.items():
        ours, theirs = (sorted(said, key=lambda row: str(row[0])) for said in (rows, spark.said[sql]))
        assert same(ours, theirs), sql


@pytest.mark.slow
def test_days_money_and_counts_come_as_the_same_python_types(duck: Listening, spark: Listening) -> None:
    sql = (
        "SELECT min(day), count(*), sum(revenue_fen), sum(wait_minutes), max(arrived_at), bool_or(booked),"
        " min(store) FROM visit"
    )
    assert [type(v) for v in spark.rows(sql)[0]] == [type(v) for v in duck.rows(sql)[0]]
    assert spark.rows(sql)[0][4] == duck.rows(sql)[0][4], (
        "a time of day is local time, whatever the machine's"
    )
    ours, theirs = (
        e.rows("SELECT CAST(1.25 AS DECIMAL(14, 3)), DATE '2024-02-29'")[0] for e in (duck, spark)
    )
    assert theirs == ours == (Decimal("1.250"), dt.date(2024, 2, 29))


@pytest.mark.slow
def test_the_session_ends_and_leaves_nothing_behind(star: Path) -> None:
    """In a process of its own, as a session lives once a process."""
    if not HAS_SPARK:
        pytest.skip("pyspark is not installed (pip install 'liuke[spark]')")
    script = (
        "import sys\nfrom pathlib import Path\n"
        "from liuke.insight.engine.spark_engine import SparkEngine\n"
        "engine = SparkEngine.open(folder=Path(sys.argv[1]), tables=('meta',))\n"
        "print(engine.rows('SELECT count(*) FROM meta'))\n"
        "litter = engine._litter\n"
        "engine.close(); engine.close()\n"
        "print(litter is None or not litter.exists())\n"
    )
    environment = {**os.environ, "LIUKE_SPARK_MASTER": "local-cluster[1,1,1024]"}
    done = subprocess.run(
        [sys.executable, "-c", script, str(star)],
        capture_output=True,
        text=True,
        env=environment,
        timeout=240,
    )
    assert done.stdout.split() == ["[(1,)]", "True"], done.stderr[-2000:]


def test_a_star_without_a_table_is_refused_before_spark_starts(tmp_path: Path) -> None:
    with pytest.raises(StarIncomplete, match="visit"):
        SparkEngine.open(folder=tmp_path, tables=("visit",))


@pytest.mark.skipif(HAS_SPARK, reason="pyspark is installed")
def test_without_pyspark_the_refusal_says_how_to_install_it(star: Path) -> None:
    with pytest.raises(SparkMissing, match=r"pip install 'liuke\[spark\]'"):
        SparkEngine.open(folder=star, tables=TABLES)


@pytest.mark.parametrize(
    ("java", "found"),
    [
        pytest.param(None, "JAVA_HOME=", id="no Java there"),
        pytest.param("openjdk version \\\"11.0.2\\\"", "11.0.2", id="too old"),
        pytest.param("java version \\\"1.8.0_392\\\"", "1.8.0_392", id="older still"),
    ],
)  # fmt: skip
def test_a_missing_or_old_java_is_named(
    java: str | None, found: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from liuke.insight.engine import spark_engine

    if java is not None:
        program = tmp_path / "bin" / "java"
        program.parent.mkdir()
        program.write_text(f'#!/bin/sh\necho "{java}" >&2\n')
        program.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(JavaMissing, match="Java 17") as refused:
        spark_engine._check_java()
    assert found in str(refused.value)
