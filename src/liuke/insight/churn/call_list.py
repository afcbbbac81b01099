"""The list to call from: the cars at risk, gravest first, each with its reasons."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from liuke.insight.churn.findings import AtRisk, ReasonCount, RiskBand
from liuke.insight.churn.learning import Learned, RuleOfThumb
from liuke.insight.churn.options import ChurnOptions
from liuke.insight.churn.reasons import NamedReason, find_reasons, overdue_only
from liuke.insight.churn.scores import Scored, write_reasons

if TYPE_CHECKING:
    import duckdb

BAND_EDGES = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)


def risk_bands(scored: Scored) -> list[RiskBand]:
    """The cars still ours by probability."""
    probability, stake = scored.probability[scored.ours], scored.stake_yuan[scored.ours]
    band = np.clip(np.searchsorted(BAND_EDGES, probability, side="right") - 1, 0, len(BAND_EDGES) - 2)
    cars = np.bincount(band, minlength=len(BAND_EDGES) - 1)
    yuan = np.bincount(band, stake, len(BAND_EDGES) - 1)
    return [
        RiskBand(low, high, int(cars[i]), float(yuan[i]))
        for i, (low, high) in enumerate(pairwise(BAND_EDGES))
    ]


def list_cars(
    *,
    connection: duckdb.DuckDBPyConnection,
    scored: Scored,
    judge: Learned | RuleOfThumb,
    options: ChurnOptions,
) -> tuple[list[AtRisk], list[ReasonCount]]:
    """Returns the cars shown, by value at stake, and how often each reason is given among all listed.

    Makes ``score_reasons`` for all listed cars. Needs the table ``scores``.
    """
    worth_listing = scored.ours & (scored.probability >= options.at_risk_from)
    # Ties by VIN (the order of the rows), so that two runs list the same cars.
    order = np.argsort(-scored.stake_yuan, kind="stable")
    listed = order[worth_listing[order]][: options.listed_vehicles]
    cars = scored.cars.take(listed)
    vins = cars.table["vin"].to_pylist()
    if isinstance(judge, Learned):
        open_complaint = np.isin(vins, _with_open_complaint(connection))
        reasons = find_reasons(
            cars=cars,
            model=judge.model,
            probability=scored.probability[listed],
            open_complaint=open_complaint,
        )
    else:
        reasons = overdue_only(cars)
    write_reasons(connection=connection, vins=vins, reasons=reasons)
    stake = scored.stake_yuan[listed].tolist()
    by_vin = dict(zip(vins[: options.shown_vehicles], reasons, strict=False))
    return _describe(connection, by_vin), _count(reasons, stake)


def _with_open_complaint(connection: duckdb.DuckDBPyConnection) -> list[str]:
    rows = connection.execute("SELECT DISTINCT vin FROM complaint WHERE NOT solved AND vin IS NOT NULL")
    return [vin for (vin,) in rows.fetchall()]


def _describe(connection: duckdb.DuckDBPyConnection, reasons: dict[str, list[NamedReason]]) -> list[AtRisk]:
    rows = connection.execute(
        """
        SELECT s.vin, v.owner, o.name, o.phone, v.plate, coalesce(s.store, v.store), s.adviser, v.series,
            s.contact_day, s.due_day, s.overdue_days, s.hazard, s.probability, s.stake_yuan
        FROM scores AS s
        JOIN (SELECT unnest($vins::VARCHAR[]) AS vin) USING (vin)
        JOIN vehicle AS v USING (vin)
        LEFT JOIN owner AS o USING (owner)
        ORDER BY s.stake_yuan DESC, s.vin
        """,
        {"vins": list(reasons)},
    ).fetchall()
    return [AtRisk(*(*row, [(reason.code, reason.figures) for reason in reasons[row[0]]])) for row in rows]


def _count(reasons: list[list[NamedReason]], stake_yuan: list[float]) -> list[ReasonCount]:
    cars: dict[str, int] = defaultdict(int)
    yuan: dict[str, float] = defaultdict(float)
    for named, stake in zip(reasons, stake_yuan, strict=True):
        for reason in named:
            cars[reason.code] += 1
            yuan[reason.code] += stake
    counts = [ReasonCount(code, cars[code], yuan[code]) for code in cars]
    return sorted(counts, key=lambda count: (-count.vehicles, count.code))
