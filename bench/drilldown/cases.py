"""Seeded cases for the drill-down: a dealer group's due services, with or without something that went wrong.

Independent of `liuke.simulation`. Every case has stores with their own districts (strongly correlated
neighbours), advisers who come and go, models replaced by their successors, energy type and price band that
follow from the model, persistent differences in every dimension and in pairs of them, a season, a drift,
shocks per store and month.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

FIRST_MONTH = 2021 * 12 + 4
DIMENSIONS = ("store", "district", "series", "model", "adviser", "energy", "price_band", "vehicle_age")
DECOYS = ("none", "mix", "interaction_mix", "improvement", "recovered", "neighbour")


@dataclass(frozen=True)
class Planted:
    """A true cause: from ``onset`` (month number of the case) on, the slice lies ``points`` lower (means:
    that part)."""

    slice: dict[str, str]
    onset: int
    points: float
    oracle_z: float
    units_after: int


@dataclass
class Case:
    seed: int
    measure: str
    months: int
    units: pd.DataFrame
    causes: list[Planted]
    decoys: list[str] = field(default_factory=list)

    @property
    def last_month(self) -> int:
        return FIRST_MONTH + self.months - 1


def make_case(seed: int, *, depths: Sequence[int], measure: str = "share") -> Case:
    """A group with one cause for each of ``depths`` (numbers of dimensions). Its units a month are drawn up
    to 20,000, evenly in their logarithm, from 150, 500 or 2,500 as the deepest cause has one, two or three
    dimensions."""
    rng = np.random.default_rng(seed)
    months = int(rng.integers(24, 37))
    smallest = {0: 150, 1: 150, 2: 500, 3: 2500}[max(depths, default=0)]
    a_month = float(np.exp(rng.uniform(np.log(smallest), np.log(20_000))))
    decoys = [str(d) for d in rng.choice(DECOYS[1:], size=rng.integers(0, 3), replace=False)]
    frame = _population(rng, months, a_month, decoys)
    level = _usual_level(rng, frame, months, decoys)
    planted, drop = [], np.zeros(len(frame))
    noise = float(rng.uniform(0, 0.012))
    shocks = rng.normal(0, noise, (frame["store"].nunique(), months))
    level = level + shocks[frame["store"].cat.codes, frame["t"]]
    if "improvement" in decoys:
        _change_somewhere(rng, frame, months, drop, sign=-1.0)
    if "recovered" in decoys:
        _change_somewhere(rng, frame, months, drop, sign=1.0, until=int(rng.integers(3, 7)))
    for depth in depths:
        found = _plant(rng, frame, months, planted, depth)
        if found is None:
            continue
        cause, inside = found
        drop[inside] += cause.points
        planted.append(cause)
    if measure == "share":
        chance = np.clip(level - drop, 0.01, 0.995)
        value = (rng.random(len(frame)) < chance).astype(float)
        squares = value
    else:
        usual = 900.0 * (level / 0.8) * (1 - drop * 1.5)
        sigma = 0.7
        value = usual * rng.lognormal(-(sigma**2) / 2, sigma, len(frame))
        squares = value**2
    planted = [_with_oracle(c, frame, level, measure, noise) for c in planted]
    units = frame.drop(columns="t").astype(dict.fromkeys(DIMENSIONS, object))
    units["month"] = (FIRST_MONTH + frame["t"]).astype("int32")
    units["units"], units["value"], units["value_sq"] = 1.0, value, squares
    return Case(seed, measure, months, units, planted, decoys)


def _population(rng: np.random.Generator, months: int, a_month: float, decoys: list[str]) -> pd.DataFrame:
    stores = int(rng.integers(3, 21)) if a_month > 600 else int(rng.integers(3, 7))
    districts, series = int(rng.integers(6, 13)), int(rng.integers(5, 11))
    models_of = rng.integers(2, 5, series)
    advisers_of = rng.integers(3, 7, stores)
    season = 1 + 0.25 * np.sin(2 * np.pi * (np.arange(months) + rng.integers(12)) / 12)
    counts = rng.poisson(a_month * season)
    t = np.repeat(np.arange(months), counts)
    n = len(t)
    store = rng.choice(stores, n, p=rng.dirichlet(np.full(stores, 4.0)))
    loyal = 0.85 if "neighbour" in decoys else 0.5
    home = rng.permutation(np.arange(max(stores, districts)) % districts)[:stores]
    district = np.where(
        rng.random(n) < loyal, home[store], rng.choice(districts, n, p=rng.dirichlet(np.full(districts, 3.0)))
    )
    serie = _drawn_series(rng, (t, district), months, series, decoys)
    model_no = (rng.random(n) * models_of[serie]).astype(int)
    turn = rng.integers(months // 3, months, series)
    replaced = (rng.random(series) < 0.3)[serie] & (model_no == 0) & (t >= turn[serie])
    model = [f"S{s}-{'N' if r else m}" for s, m, r in zip(serie, model_no, replaced, strict=True)]
    desk = (rng.random(n) * advisers_of[store]).astype(int)
    left = rng.integers(4, months, (stores, 7))
    gone = (rng.random((stores, 7)) < 0.3)[store, desk] & (t >= left[store, desk])
    adviser = [f"A{s}-{d}{'b' if g else ''}" for s, d, g in zip(store, desk, gone, strict=True)]
    energies = np.array(["EV", "PHEV", "ICE"])
    of_series = rng.choice(3, series, p=[0.5, 0.25, 0.25])
    mixed = rng.random(series) < 0.25
    energy = np.where(mixed[serie] & (model_no == 1), (of_series[serie] + 1) % 3, of_series[serie])
    band = np.clip((serie * 5 // series + (model_no > 1)), 0, 4)
    frame = pd.DataFrame(
        {
            "t": t,
            "store": [f"store{x}" for x in store],
            "district": [f"district{x}" for x in district],
            "series": [f"S{x}" for x in serie],
            "model": model,
            "adviser": adviser,
            "energy": energies[energy],
            "price_band": [f"band{x}" for x in band],
            "vehicle_age": [f"age{x}" for x in rng.integers(0, 8, n)],
        }
    )
    frame.loc[rng.random(n) < 0.03, "district"] = None
    frame.loc[rng.random(n) < 0.02, "adviser"] = None
    return frame.astype(dict.fromkeys(DIMENSIONS, "category"))


def _drawn_series(rng, where, months, series, decoys):  # type: ignore[no-untyped-def]
    """Series by month and district; with a mix decoy, the shares move, at once or slowly."""
    t, district = where
    weights = rng.dirichlet(np.full(series, 2.0), size=(1, int(district.max()) + 1))
    weights = np.repeat(weights, months, axis=0)
    if "mix" in decoys or "interaction_mix" in decoys:
        turn = int(rng.integers(months // 3, months - 2))
        other = rng.dirichlet(np.full(series, 1.0), size=weights.shape[1])
        moved = rng.random(weights.shape[1]) < 0.6
        slow = np.clip((np.arange(months) - turn) / max(1, rng.integers(1, 10)), 0, 1)[:, None, None]
        weights = np.where(moved[None, :, None], weights * (1 - slow) + other * slow, weights)
    edges = weights.cumsum(axis=2)[t, district]
    return (rng.random(len(t))[:, None] > edges[:, :-1]).sum(axis=1)


def _usual_level(rng: np.random.Generator, frame: pd.DataFrame, months: int, decoys: list[str]) -> np.ndarray:
    """Each unit's usual share: additive on the logit, with pairs of dimensions that persistently differ."""
    spread = {"store": 0.25, "district": 0.25, "series": 0.3, "model": 0.15, "adviser": 0.2, "energy": 0.1,
              "price_band": 0.15, "vehicle_age": 0.1}  # fmt: skip
    logit = np.full(len(frame), rng.uniform(0.7, 2.4))
    for name, size in spread.items():
        logit += _effects(rng, frame[name].cat.codes.to_numpy(), size)
    pair = 0.5 if "interaction_mix" in decoys else 0.15
    code = frame["series"].cat.codes.to_numpy() * 100 + frame["district"].cat.codes.to_numpy() + 1
    logit += _effects(rng, np.unique(code, return_inverse=True)[1], pair)
    t = frame["t"].to_numpy()
    season = rng.uniform(0, 0.25) * np.sin(2 * np.pi * (np.arange(months) + rng.integers(12)) / 12)
    season += np.tile(rng.normal(0, 0.06, 12), 4)[:months]
    logit += season[t] + rng.normal(0, 0.06) * t / 12
    return np.asarray(1 / (1 + np.exp(-logit)))


