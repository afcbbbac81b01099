"""Which findings have one cause: they tell of the same cars, under whatever name, at about the same time, and
neither stands by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb

from liuke.insight.diagnosis.describe_problem import Found
from liuke.insight.diagnosis.slice_sql import inside
from liuke.insight.diagnosis.two_causes import two_causes
from liuke.insight.diagnosis.units import Units

SAME_CARS = 0.8
"""Two slices are one if so much of the smaller lies in the other."""

SAME_CAUSE_MONTHS = 9
"""Two figures that turn for the worse in the same cars within so many months have one cause."""


@dataclass(frozen=True)
class SameCause:
    """Compares findings by what they tell of. ``shared``: the part of the smaller slice that lies in the
    other, by the places of both in ``found``."""

    connection: duckdb.DuckDBPyConnection
    found: Sequence[Found]
    shared: Mapping[tuple[int, int], float]

    @classmethod
    def of(cls, connection: duckdb.DuckDBPyConnection, found: Sequence[Found]) -> SameCause:
        """Counts how far the findings of different figures overlap, in the units of either that have the
        dimensions of both; the tables of the units must be there."""
        shared: dict[tuple[int, int], float] = {}
        for units in {f.units: None for f in found}:
            pairs = _comparable(units, found)
            if not pairs:
                continue
            counts = ", ".join(
                f"count(*) FILTER (({one}) AND ({other})) / nullif(least(count(*) FILTER ({one}),"
                f" count(*) FILTER ({other})), 0)"
                for one, other in (
                    (inside(found[i].change.slice), inside(found[j].change.slice)) for i, j in pairs
                )
            )
            row = connection.execute(f"SELECT {counts} FROM {units.table}").fetchone()
            for (i, j), share in zip(pairs, row or (), strict=True):
                shared[i, j] = shared[j, i] = max(share or 0.0, shared.get((i, j), 0.0))
        return cls(connection, found, shared)

    def same_cars(self, one: Found, other: Found) -> bool:
        """One slice lies in the other, by its name or by its units."""
        return (
            one.change.slice.items() <= other.change.slice.items()
            or other.change.slice.items() <= one.change.slice.items()
            or self.shared.get((self._place(one), self._place(other)), 0.0) >= SAME_CARS
        )

    def one_cause(self, one: Found, other: Found) -> bool:
        """They tell of the same cars, whenever. In figures of their own both may stand for themselves."""
        if not self.same_cars(one, other):
            return False
        pairs = ((one, other), (other, one)) if one.units.kpi != other.units.kpi else ()
        return not any(two_causes(self.connection, wide, narrow) for wide, narrow in pairs)

    def __call__(self, one: Found, other: Found) -> bool:
        near = abs(one.change.since_month - other.change.since_month) <= SAME_CAUSE_MONTHS
        return near and self.one_cause(one, other)

    def one_each(self, found: Sequence[Found]) -> list[Found]:
        """Of the findings with one cause the most significant stands for all. Two of one figure are told
        apart by the search itself."""
        kept: list[Found] = []
        for candidate in sorted(found, key=lambda f: (f.change.p_value, -f.cost.yuan)):
            others = [f for f in kept if f.units.kpi != candidate.units.kpi]
            if not any(self(candidate, other) for other in others):
                kept.append(candidate)
        return kept

    def _place(self, finding: Found) -> int:
        return next(place for place, known in enumerate(self.found) if known is finding)


def _comparable(units: Units, found: Sequence[Found]) -> list[tuple[int, int]]:
    """The places of two findings, one of them of these units, that can be compared in them."""
    columns = {dimension.name for dimension in units.dimensions}
    own = [place for place, f in enumerate(found) if f.units == units]
    return [
        (one, other)
        for one in own
        for other, f in enumerate(found)
        if f.units != units and f.change.slice and found[one].change.slice and set(f.change.slice) <= columns
    ]
