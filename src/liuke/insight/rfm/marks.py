"""What marks the most valuable fifth of the owners: values they have more often than owners at large."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import scipy

from liuke.insight.rfm.findings import Mark
from liuke.values.period import add_months
from liuke.values.visit_kind import BITS

if TYPE_CHECKING:
    import duckdb

LEAST_OWNERS = 30
"""Owners of the top fifth who must have a value before it is told."""
LEAST_LIFT = 1.15
"""How much more frequent it must be; below it even a certain difference is of no use."""
FALSE_MARKS = 0.05
"""Share of the told marks that may be due to chance (Benjamini–Hochberg)."""
MOST_MARKS = 12

_OF_CARS = ("series", "model", "energy", "price_band", "district", "store", "vehicle_age")
_OF_OWNERS = ("channel", "vehicles")


@dataclass(frozen=True)
class _Count:
    """Owners with a value, and owners of whom the dimension is known: in the top fifth and overall."""

    dimension: str
    value: str
    top: float
    top_known: float
    owners: float
    known: float

    @property
    def share_among_top(self) -> float:
        return self.top / self.top_known

    @property
    def lift(self) -> float:
        return self.share_among_top / (self.owners / self.known)


def find_marks(*, connection: duckdb.DuckDBPyConnection, as_of: dt.date, least_profit_fen: int) -> list[Mark]:
    """The marks of the owners with at least ``least_profit_fen`` (> 0) of profit in 12 months, strongest
    first.

    Dimensions: series, model, energy, price_band, district, store and vehicle_age (years, '3–5') of their
    cars, channel, vehicles (cars owned) and kind (of their visits in 12 months). An owner of several cars
    counts once in all, a part for each; shares are among those of whom the dimension is known (for kind: who
    came). A mark needs 30 owners of the top fifth, 1.15 times the frequency, and a hypergeometric test that
    holds at 5 % false discoveries. A model is told only where it stands out within its series.
    """
    bound = {"as_of": as_of, "least": least_profit_fen}
    names = ", ".join(f"{n} VARCHAR" for n in (*_OF_CARS, *_OF_OWNERS))
    connection.execute(f"CREATE OR REPLACE TEMP TABLE valued (weight DOUBLE, top_weight DOUBLE, {names})")
    connection.execute(_CARS, bound)
    counted = [_Count(*row) for row in connection.execute(_COUNTED).fetchall()]
    counted += _kinds(connection.execute(_KINDS, bound | {"start": add_months(as_of, -12)}).fetchall())
    series_of = dict(connection.execute("SELECT model, min(series) FROM valued GROUP BY model").fetchall())
    connection.execute("DROP TABLE valued")
    return _told(counted, series_of)


def _kinds(rows: Sequence[tuple[bool, int, int]]) -> list[_Count]:
    """Owners by (top, mask of kinds) to one count per kind."""
    known = float(sum(owners for _, _, owners in rows))
    top_known = float(sum(owners for top, _, owners in rows if top))
    return [
        _Count(
            "kind",
            kind,
            float(sum(owners for top, mask, owners in rows if top and mask & bit)),
            top_known,
            float(sum(owners for _, mask, owners in rows if mask & bit)),
            known,
        )
        for kind, bit in BITS.items()
    ]


def _told(counted: Sequence[_Count], series_of: dict[str, str]) -> list[Mark]:
    # Chosen by how many have the value at all: a test chosen by its own outcome proves nothing.
    tested = [c for c in counted if 0 < c.top_known < c.known and c.owners >= LEAST_OWNERS]
    if not tested:
        return []
    counts = np.rint([[c.top, c.known, c.owners, c.top_known] for c in tested]).astype(np.int64)
    p_values = scipy.stats.hypergeom.sf(counts[:, 0] - 1, counts[:, 1], counts[:, 2], counts[:, 3])
    sure = scipy.stats.false_discovery_control(np.clip(p_values, 0.0, 1.0)) <= FALSE_MARKS
    lifts = {(c.dimension, c.value): c.lift for c in counted if c.top_known and c.owners}
    told = []
    for count, is_sure in zip(tested, sure, strict=True):
        of_series = lifts.get(("series", series_of.get(count.value) or ""), 1.0)
        beyond = max(of_series, 1.0) if count.dimension == "model" else 1.0
        if is_sure and count.top >= LEAST_OWNERS and count.lift >= LEAST_LIFT * beyond:
            told.append(count)
    # What is both frequent among them and typical of them comes first (its part of the relative entropy).
    told.sort(key=lambda c: (-c.share_among_top * float(np.log(c.lift)), c.dimension, c.value))
    return [
        Mark(c.dimension, c.value, c.share_among_top, c.owners / c.known, c.lift) for c in told[:MOST_MARKS]
    ]


_BANDS = (1, 2, 3, 5, 8)
_AGE_BAND = (
    "CASE "
    + " ".join(
        f"WHEN date_sub('year', v.delivery_day, $as_of) < {end} THEN '{start}–{end}'"
        for start, end in pairwise((0, *_BANDS))
    )
    + f" WHEN v.delivery_day IS NOT NULL THEN '{_BANDS[-1]}+' END"
)

_CARS = f"""
INSERT INTO valued
SELECT
    1.0 / o.vehicles,
    CASE WHEN o.profit_12_fen >= $least THEN 1.0 / o.vehicles ELSE 0 END,
    v.series,
    v.model,
    v.energy,
    v.price_band,
    v.district,
    v.store,
    {_AGE_BAND},
    o.channel,
    CASE WHEN o.vehicles >= 3 THEN '3+' ELSE CAST(o.vehicles AS VARCHAR) END
FROM vehicle AS v
JOIN owner AS o ON v.owner = o.owner
WHERE o.vehicles > 0
"""

_COUNTED = " UNION ALL ".join(
    f"""
    SELECT '{name}', {name}, sum(top_weight), sum(sum(top_weight)) OVER (),
        sum(weight), sum(sum(weight)) OVER ()
    FROM valued WHERE {name} IS NOT NULL GROUP BY {name}
    """
    for name in (*_OF_CARS, *_OF_OWNERS)
)

_KINDS = """
SELECT o.profit_12_fen >= $least, came.kinds, count(*)
FROM owner AS o
JOIN (
    SELECT owner, bit_or(kinds) AS kinds
    FROM visit
    WHERE day >= $start AND day < $as_of AND kinds IS NOT NULL
    GROUP BY owner
) AS came ON o.owner = came.owner
GROUP BY ALL
"""