def _effects(rng: np.random.Generator, codes: np.ndarray, size: float) -> np.ndarray:
    drawn = rng.normal(0, size, int(codes.max()) + 2)
    return drawn[codes + 1]


def _change_somewhere(
    rng: np.random.Generator,
    frame: pd.DataFrame,
    months: int,
    drop: np.ndarray,
    *,
    sign: float,
    until: int = 0,
) -> None:
    name = str(rng.choice(["store", "district", "series"]))
    value = rng.choice(frame[name].cat.categories)
    start = (
        int(rng.integers(months - 14, months - 2)) if not until else int(rng.integers(8, months - 4 - until))
    )
    inside = (frame[name] == value) & (frame["t"] >= start)
    if until:
        inside &= frame["t"] < start + until
    drop[inside.to_numpy()] += sign * rng.uniform(0.03, 0.12)


def _plant(
    rng: np.random.Generator, frame: pd.DataFrame, months: int, planted: list[Planted], depth: int
) -> tuple[Planted, np.ndarray] | None:
    """A cause that is no other name of a coarser slice, in at most 40 % of the units, 30 or more on both
    sides."""
    for _ in range(400):
        row = frame.iloc[int(rng.integers(len(frame)))]
        names = [str(n) for n in rng.choice(DIMENSIONS, depth, replace=False)]
        if any(pd.isna(row[n]) for n in names) or {"series", "model"} <= set(names):
            continue
        masks = [(frame[n] == row[n]).to_numpy() for n in names]
        inside = np.logical_and.reduce(masks)
        onset = months - int(rng.integers(2, 15))
        if onset < 8 or not 0 < inside.mean() <= 0.4 or not _own_name(masks, inside):
            continue
        after = inside & (frame["t"] >= onset).to_numpy()
        if after.sum() < 30 or (inside & ~after).sum() < 30:
            continue
        if any(_overlaps(frame, inside, other) for other in planted):
            continue
        points = float(rng.uniform(0.08, 0.30))
        slice_ = {n: str(row[n]) for n in sorted(names, key=DIMENSIONS.index)}
        return Planted(slice_, onset, points, 0.0, int(after.sum())), after
    return None


