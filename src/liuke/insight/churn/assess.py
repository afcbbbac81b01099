"""Who is leaving, and what the cars are worth: the one door to this package."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from liuke.insight.churn.backtest import plain_error, run_backtest, still_ours, why_not
from liuke.insight.churn.call_list import list_cars, risk_bands
from liuke.insight.churn.cars import Cars, read_cars
from liuke.insight.churn.features import (
    EVERYBODY,
    LONGEST_LOOKBACK_MONTHS,
    Cutoff,
    count_served,
    sample_visits,
)
from liuke.insight.churn.findings import Backtest, Churn
from liuke.insight.churn.learning import Learned, RuleOfThumb
from liuke.insight.churn.options import ChurnOptions
from liuke.insight.churn.schedule import (
    SHORTEST_HISTORY_MONTHS,
    Schedule,
    history_months,
    plan_schedule,
)
from liuke.insight.churn.scores import Scored, write_scores
from liuke.insight.churn.sleepers import find_sleepers
from liuke.insight.value.findings import Value
from liuke.insight.value.simple_value import simple_value_of_files
from liuke.insight.value.statistical_value import summarise_values
from liuke.values.period import add_months

if TYPE_CHECKING:
    import duckdb


SERVED_TABLE = "churn_served"


@dataclass(frozen=True)
class Study:
    """What the past taught, and how well it was proved."""

    judge: Learned | RuleOfThumb
    lookback_months: int = LONGEST_LOOKBACK_MONTHS
    backtest: Backtest | None = None
    plain_error: float | None = None
    why_not: str | None = None
    served: str | None = None


def assess(
    *, connection: duckdb.DuckDBPyConnection, as_of: dt.date, options: ChurnOptions | None = None
) -> tuple[Churn, Value]:
    """Scores every car, lists those at risk, proves the model on the latest 12 months, values the cars.

    ``connection`` has the star's tables as views (schema.STAR). Left behind in it: the temporary tables
    ``scores`` (see write_scores) and ``score_reasons`` (see write_reasons). Money in yuan. Nothing is
    refused: where the files cannot prove the model, ``backtest`` is None, ``why_not`` says why (no_visits,
    history_too_short, too_few_cars, one_outcome, not_better_than_overdue), and the scores are a rule of
    thumb.

    >>> import datetime as dt, duckdb
    >>> from liuke.insight.star.schema import STAR
    >>> connection = duckdb.connect()
    >>> for table in STAR.values():
    ...     columns = ", ".join(f"{column.name} {column.type}" for column in table.columns)
    ...     _ = connection.execute(f"CREATE TABLE {table.name} ({columns})")
    >>> churn, value = assess(connection=connection, as_of=dt.date(2024, 10, 1))
    >>> churn.why_not, churn.vehicles_scored, value.active_vehicles
    ('no_visits', 0, 0)
    """
    options = options or ChurnOptions()
    history = history_months(connection=connection, as_of=as_of)
    study = _study(connection, as_of, history, options)
    scored = _score(connection, as_of, study, options)
    connection.execute(f"DROP TABLE IF EXISTS {SERVED_TABLE}")
    write_scores(connection=connection, scored=scored)
    at_risk, reasons = list_cars(connection=connection, scored=scored, judge=study.judge, options=options)
    sleepers = find_sleepers(
        connection=connection,
        as_of=as_of,
        history=history or 0,
        contact_cost_yuan=options.contact_cost_yuan,
    )
    churn = Churn(
        backtest=study.backtest,
        why_not=study.why_not,
        vehicles_scored=len(scored.cars),
        vehicles_active=int(scored.ours.sum()),
        expected_leavers=float(scored.probability[scored.ours].sum()),
        stake_yuan=float(scored.stake_yuan.sum()),
        bands=risk_bands(scored),
        reasons=reasons,
        at_risk=at_risk,
        sleepers=sleepers,
    )
    return churn, _value(connection, as_of, scored, study, options)


def _study(
    connection: duckdb.DuckDBPyConnection, as_of: dt.date, history: int | None, options: ChurnOptions
) -> Study:
    if history is None or history < SHORTEST_HISTORY_MONTHS:
        return Study(RuleOfThumb(), why_not="no_visits" if history is None else "history_too_short")
    vehicles = _count_vehicles(connection)
    sample = min(vehicles, options.sample_vehicles)
    schedule = plan_schedule(as_of=as_of, history=history, vehicles=sample)
    days = _labelled_days(connection, schedule, vehicles, options)
    before = [days[day] for day in schedule.learn_for_test]
    tested = still_ours(days[schedule.test], options)
    code = why_not(learned_from=before, tested=tested)
    if code is not None:
        return Study(RuleOfThumb(), why_not=code)
    backtest = run_backtest(learned_from=before, tested=tested, options=options)
    if backtest.auc <= backtest.baseline.auc:
        return Study(RuleOfThumb(), why_not="not_better_than_overdue")
    return Study(
        Learned.from_days(labelled=[days[day] for day in schedule.learn], options=options),
        schedule.lookback_months,
        backtest,
        plain_error(connection=connection, tested=tested, options=options),
        served=SERVED_TABLE,
    )


def _labelled_days(
    connection: duckdb.DuckDBPyConnection, schedule: Schedule, vehicles: int, options: ChurnOptions
) -> dict[dt.date, Cars]:
    days = sorted({*schedule.learn, *schedule.learn_for_test})
    sampled = Cutoff(
        days[0],
        schedule.lookback_months,
        per_million=_per_million(options.sample_vehicles, vehicles),
        seed=options.seed,
        visits="churn_visit",
        peers_per_million=_per_million(options.peer_vehicles, vehicles),
        served=SERVED_TABLE,
    )
    sample_visits(connection=connection, earliest=sampled)
    count_served(connection=connection, cutoffs=[*days, schedule.as_of], sampled=sampled)
    cars = {
        day: read_cars(connection=connection, cutoff=replace(sampled, day=day), with_outcome=True)
        for day in days
    }
    connection.execute(f"DROP TABLE {sampled.visits}")
    return cars


def _count_vehicles(connection: duckdb.DuckDBPyConnection) -> int:
    row = connection.execute("SELECT count(*) FROM vehicle").fetchone()
    return int(row[0]) if row else 0


def _per_million(wanted: int, vehicles: int) -> int:
    return min(EVERYBODY, round(EVERYBODY * wanted / max(vehicles, 1)))


def _score(
    connection: duckdb.DuckDBPyConnection, as_of: dt.date, study: Study, options: ChurnOptions
) -> Scored:
    cutoff = Cutoff(
        as_of,
        study.lookback_months,
        seed=options.seed,
        peers_per_million=_per_million(options.peer_vehicles, _count_vehicles(connection)),
        served=study.served,
    )
    cars = read_cars(connection=connection, cutoff=cutoff, with_outcome=False)
    probability = study.judge.probability(cars)
    values = study.judge.values(cars, probability)
    ours = cars.seen_since(add_months(as_of, -options.active_months))
    return Scored(cars, probability, values, ours, np.where(ours, probability * values.if_kept, 0.0))


def _value(
    connection: duckdb.DuckDBPyConnection,
    as_of: dt.date,
    scored: Scored,
    study: Study,
    options: ChurnOptions,
) -> Value:
    active = scored.cars.seen_since(add_months(as_of, -12))
    learned = study.backtest is not None
    return Value(
        simple=simple_value_of_files(connection=connection, as_of=as_of, options=options.value),
        statistical=summarise_values(
            expected_yuan=scored.values.expected[scored.ours],
            options=options.value,
            error=study.backtest.value_error if study.backtest else None,
            plain_error=study.plain_error,
        )
        if learned
        else None,
        point_of_retention_yuan=float(scored.values.of_a_point[active].sum()) if learned else None,
        active_vehicles=int(active.sum()),
    )
