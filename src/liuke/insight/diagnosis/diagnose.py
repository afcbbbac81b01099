"""The diagnosis: every figure, cause, risk and value of a star, in one piece."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module

import duckdb

from liuke import __version__
from liuke.insight.churn.assess import assess
from liuke.insight.churn.options import ChurnOptions
from liuke.insight.diagnosis.contract import SCHEMA_VERSION, Diagnosis, Input, ProfitBasis, Quality, Rows
from liuke.insight.diagnosis.first_week import plan_week
from liuke.insight.diagnosis.lists import build_lists, count_rows
from liuke.insight.diagnosis.problems import Worth, find_problems
from liuke.insight.diagnosis.search import begin_search, make_tables, searched
from liuke.insight.engine.duckdb_engine import DuckDbEngine
from liuke.insight.engine.engine import Engine
from liuke.insight.metrics.evaluate import evaluate
from liuke.insight.metrics.explain_absence import explain_absences
from liuke.insight.metrics.findings import Kpi, Series
from liuke.insight.metrics.resources import evaluate_resources
from liuke.insight.metrics.series import falling_keys, monthly_series
from liuke.insight.operations.describe_people import describe_people
from liuke.insight.operations.describe_season import describe_season
from liuke.insight.operations.describe_services import describe_services
from liuke.insight.operations.findings import People, Season, Services
from liuke.insight.retention.describe_retention import describe_retention
from liuke.insight.rfm.grade_owners import grade_owners
from liuke.insight.star.settings import Settings
from liuke.insight.value.options import ValueOptions

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Source:
    """What is known of the files a star was built from; empty for a star that came another way."""

    inputs: Sequence[Input] = ()
    rows: Rows = field(default_factory=lambda: Rows(0, 0, 0, 0, 0, 0))
    quality: Quality = field(default_factory=lambda: Quality([], [], [], [], [], [], 0, []))
    timings: dict[str, float] = field(default_factory=dict)

    def unusable_fields(self) -> dict[str, frozenset[str]]:
        """The fields of each kind of files of which not one row was accepted."""
        usable = {each.kind for each in self.inputs if each.accepted}
        kinds = {(e.file, e.sheet): e.kind for e in self.inputs if e.kind not in {*usable, "unrecognised"}}
        fields: dict[str, set[str]] = {kind: set() for kind in kinds.values()}
        for column in self.quality.mapping:
            kind = kinds.get((column.file, column.sheet))
            if kind is not None and column.field is not None:
                fields[kind].add(column.field)
        return {kind: frozenset(names) for kind, names in fields.items()}


@dataclass(frozen=True)
class Examined:
    """The diagnosis and the statements of its lists, which run on the same connection."""

    diagnosis: Diagnosis
    lists: dict[str, str]


class _Clock:
    """Seconds per step, told as they begin."""

    def __init__(self, timings: dict[str, float], progress: Progress) -> None:
        self.timings = dict(timings)
        self._progress = progress

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        self._progress(name)
        start = time.perf_counter()
        yield
        self.timings[name] = time.perf_counter() - start


def diagnose(
    *, connection: duckdb.DuckDBPyConnection, as_of: dt.date, settings: Settings, source: Source,
    progress: Progress, engine: Engine | None = None,
) -> Examined:  # fmt: skip
    """Examines the star that ``connection`` has as views (see open_star).

    ``engine`` answers the metrics (default: the connection itself); everything statistical runs in DuckDB.
    Empty stars are no error: each part says that it has nothing.
    """
    clock = _Clock(source.timings, progress)
    asked = engine or DuckDbEngine(connection)
    with _libraries_loading(), clock.step("units"):
        tables = make_tables(connection, as_of)
    with begin_search(connection, as_of, tables) as search:
        with clock.step("kpis"):
            kpis, series = _vital_signs(asked, as_of, settings, source)
        with clock.step("retention"):
            retention = describe_retention(connection=connection, as_of=as_of)
        with clock.step("rfm"):
            rfm = grade_owners(connection=connection, as_of=as_of)
        with clock.step("churn"):
            churn, value = assess(connection=connection, as_of=as_of, options=_churn_options(settings))
        with clock.step("operations"):
            season, services, people = _operations(connection, as_of)
        with clock.step("problems"):
            worth = Worth(_owner_yuan(connection), value.point_of_retention_yuan)
            problems, warnings = find_problems(search=search, kpis=kpis, worth=worth)
    with clock.step("lists"):
        phones = source.quality.shared_phones
        lists = build_lists(problems=problems, phones=phones, sleepers=churn.sleepers)
        plan = plan_week(
            problems=problems, churn=churn, rfm=rfm, kpis=kpis, rows=source.rows, phones=phones,
            list_rows=count_rows(connection, lists),
        )  # fmt: skip
    vehicles, owners, stores, basis = _size(connection)
    diagnosis = Diagnosis(
        schema_version=SCHEMA_VERSION, liuke_version=__version__, as_of=as_of, engine=asked.name,
        inputs=list(source.inputs), rows=source.rows, quality=source.quality, vehicles=vehicles,
        owners=owners, stores=stores, profit_basis=basis, kpis=kpis, series=series, retention=retention,
        problems=problems, early_warnings=warnings, searched=searched(tables, as_of),
        rfm=rfm, churn=churn, value=value, season=season,
        services=services, people=people, plan=plan, timings=clock.timings,
    )  # fmt: skip
    return Examined(diagnosis, lists)


@contextmanager
def _libraries_loading() -> Iterator[None]:
    """Imports what the statistics stand on, a second of work, beside the block: DuckDB does not need it."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(_load_libraries)
        yield