def _own_name(masks: list[np.ndarray], inside: np.ndarray) -> bool:
    """Leaving any dimension out gives clearly more units: else the coarser slice is the true name."""
    if len(masks) == 1:
        return True
    for i in range(len(masks)):
        parent = np.logical_and.reduce([m for j, m in enumerate(masks) if j != i])
        if inside.sum() > 0.8 * parent.sum():
            return False
    return True


def _overlaps(frame: pd.DataFrame, inside: np.ndarray, other: Planted) -> bool:
    theirs = np.logical_and.reduce([(frame[n] == v).to_numpy() for n, v in other.slice.items()])
    return bool((inside & theirs).sum() > 0.2 * min(inside.sum(), theirs.sum()))


def _with_oracle(
    cause: Planted, frame: pd.DataFrame, level: np.ndarray, measure: str, noise: float
) -> Planted:
    """Expected standard errors of the change for somebody who knows the slice, its onset and every usual
    level."""
    inside = np.logical_and.reduce([(frame[n] == v).to_numpy() for n, v in cause.slice.items()])
    late = (frame["t"] >= cause.onset).to_numpy()
    before, after = inside & ~late, inside & late
    p = float(level[inside].mean())
    months = (frame["t"][before].nunique(), frame["t"][after].nunique())
    shock = noise**2 * (1 / months[0] + 1 / months[1])
    if measure == "share":
        now = max(p - cause.points, 0.01)
        unit = (p * (1 - p), now * (1 - now))
        step = p - now
    else:
        usual = 900.0 * p / 0.8
        cv2 = np.exp(0.49) - 1
        now = usual * (1 - 1.5 * cause.points)
        unit, step = (usual**2 * cv2, now**2 * cv2), usual - now
        shock *= (900 / 0.8) ** 2
    variance = unit[0] / before.sum() + unit[1] / after.sum() + shock
    return Planted(cause.slice, cause.onset, cause.points, float(step / np.sqrt(variance)), cause.units_after)
