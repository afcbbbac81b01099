"""Grades of owners by the practised rule, owner by owner."""

from __future__ import annotations

import datetime as dt

import pytest

from liuke.insight.rfm.findings import Thresholds
from liuke.insight.rfm.grade_owners import grade_owners

AS_OF = dt.date(2024, 10, 1)


def owner(name, *, days=None, visits=0, yuan=0.0, profit_yuan=0):
    return {
        "owner": name,
        "vehicles": 1,
        "last_visit_day": None if days is None else AS_OF - dt.timedelta(days=days),
        "visits_12": visits,
        "spend_12_fen": round(yuan * 100),
        "profit_12_fen": profit_yuan * 100,
    }


def points(connection):
    return {
        row[0]: row[1:] for row in connection.execute("SELECT owner, r, f, m FROM owner_grade").fetchall()
    }


@pytest.mark.parametrize(
    ("days", "visits", "yuan", "expected"),
    [
        (29, 9, 20_000.01, (5, 5, 5)),
        (30, 8, 20_000.00, (3, 3, 3)),
        (90, 4, 10_000.00, (3, 3, 3)),
        (91, 3, 9_999.99, (1, 1, 1)),
        (1, 4, 9_999.99, (5, 3, 1)),
        (400, 0, 0, (1, 1, 1)),
        (None, 0, 0, (1, 1, 1)),
    ],
)
def test_an_owner_on_the_edge_of_a_threshold_gets_three_points(star_of, days, visits, yuan, expected):
    star = star_of(owner=[owner("Lin", days=days, visits=visits, yuan=yuan)])
    grade_owners(connection=star, as_of=AS_OF)
    assert points(star)["Lin"] == expected


@pytest.mark.parametrize(
    ("days", "visits", "yuan", "score", "tier"),
    [
        (5, 9, 30_000, 15, "vip"),
        (5, 9, 15_000, 13, "vip"),
        (5, 5, 15_000, 11, "important"),
        (50, 5, 15_000, 9, "important"),
        (50, 5, 500, 7, "ordinary"),
        (50, 2, 500, 5, "ordinary"),
        (200, 2, 500, 3, "sleeping"),
        (None, 0, 0, 3, "sleeping"),
    ],
)
def test_the_sum_of_points_makes_the_grade(star_of, days, visits, yuan, score, tier):
    star = star_of(owner=[owner("Lin", days=days, visits=visits, yuan=yuan)])
    found = grade_owners(connection=star, as_of=AS_OF)
    assert star.execute("SELECT score, tier FROM owner_grade").fetchall() == [(score, tier)]
    assert getattr(found.tiers, tier).owners == 1


def test_shares_are_of_all_owners_and_of_all_profit(star_of):
    star = star_of(
        owner=[
            owner("Lin", days=5, visits=9, yuan=30_000, profit_yuan=6_000),
            owner("Guo", days=50, visits=5, yuan=15_000, profit_yuan=3_000),
            owner("Xu", days=300, visits=1, yuan=500, profit_yuan=1_000),
            owner("Mei"),
        ]
    )
    tiers = grade_owners(connection=star, as_of=AS_OF).tiers
    assert (tiers.vip.share, tiers.vip.profit_share, tiers.vip.profit_yuan) == (0.25, 0.6, 6_000.0)
    assert (tiers.important.share, tiers.important.profit_share) == (0.25, 0.3)
    assert (tiers.ordinary.owners, tiers.ordinary.share, tiers.ordinary.profit_share) == (0, 0.0, 0.0)
    assert (tiers.sleeping.owners, tiers.sleeping.share, tiers.sleeping.profit_share) == (2, 0.5, 0.1)
    assert [tiers.vip.expected_share, tiers.important.expected_share] == [0.15, 0.35]
    assert [tiers.ordinary.expected_profit_share, tiers.sleeping.expected_profit_share] == [0.05, 0.0]


def test_a_brand_may_set_thresholds_of_its_own(star_of):
    star = star_of(owner=[owner("Lin", days=150, visits=2, yuan=1_500)])
    own = Thresholds(
        recent_days=180, distant_days=365, rare_visits=1, frequent_visits=1, low_yuan=500, high_yuan=1_000
    )
    assert grade_owners(connection=star, as_of=AS_OF, thresholds=own).tiers.vip.owners == 1


def test_without_profit_no_grade_has_a_share_of_it(star_of):
    found = grade_owners(
        connection=star_of(owner=[owner("Lin", days=5, visits=2, yuan=800), owner("Mei")]), as_of=AS_OF
    )
    assert found.tiers.sleeping.profit_share is None
    assert found.calibrated.vip.profit_share is None
    assert (found.lorenz, found.gini, found.top_fifth_profit_share, found.marks) == ([], None, None, [])


def test_no_owner_at_all_gives_empty_grades(star_of):
    found = grade_owners(connection=star_of(), as_of=AS_OF)
    assert (found.owners, found.tiers.vip.owners, found.tiers.vip.share, found.marks) == (0, 0, 0.0, [])
    assert found.calibrated.thresholds == found.thresholds


def test_grading_twice_gives_the_same_table(star_of):
    star = star_of(owner=[owner("Lin", days=5, visits=9, yuan=30_000), owner("Mei")])
    first = grade_owners(connection=star, as_of=AS_OF)
    assert grade_owners(connection=star, as_of=AS_OF) == first
    assert star.execute("SELECT count(*) FROM owner_grade").fetchone() == (2,)