def _load_libraries() -> None:
    for library in ("scipy.optimize", "scipy.stats", "sklearn.ensemble"):
        import_module(library)


def _operations(connection: duckdb.DuckDBPyConnection, as_of: dt.date) -> tuple[Season, Services, People]:
    return (
        describe_season(connection=connection, as_of=as_of),
        describe_services(connection=connection, as_of=as_of),
        describe_people(connection=connection, as_of=as_of),
    )


def _vital_signs(
    engine: Engine, as_of: dt.date, settings: Settings, source: Source
) -> tuple[list[Kpi], list[Series]]:
    series = monthly_series(engine=engine, as_of=as_of)
    kpis = evaluate(
        engine=engine,
        as_of=as_of,
        falling=falling_keys(series),
        default_plan=settings.default_plan,
        orders_given=any(each.kind == "work_orders" for each in source.inputs),
    )
    kpis += evaluate_resources(engine=engine, as_of=as_of, stores=settings.stores)
    unusable = source.unusable_fields()
    return explain_absences(
        kpis, engine=engine, as_of=as_of, stores=settings.stores, unusable=unusable
    ), series


def _churn_options(settings: Settings) -> ChurnOptions:
    return ChurnOptions(
        contact_cost_yuan=settings.contact_cost_yuan,
        value=ValueOptions(
            discount_rate=settings.discount_rate,
            margin_rate=settings.margin_rate,
            new_car_margin_yuan=settings.new_car_margin_yuan,
        ),
    )


def _owner_yuan(connection: duckdb.DuckDBPyConnection) -> float:
    """Gross profit that one active car still brings if its owner is kept; else what it brought a year."""
    row = connection.execute(
        "SELECT avg(stake_yuan / probability) FILTER (WHERE active AND probability > 0),"
        " (SELECT sum(profit_12_fen) / 100.0 / nullif(count(*) FILTER (WHERE visits_12 > 0), 0) FROM owner)"
        " FROM scores"
    ).fetchone()
    assert row is not None
    return float(row[0] or row[1] or 0.0)


def _size(connection: duckdb.DuckDBPyConnection) -> tuple[int, int, list[str], ProfitBasis]:
    row = connection.execute(
        "SELECT (SELECT count(*) FROM vehicle), (SELECT count(*) FROM owner), profit_basis FROM meta"
    ).fetchone()
    assert row is not None
    stores = connection.execute(
        "SELECT DISTINCT store FROM (SELECT store FROM vehicle UNION ALL SELECT store FROM visit)"
        " WHERE store IS NOT NULL ORDER BY store"
    ).fetchall()
    return int(row[0]), int(row[1]), [str(store) for (store,) in stores], row[2]
