"""Mileage: the last reading of each car held out and forecast from those before, typos among them.

python -m bench mileage
"""

from __future__ import annotations

import datetime as dt
import math
import random
from collections import defaultdict
from statistics import median

from bench.figures import Chapter, Figure

from liuke.vehicles.rules.odometer import Mileage, Reading, implausible, mileage_of

CARS = 20_000
DAY = dt.timedelta(days=1)
DELIVERY = dt.date(2018, 1, 1)
TYPO = 0.015
BETWEEN, WITHIN = 0.42, 0.28
"""Standard deviations of the logarithm of the pace: between cars of a model, of one car in a year."""


def run() -> Chapter:
    """Cars drive at a pace of their own that changes with time; the rule is told nothing of that."""
    chance = random.Random(7)
    inside: dict[int, list[bool]] = defaultdict(list)
    errors: dict[int, list[float]] = defaultdict(list)
    typos = caught = wronged = 0
    for _ in range(CARS):
        truth, told = _car(chance)
        known, last = told[:-1], truth[-1]
        wrong = {one for one, real in zip(known, truth, strict=False) if one != real}
        flagged = implausible(known)
        typos, caught, wronged = (
            typos + len(wrong),
            caught + len(wrong & flagged),
            wronged + len(flagged - wrong),
        )
        mileage, _ = mileage_of(known, delivery_day=DELIVERY, prior=40.0)
        _score(mileage, last, inside, errors)
    return Chapter(
        "mileage", "Mileage", "python -m bench mileage", _figures(inside, errors, typos, caught, wronged)
    )


def _car(chance: random.Random) -> tuple[list[Reading], list[Reading]]:
    """What the odometer showed at each visit, and what was written down."""
    own, drift = chance.gauss(0, BETWEEN), 0.0
    day, km = DELIVERY, 0.0
    truth: list[Reading] = []
    for _ in range(chance.randrange(1, 11)):
        gap = max(20, round(chance.gauss(200, 80)))
        drift = drift * 0.5 ** (gap / 365) + chance.gauss(0, WITHIN * math.sqrt(gap / 365))
        km += gap * 38 * math.exp(own + drift)
        day += gap * DAY
        truth.append(Reading(day, int(km)))
    told = [
        Reading(one.day, one.km * 10 + 3 if chance.random() < 0.5 else one.km // 10)
        if chance.random() < TYPO and one.km < 190_000
        else one
        for one in truth
    ]
    return truth, told


def _score(
    mileage: Mileage, last: Reading, inside: dict[int, list[bool]], errors: dict[int, list[float]]
) -> None:
    expected = mileage.at(last.day)
    if expected is None or mileage.day is None or mileage.km is None:
        return
    low, mid, high = expected
    inside[mileage.evidence].append(low <= last.km <= high)
    errors[mileage.evidence].append(abs(mid - last.km) / max(1, last.km - mileage.km))


def _figures(
    inside: dict[int, list[bool]], errors: dict[int, list[float]], typos: int, caught: int, wronged: int
) -> list[Figure]:
    every = [one for group in inside.values() for one in group]
    return [
        Figure("real last reading between P10 and P90", _share(every), "%", "", f"{len(every):,} cars"),
        *(
            Figure(
                f"the same with evidence {evidence} of 3", _share(found), "%", "≥ 78",
                f"{len(found):,} cars, median error {median(errors[evidence]):.0%} of the way",
            )
            for evidence, found in sorted(inside.items())
        ),
        Figure("typos told from true readings", 100 * caught / typos, "%", "≥ 80", f"{typos:,} typos"),
        Figure("true readings not believed, to 100 typos", 100 * wronged / typos, "", "", ""),
    ]  # fmt: skip


def _share(found: list[bool]) -> float:
    return 100 * sum(found) / len(found)
