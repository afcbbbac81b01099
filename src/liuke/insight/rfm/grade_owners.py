"""Grades every owner by recency, frequency and spend (RFM 分级), and tells who the most valuable ones are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from liuke.insight.rfm.calibrate import OwnerFigures, calibrate
from liuke.insight.rfm.findings import Calibrated, Mark, Rfm, Thresholds, Tier, Tiers
from liuke.insight.rfm.marks import find_marks
from liuke.insight.rfm.profit_spread import profit_spread
from liuke.insight.rfm.tiers import GRADES, PRACTISED, points_sql, tier_sql

if TYPE_CHECKING:
    import duckdb

_FIFTH = 5


def grade_owners(
    *, connection: duckdb.DuckDBPyConnection, as_of: dt.date, thresholds: Thresholds = PRACTISED
) -> Rfm:
    """Grades every row of ``owner``; ``as_of`` is the cut-off day of the star.

    R is as_of − the day of the last visit, F the visits and M the owner-paid yuan of the latest 12 months,
    all kinds of visits. Also makes the temporary table ``owner_grade`` (owner, r, f, m, score, tier,
    calibrated_tier) for lists. Profit is that of the latest 12 months on the star's profit basis; its shares
    are None where the total is not above zero.

    >>> import duckdb
    >>> star = duckdb.connect()
    >>> _ = star.execute('''CREATE TABLE owner AS FROM (VALUES
    ...     ('Lin', DATE '2024-09-20', 9, 2500000, 900000, 1, NULL), ('Mei', NULL, 0, 0, 0, 1, NULL))
    ...     AS o(owner, last_visit_day, visits_12, spend_12_fen, profit_12_fen, vehicles, channel)''')
    >>> from liuke.insight.star.schema import STAR
    >>> for table in ("vehicle", "visit"):
    ...     columns = ", ".join(f"{c.name} {c.type}" for c in STAR[table].columns)
    ...     _ = star.execute(f"CREATE TABLE {table} ({columns})")
    >>> found = grade_owners(connection=star, as_of=dt.date(2024, 10, 1))
    >>> found.tiers.vip.owners, found.tiers.vip.profit_share, found.tiers.sleeping.owners
    (1, 1.0, 1)
    >>> star.execute("FROM owner_grade").fetchall()
    [('Lin', 5, 5, 5, 15, 'vip', 'important'), ('Mei', 1, 1, 1, 3, 'sleeping', 'sleeping')]
    """
    figures = connection.execute(_FIGURES, {"as_of": as_of}).fetchnumpy()
    profit = figures["profit_12_fen"]
    fitted = calibrate(owners=_who_came(figures), fallback=thresholds)
    connection.execute(_graded(thresholds, fitted), {"as_of": as_of})
    spread = profit_spread(profit)
    sums = connection.execute(_SUMS).fetchall()
    return Rfm(
        thresholds=thresholds,
        tiers=Tiers(**_tiers([(tier, owners, fen) for tier, _, owners, fen in sums])),
        calibrated=Calibrated(fitted, **_tiers([(tier, owners, fen) for _, tier, owners, fen in sums])),
        owners=len(profit),
        top_fifth_profit_share=spread.top_fifth_share if spread else None,
        marks=_marks(connection, as_of, profit),
        lorenz=spread.lorenz if spread else [],
        gini=spread.gini if spread else None,
    )


def _who_came(figures: dict[str, Any]) -> OwnerFigures:
    days = np.ma.filled(np.ma.asarray(figures["days"], dtype=np.int64), -1)
    came = days >= 0
    visits, spend, profit = (figures[name][came] for name in ("visits_12", "spend_12_fen", "profit_12_fen"))
    return OwnerFigures(days[came], visits, spend, profit, never=int(np.sum(~came)))


def _graded(thresholds: Thresholds, fitted: Thresholds) -> str:
    r, f, m = points_sql(thresholds)
    return f"""
        CREATE OR REPLACE TEMP TABLE owner_grade AS
        SELECT owner, r, f, m, score,
            {tier_sql("score")} AS tier, {tier_sql("fitted_score")} AS calibrated_tier
        FROM (
            SELECT owner, {r} AS r, {f} AS f, {m} AS m, r + f + m AS score,
                {" + ".join(points_sql(fitted))} AS fitted_score
            FROM owner
        )
    """


def _tiers(sums: Sequence[tuple[str, int, int]]) -> dict[str, Tier]:
    """Grades from (grade, owners, profit in fen), where a grade may come several times."""
    all_owners = sum(owners for _, owners, _ in sums)
    all_profit = sum(fen for _, _, fen in sums)
    tiers = {}
    for name, grade in GRADES.items():
        owners = sum(count for tier, count, _ in sums if tier == name)
        profit = sum(fen for tier, _, fen in sums if tier == name)
        tiers[name] = Tier(
            owners=owners,
            share=owners / all_owners if all_owners else 0.0,
            profit_share=profit / all_profit if all_profit > 0 else None,
            expected_share=grade.share,
            expected_profit_share=grade.profit_share,
            profit_yuan=profit / 100,
        )
    return tiers


def _marks(
    connection: duckdb.DuckDBPyConnection, as_of: dt.date, profit_fen: npt.NDArray[np.int64]
) -> list[Mark]:
    """Marks of the fifth with the highest profit; owners who brought none are never among them."""
    place = -(-len(profit_fen) // _FIFTH)
    if not place:
        return []
    least = int(np.partition(profit_fen, -place)[-place])
    return find_marks(connection=connection, as_of=as_of, least_profit_fen=max(least, 1))


_FIGURES = """
SELECT CAST($as_of - last_visit_day AS BIGINT) AS days, CAST(visits_12 AS BIGINT) AS visits_12, spend_12_fen,
    profit_12_fen
FROM owner
"""

_SUMS = """
SELECT tier, calibrated_tier, count(*), CAST(sum(profit_12_fen) AS BIGINT)
FROM owner_grade
JOIN owner USING (owner)
GROUP BY tier, calibrated_tier
"""
