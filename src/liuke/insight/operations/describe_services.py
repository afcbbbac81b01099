"""What is sold most, and what is bought together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from liuke.insight.operations.baskets import Baskets, count_baskets
from liuke.insight.operations.bought_together import bought_together
from liuke.insight.operations.findings import ServiceRank, Services
from liuke.insight.operations.item_names import number_items
from liuke.values.period import Period, add_months
from liuke.values.visit_kind import BITS

if TYPE_CHECKING:
    import duckdb

MOST_LISTED = 10
_FIRST_WEEK = dt.timedelta(days=7)


@dataclass(frozen=True)
class _Year:
    """The items of a year: their baskets, and what each brought (fen, mask of kinds, is a package)."""

    names: Sequence[str]
    baskets: Baskets
    sold: Mapping[int, tuple[float, int | None, bool]]

    @property
    def ranked(self) -> list[int]:
        """The numbers of the items sold, those on most visits first."""
        visits = self.visits
        return [int(item) for item in np.argsort(-visits, kind="stable") if visits[item]]

    @property
    def visits(self) -> npt.NDArray[np.float64]:
        return np.diag(self.baskets.both)

    def is_package(self, item: int) -> bool:
        return item in self.sold and self.sold[item][2]


def describe_services(*, connection: duckdb.DuckDBPyConnection, as_of: dt.date) -> Services:
    """The ten items and the ten packages on most visits of the latest 12 months, and the pairs among items.

    Spellings that differ in spaces, brackets, dashes, case or width are one item under its most frequent
    spelling. Where the work stands as one text in the order, it is taken apart at ; 、 , + | and its amount
    shared out equally. ``share_of_visits`` is of the visits with any named item; ``change`` compares with the
    12 months before and is None where the lines begin later than their first week. The kind of an item is the
    one its name gives away, else that of most of the visits it is on. Empty without named items.

    >>> import duckdb
    >>> star = duckdb.connect()
    >>> _ = star.execute('''CREATE TABLE line AS
    ...     SELECT 1 AS visit_id, DATE '2024-05-01' AS day, * FROM (VALUES
    ...     ('机油机滤', 'part', 1, 1, 35000, NULL), ('机油机滤 ', 'labour', 1, 1, 12000, NULL))
    ...     AS l(item, line_type, kinds, quantity, amount_fen, item_code)''')
    >>> _ = star.execute("CREATE TABLE vehicle AS SELECT 'LSV1' AS vin, '燃油' AS energy")
    >>> _ = star.execute("CREATE TABLE visit AS SELECT DISTINCT visit_id, vin, kinds, day FROM vehicle, line")
    >>> rank, = describe_services(connection=star, as_of=dt.date(2024, 10, 1)).top
    >>> rank.item, rank.kind, rank.visits, rank.revenue_yuan, rank.share_of_visits, rank.change
    ('机油机滤', 'maintenance', 1, 470.0, 1.0, None)
    """
    year = Period(add_months(as_of, -12), as_of)
    year_before = Period(add_months(as_of, -24), year.start)
    spellings = connection.execute(
        _SPELLINGS, {"start": year_before.start, "recent": year.start, "end": as_of}
    ).fetchall()
    if not spellings:
        return Services([], [])
    items = number_items(spellings)
    numbers = {"item": list(items.number_of), "item_no": list(items.number_of.values())}
    connection.register("spelt_item", pa.table(numbers))
    found = _Year(
        names=items.names,
        baskets=count_baskets(connection=connection, named=_NAMED, items=len(items.names), window=year),
        sold={
            row[0]: row[1:]
            for row in connection.execute(_SOLD, {"start": year.start, "end": as_of}).fetchall()
        },
    )
    listed = [item for item in found.ranked if not found.is_package(item)][:MOST_LISTED]
    packages = [item for item in found.ranked if found.is_package(item)][:MOST_LISTED]
    before = _visits_before(connection, year_before, [*listed, *packages])
    connection.unregister("spelt_item")
    single = np.array([not found.is_package(item) for item in range(len(found.visits))])
    return Services(
        top=[_rank(item, found, before) for item in listed],
        pairs=bought_together(baskets=found.baskets, names=items.names, eligible=single),
        packages=[_rank(item, found, before) for item in packages],
    )


def _visits_before(
    connection: duckdb.DuckDBPyConnection, window: Period, wanted: Sequence[int]
) -> dict[int, int]:
    """Visits of the ``wanted`` items in the 12 months before; empty when the lines do not cover them."""
    row = connection.execute("SELECT min(day) FROM line").fetchone()
    if row is None or row[0] is None or row[0] >= window.start + _FIRST_WEEK:
        return {}
    bound = {"start": window.start, "end": window.end, "wanted": wanted}
    return dict(connection.execute(_VISITS_OF_WANTED, bound).fetchall())


def _rank(item: int, year: _Year, before: Mapping[int, int]) -> ServiceRank:
    fen, own_kinds, _ = year.sold[item]
    kinds = own_kinds or _usual_kinds(item, year.baskets)
    visits, earlier = int(year.visits[item]), before.get(item, 0)
    return ServiceRank(
        item=year.names[item],
        kind=next((kind for kind, bit in BITS.items() if kinds & bit), None),
        visits=visits,
        revenue_yuan=fen / 100,
        share_of_visits=visits / float(year.baskets.visits.sum()),
        change=visits / earlier - 1 if earlier else None,
    )


def _usual_kinds(item: int, baskets: Baskets) -> int:
    """The kind of most of the visits of one kind that an item is on; 0 without such visits."""
    visits = {bit: float(baskets.alone[baskets.kinds == bit, item].sum()) for bit in BITS.values()}
    bit = max(visits, key=lambda bit: visits[bit])
    return bit if visits[bit] else 0


# An order whose work is one text has one line without code, type or a quantity of its own.
_ONE_TEXT = "coalesce(item_code IS NULL AND line_type IS NULL AND quantity = 1, false)"
_SEPARATORS = "'[;；、,，+＋|\\n\\r]+'"

_ITEMS = f"""
    SELECT visit_id, day, item, line_type, kinds, amount_fen
    FROM line
    WHERE item IS NOT NULL AND NOT {_ONE_TEXT}
    UNION ALL
    SELECT visit_id, day, unnest(parts), NULL, NULL, amount_fen / len(parts)
    FROM (
        SELECT visit_id, day, amount_fen,
            list_filter(string_split_regex(item, {_SEPARATORS}), lambda part: trim(part) <> '') AS parts
        FROM line
        WHERE item IS NOT NULL AND {_ONE_TEXT}
    )
"""

_NAMED = f"(SELECT * FROM ({_ITEMS}) JOIN spelt_item USING (item))"

_SPELLINGS = f"""
SELECT item, count(*) FILTER (WHERE day >= $recent)
FROM ({_ITEMS})
WHERE day >= $start AND day < $end
GROUP BY item
"""

_SOLD = f"""
SELECT item_no, coalesce(CAST(sum(amount_fen) AS DOUBLE), 0), mode(kinds),
    2 * count(*) FILTER (WHERE line_type = 'package') > count(*)
FROM {_NAMED}
WHERE day >= $start AND day < $end
GROUP BY item_no
"""

_VISITS_OF_WANTED = f"""
SELECT item_no, count(DISTINCT visit_id)
FROM {_NAMED}
WHERE day >= $start AND day < $end AND item_no IN (SELECT unnest($wanted))
GROUP BY item_no
"""
