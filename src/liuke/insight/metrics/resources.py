"""Figures that need facts no export holds (people, area, bays), and growth figures of their own shape."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from liuke.insight.engine.engine import Engine
from liuke.insight.metrics.catalogue import AMOUNT
from liuke.insight.metrics.findings import Kpi, Previous, Window
from liuke.insight.metrics.level import level_of
from liuke.insight.metrics.metric import Group, Span, Standard, Unit
from liuke.insight.star.settings import StoreFacts

Fact = Literal["staff", "area_m2"]


@dataclass(frozen=True)
class _Shape:
    key: str
    group: Group
    unit: Unit
    standard: Standard
    needs: tuple[str, ...]


_PER_HEAD = _Shape(
    "revenue_per_head", "business", "yuan", Standard(800_000, 1_200_000), ("settings.stores.staff", AMOUNT)
)
_PER_SQM = _Shape(
    "revenue_per_sqm", "business", "yuan", Standard(8_000, 15_000), ("settings.stores.area_m2", AMOUNT)
)
_BAY_USE = _Shape(
    "bay_use", "efficiency", "share", Standard(),
    (
        "work_orders.started_at", "work_orders.finished_at",
        "settings.stores.bays", "settings.stores.open_minutes_per_day",
    ),
)  # fmt: skip
_GROWTH = _Shape("revenue_growth", "growth", "share", Standard(), (AMOUNT,))
_YOUNG = _Shape("young_owner_share", "growth", "share", Standard(), ("vehicle_sales.birthday",))
_REFERRAL = _Shape("referral_share", "growth", "share", Standard(), ("vehicle_sales.channel",))


def evaluate_resources(*, engine: Engine, as_of: dt.date, stores: Mapping[str, StoreFacts]) -> list[Kpi]:
    """Output per head and per square metre, bay use, growth of revenue; young and referred of the new owners.

    Per-store facts come from the settings; only stores with the fact count, in numerator and denominator.
    """
    now, before = Span.of(as_of, 0), Span.of(as_of, 1)
    revenue = _revenue_by_store(engine, now, before)
    return [
        _per_fact(_PER_HEAD, "staff", revenue, stores, now, before),
        _per_fact(_PER_SQM, "area_m2", revenue, stores, now, before),
        _bay_use(engine, stores, now, before),
        _growth(revenue, now, before),
        *_of_new_owners(engine, now, before),
    ]


def _revenue_by_store(engine: Engine, now: Span, before: Span) -> dict[str | None, tuple[float, float]]:
    words_now, words_before = now.words(), before.words()
    rows = engine.rows(
        "SELECT store, "
        f"sum(revenue_fen) FILTER (WHERE day >= {words_now['start']} AND day < {words_now['end']}), "
        f"sum(revenue_fen) FILTER (WHERE day >= {words_before['start']} AND day < {words_before['end']}) "
        "FROM visit GROUP BY store"
    )
    return {store: (float(this or 0) / 100, float(last or 0) / 100) for store, this, last in rows}


def _kpi(
    shape: _Shape, now: Span, before: Span, pair: tuple[float, float], previous: tuple[float, float]
) -> Kpi:
    """A figure from (numerator, denominator) of both windows; a zero denominator is no data."""
    value = pair[0] / pair[1] if pair[1] else None
    earlier = previous[0] / previous[1] if previous[1] else None
    return Kpi(
        key=shape.key,
        group=shape.group,
        unit=shape.unit,
        value=value,
        numerator=pair[0] if value is not None else None,
        denominator=pair[1] if value is not None else None,
        window=Window(now.window.start, now.window.end),
        standard=shape.standard.healthy,
        excellent=shape.standard.excellent,
        level=level_of(
            standard=shape.standard,
            key=shape.key,
            value=value,
            denominator=pair[1],
            previous=earlier,
            falling=frozenset(),
        ),
        previous=Previous(
            earlier,
            previous[0] if earlier is not None else None,
            previous[1] if earlier is not None else None,
            Window(before.window.start, before.window.end),
        ),
        needs=list(shape.needs) if value is None else [],
        better=shape.standard.better,
    )


def _per_fact(
    shape: _Shape, fact: Fact, revenue: Mapping[str | None, tuple[float, float]],
    stores: Mapping[str, StoreFacts], now: Span, before: Span,
) -> Kpi:  # fmt: skip
    known = {name: getattr(facts, fact) for name, facts in stores.items() if getattr(facts, fact)}
    told = any(any(pair) for pair in revenue.values())
    amount = float(sum(known.values())) if told else 0.0
    this = sum(revenue.get(name, (0.0, 0.0))[0] for name in known)
    last = sum(revenue.get(name, (0.0, 0.0))[1] for name in known)
    return _kpi(shape, now, before, (this, amount), (last, amount if last else 0.0))


def _bay_use(engine: Engine, stores: Mapping[str, StoreFacts], now: Span, before: Span) -> Kpi:
    """Occupied ÷ open bay minutes. Work over more than one day occupies its bay for the open hours."""
    known = {n: f for n, f in stores.items() if f.bays and f.open_minutes_per_day}
    occupied = []
    for span in (now, before):
        words = span.words()
        rows = engine.rows(
            "SELECT store, sum(date_diff('second', started_at, finished_at)) FROM visit "
            f"WHERE finished_at >= started_at AND CAST(finished_at AS DATE) = CAST(started_at AS DATE) "
            f"AND day >= {words['start']} AND day < {words['end']} GROUP BY store"
        )
        minutes = {store: float(seconds or 0) / 60 for store, seconds in rows}
        occupied.append(sum(minutes.get(name, 0.0) for name in known))
    opened = sum(
        (f.bays or 0) * (f.open_minutes_per_day or 0) * (f.open_days_per_year or 360) for f in known.values()
    )
    pairs = [(minutes, float(opened) if minutes else 0.0) for minutes in occupied]
    return _kpi(_BAY_USE, now, before, pairs[0], pairs[1])


def _growth(revenue: Mapping[str | None, tuple[float, float]], now: Span, before: Span) -> Kpi:
    """After-sales revenue against the twelve months before."""
    this, last = sum(pair[0] for pair in revenue.values()), sum(pair[1] for pair in revenue.values())
    return _kpi(_GROWTH, now, before, (this - last, last), (0.0, 0.0))


_NEW_OWNERS = (
    (_YOUNG, "year(birthday) BETWEEN 1980 AND 1999", "birthday IS NOT NULL"),
    (
        _REFERRAL,
        "regexp_matches(lower(channel), '介绍|介紹|推荐|推薦|老带新|老帶新|referr')",
        "channel IS NOT NULL",
    ),
)
"""Figure, the owners it counts, and those of whom it is known."""

_OWNER_SINCE = (
    "SELECT w.owner, min(coalesce(w.from_day, v.delivery_day, v.first_visit_day)) AS since"
    " FROM ownership AS w JOIN vehicle AS v ON w.vin = v.vin GROUP BY w.owner"
)
"""An owner is new with the first of his cars: bought, or for one without a sale brought to the workshop."""


def _of_new_owners(engine: Engine, now: Span, before: Span) -> list[Kpi]:
    """Shares of the owners who are new in the window; who buys another car is not new a second time."""
    asked = []
    for _, condition, known in _NEW_OWNERS:
        for span in (now, before):
            words = span.words()
            new = f"since >= {words['start']} AND since < {words['end']}"
            asked += [f"count(*) FILTER (WHERE {new} AND {which})" for which in (condition, known)]
    row = engine.rows(
        f"SELECT {', '.join(asked)} FROM owner AS o JOIN ({_OWNER_SINCE}) AS s ON o.owner = s.owner"
    )[0]
    counts = [float(count or 0) for count in row]
    return [
        _kpi(shape, now, before, (counts[at], counts[at + 1]), (counts[at + 2], counts[at + 3]))
        for at, (shape, _, _) in zip((0, 4), _NEW_OWNERS, strict=True)
    ]
