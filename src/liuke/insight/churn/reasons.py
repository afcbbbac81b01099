"""Why a car is at risk, in words that are true of it.

A reason is tried by giving the car, in that respect only, the value of a typical car that came again, and
asking the model once more. What the risk falls by is the weight of the reason. A reason is named only when
its sentence is true (a car that is not overdue is never told "overdue") and its weight counts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from liuke.insight.churn.cars import Cars, Floats
from liuke.insight.churn.features import NAMES
from liuke.insight.churn.model import ReturnModel

MOST = 3
LIGHTEST = 0.01
"""A reason that moves the probability by less than a point is no reason."""

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Reason:
    """``features`` belong together and are replaced together. ``parameter`` names the figure of the sentence:
    feature ``figure`` × ``unit``."""

    code: str
    features: tuple[str, ...]
    parameter: str
    figure: str
    unit: float = 1.0


LAST_KINDS = ("last_maintenance", "last_repair", "last_accident")
PRESENCE = ("days_since", "hazard", "overdue", "days_since_maintenance", "visits_12", "spend_12")

HABIT = ("visits", "visits_24", "maintenances", "spend_24", "profit_24")

REASONS: tuple[Reason, ...] = (
    Reason("overdue", PRESENCE, "days", "overdue"),
    Reason("never_came", (*PRESENCE, "visits", "visits_24", "maintenances"), "days", "days_since"),
    Reason("interval_stretched", ("stretch",), "times", "stretch"),
    Reason("rare_visits", HABIT, "visits", "visits_24"),
    Reason("low_satisfaction", ("last_satisfaction", "mean_satisfaction"), "score", "last_satisfaction"),
    Reason("complaint", ("complaints_12",), "complaints", "complaints_12"),
    Reason("long_wait", ("last_wait", "mean_wait"), "minutes", "last_wait"),
    Reason("price_rise", ("price_ratio",), "times", "price_ratio"),
    Reason("warranty_end", ("age", "tenure"), "years", "age", 1 / 365.25),
    Reason("ageing", ("age", "tenure"), "years", "age", 1 / 365.25),
    Reason("came_for_accident", LAST_KINDS, "days", "days_since"),
    Reason("little_driven", ("km_per_day",), "km_per_month", "km_per_day", 30.4),
    Reason("resold", ("resold",), "months", "resold", 1 / 30.4),
    Reason("adviser_loses_owners", ("adviser_return",), "return_share", "adviser_return"),
    Reason("store_loses_owners", ("store_return",), "return_share", "store_return"),
    Reason("district_loses_owners", ("place_return",), "return_share", "place_return"),
    Reason("series_loses_owners", ("series_return",), "return_share", "series_return"),
)
"""``complaint`` becomes ``open_complaint`` where one is unsolved. ``district_loses_owners`` is as near as the
files come to the way being far: owners of that district leave that store."""


def true_sentences(cars: Cars, typical: dict[str, float]) -> dict[str, Flags]:
    """By reason, the cars of which its sentence is true. NaN compares false: the unknown is no reason."""
    f = cars.feature
    age_years = f("age") / 365.25
    return {
        "overdue": (f("overdue") >= 1) & (f("visits") > 0),
        "never_came": (f("overdue") >= 1) & (f("visits") == 0),
        "interval_stretched": f("stretch") >= 1.25,
        "rare_visits": (f("visits_24") < typical["visits_24"]) & (f("visits") > 0) & (f("tenure") > 540),
        "low_satisfaction": f("last_satisfaction") <= 3,
        "complaint": f("complaints_12") > 0,
        "long_wait": f("last_wait") > 30,
        "price_rise": f("price_ratio") >= 1.15,
        "warranty_end": (age_years >= 2.5) & (age_years < 4),
        "ageing": age_years >= 4,
        "came_for_accident": f("last_accident") > 0,
        "little_driven": f("km_per_day") < 0.7 * typical["km_per_day"],
        "resold": f("resold") <= 730,
        "adviser_loses_owners": f("adviser_return") < typical["adviser_return"] - 0.02,
        "store_loses_owners": f("store_return") < typical["store_return"] - 0.02,
        "district_loses_owners": f("place_return") < typical["place_return"] - 0.02,
        "series_loses_owners": f("series_return") < typical["series_return"] - 0.02,
    }


@dataclass(frozen=True)
class NamedReason:
    """``figures`` are the numbers of the sentence, ``weight`` what the probability would fall by."""

    code: str
    figures: dict[str, float | str]
    weight: float


def find_reasons(
    *, cars: Cars, model: ReturnModel, probability: Floats, open_complaint: Flags
) -> list[list[NamedReason]]:
    """Per car at most three reasons, the heaviest first; none that would not lower the risk if mended."""
    typical = dict(zip(NAMES, model.typical.tolist(), strict=True))
    true = true_sentences(cars, typical)
    named: list[list[NamedReason]] = [[] for _ in range(len(cars))]
    for reason in REASONS:
        rows = np.flatnonzero(true[reason.code])
        mended = cars.features[rows]
        for name in reason.features:
            mended[:, NAMES.index(name)] = typical[name]
        weight = probability[rows] - model.probability(mended)
        figure = cars.feature(reason.figure)[rows] * reason.unit
        for row, fall, value in zip(rows.tolist(), weight.tolist(), figure.tolist(), strict=True):
            if fall >= LIGHTEST:
                is_open = reason.code == "complaint" and open_complaint[row]
                code = "open_complaint" if is_open else reason.code
                named[row].append(NamedReason(code, {reason.parameter: value}, fall))
    return [sorted(reasons, key=lambda reason: -reason.weight)[:MOST] for reasons in named]


def overdue_only(cars: Cars) -> list[list[NamedReason]]:
    """What can be said without a model: the car is overdue."""
    return [
        [NamedReason("overdue", {"days": days}, 0.0)] if days >= 1 else []
        for days in cars.feature("overdue").tolist()
    ]
