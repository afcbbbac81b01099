"""Baskets: which items stand on one visit, counted in one pass however many visits there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from liuke.values.period import Period
from liuke.values.visit_kind import BITS

if TYPE_CHECKING:
    import duckdb

Floats = npt.NDArray[np.float64]

_WORD = 60
"""Items one integer holds as bits."""
MOST_ITEMS = 2 * _WORD
_CHUNK = 50_000
_KINDS = 1 << len(BITS)


@dataclass(frozen=True)
class Baskets:
    """Visits by stratum, and of them those with an item; over all strata those with two items.

    A stratum is a mask of ``kinds`` (0: not told) and an energy type of the car. ``kinds`` and ``visits``
    have one entry per stratum, ``alone`` is (strata × items), ``both`` (items × items); items are those with
    numbers below ``MOST_ITEMS``.
    """

    kinds: npt.NDArray[np.int64]
    visits: Floats
    alone: Floats
    both: Floats


def count_baskets(
    *, connection: duckdb.DuckDBPyConnection, named: str, items: int, window: Period
) -> Baskets:
    """Counts the visits of ``window`` with any line in ``named``, a relation (visit_id, day, item_no, …).

    ``items`` is how many item numbers there are; those from ``MOST_ITEMS`` on (the rarest) are not told
    apart. An item counts once on a visit.
    """
    bound = {"start": window.start, "end": window.end}
    rows = connection.execute(_BASKETS.format(named=named), bound).fetchnumpy()
    strata, place = np.unique(rows["stratum"], return_inverse=True)
    weights = rows["visits"].astype(np.float64)
    shown = min(items, MOST_ITEMS)
    alone, both = np.zeros((len(strata), shown)), np.zeros((shown, shown))
    for start in range(0, len(weights), _CHUNK):
        part = slice(start, start + _CHUNK)
        holds = _holds(rows, part, shown)
        weighted = holds * weights[part, None]
        both += weighted.T @ holds
        alone += (place[part, None] == np.arange(len(strata))).T.astype(np.float64) @ weighted
    visits = np.bincount(place, weights, minlength=len(strata)).astype(np.float64)
    return Baskets(strata % _KINDS, visits, alone, both)


def _holds(rows: dict[str, Any], part: slice, items: int) -> Floats:
    """(baskets × items): 1 where the basket holds the item."""
    bits = np.arange(_WORD, dtype=np.int64)
    words = ("low_word", "high_word") if items > _WORD else ("low_word",)
    held = [(rows[word][part, None] >> bits) & 1 for word in words]
    return np.hstack(held)[:, :items].astype(np.float64)


_BASKETS = f"""
WITH basket AS (
    SELECT
        visit_id,
        bit_or(CASE WHEN item_no < {_WORD} THEN 1::BIGINT << item_no ELSE 0 END) AS low_word,
        bit_or(CASE WHEN item_no >= {_WORD} AND item_no < {MOST_ITEMS}
            THEN 1::BIGINT << (item_no - {_WORD}) ELSE 0 END) AS high_word
    FROM {{named}}
    WHERE day >= $start AND day < $end
    GROUP BY visit_id
),
energy AS (
    SELECT name, row_number() OVER (ORDER BY name) AS number
    FROM (SELECT DISTINCT coalesce(energy, '') AS name FROM vehicle)
),
car AS (
    SELECT c.vin, e.number AS energy_number
    FROM vehicle AS c
    JOIN energy AS e ON coalesce(c.energy, '') = e.name
)
SELECT
    coalesce(v.kinds, 0) + {_KINDS} * coalesce(c.energy_number, 0) AS stratum,
    b.low_word,
    b.high_word,
    count(*) AS visits
FROM basket AS b
JOIN visit AS v ON b.visit_id = v.visit_id
LEFT JOIN car AS c ON v.vin = c.vin
WHERE v.day >= $start AND v.day < $end
GROUP BY ALL
"""
