"""Calibrated thresholds against the shares they were made for, and against trying everything."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from liuke.insight.rfm.calibrate import OwnerFigures, calibrate
from liuke.insight.rfm.tiers import PRACTISED

EXPECTED = (0.15, 0.35, 0.30, 0.20)


def population(seed, owners=4_000, never=0, visits_a_year=1.6):
    """Owners with their own rhythm: days since, visits, spend and profit hang together, as they do."""
    draw = np.random.default_rng(seed)
    eager = draw.gamma(1.5, visits_a_year / 1.5, owners)
    visits = draw.poisson(eager)
    days = np.minimum(draw.exponential(365 / (eager + 0.3)), 2_000).astype(np.int64) + 1
    days = np.where(visits == 0, days + 366, np.minimum(days, 365))
    spend = (visits * draw.lognormal(6.8, 0.6, owners) * 100).astype(np.int64)
    return OwnerFigures(days, visits, spend, (spend * 0.4).astype(np.int64), never)


def grades(owners, edges):
    """The rule written once more, owner by owner."""
    found = [0, 0, 0, owners.never]
    for days, visits, fen in zip(owners.days, owners.visits, owners.spend_fen, strict=True):
        score = 5 if days < edges.recent_days else 1 if days > edges.distant_days else 3
        score += 5 if visits > edges.frequent_visits else 1 if visits < edges.rare_visits else 3
        score += 5 if fen / 100 > edges.high_yuan else 1 if fen / 100 < edges.low_yuan else 3
        found[0 if score >= 12 else 1 if score >= 8 else 2 if score >= 5 else 3] += 1
    return np.array(found) / sum(found)


def distance(owners, edges):
    return float(np.abs(grades(owners, edges) - EXPECTED).sum())


@pytest.mark.parametrize(
    ("seed", "visits_a_year", "never"),
    [(1, 1.6, 0), (2, 1.6, 300), (3, 3.2, 100), (4, 0.9, 0), (5, 6.0, 0)],
)
def test_the_grades_come_within_one_point_of_the_expected_shares(seed, visits_a_year, never):
    owners = population(seed, never=never, visits_a_year=visits_a_year)
    edges = calibrate(owners=owners, fallback=PRACTISED)
    assert np.abs(grades(owners, edges) - EXPECTED).max() < 0.01
    assert distance(owners, PRACTISED) > 10 * distance(owners, edges)


def test_no_other_edges_do_much_better():
    owners = population(7, owners=60)
    edges = calibrate(owners=owners, fallback=PRACTISED)
    draw = np.random.default_rng(8)
    days, visits, yuan = np.unique(owners.days), np.unique(owners.visits), np.unique(owners.spend_fen) / 100
    best = distance(owners, edges)
    for _ in range(1_500):
        pairs = [np.sort(draw.choice(values, 2)) for values in (days, visits, yuan)]
        other = type(edges)(*(float(edge) for pair in pairs for edge in pair))
        assert distance(owners, other) > best - 0.05


def test_the_same_owners_always_get_the_same_thresholds():
    owners = population(3)
    shuffled = np.random.default_rng(1).permutation(len(owners.days))
    again = OwnerFigures(
        owners.days[shuffled], owners.visits[shuffled], owners.spend_fen[shuffled],
        owners.profit_fen[shuffled], owners.never,
    )  # fmt: skip
    assert calibrate(owners=owners, fallback=PRACTISED) == calibrate(owners=again, fallback=PRACTISED)


def test_the_edges_are_figures_a_shop_can_remember():
    edges = calibrate(owners=population(5), fallback=PRACTISED)
    assert edges.recent_days < edges.distant_days
    assert edges.rare_visits <= edges.frequent_visits
    assert edges.low_yuan < edges.high_yuan
    for yuan in (edges.low_yuan, edges.high_yuan):
        assert yuan == int(yuan)
        assert len(f"{yuan:.0f}".rstrip("0")) <= 3
    assert all(
        float(edge).is_integer() for edge in (edges.recent_days, edges.distant_days, edges.rare_visits)
    )


def test_owners_who_all_came_alike_are_graded_without_a_crash():
    alike = np.ones(50, dtype=np.int64)
    owners = OwnerFigures(alike * 40, alike * 2, alike * 80_000, alike * 30_000, never=0)
    assert sorted(grades(owners, calibrate(owners=owners, fallback=PRACTISED))) == [0, 0, 0, 1]


@pytest.mark.parametrize("owners", [0, 10])
def test_where_nobody_spent_anything_the_thresholds_stay_as_they_are(owners):
    none = np.zeros(owners, dtype=np.int64)
    assert calibrate(owners=OwnerFigures(none + 400, none, none, none, 5), fallback=PRACTISED) == PRACTISED


def test_among_equal_shares_the_more_profitable_owners_come_first():
    """Twenty owners in four kinds, any order of which could make the shares: the profit decides."""
    kinds = list(product((10, 400), (1, 6)))
    days, visits = (np.array([kind[at] for kind in kinds for _ in range(5)]) for at in (0, 1))
    spend = visits * 40_000
    profit = np.where(visits == 6, 90_000, 100).astype(np.int64)
    edges = calibrate(owners=OwnerFigures(days, visits, spend, profit, 0), fallback=PRACTISED)
    assert edges.frequent_visits < 6
