"""What is sold most and what is bought together, from lines written down by hand."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from liuke.insight.operations.describe_services import describe_services
from liuke.insight.operations.item_names import number_items, spelling_key

AS_OF = dt.date(2024, 10, 1)
MAINTENANCE, REPAIR, ACCIDENT = 1, 2, 4


class Shop:
    """Collects visits and their lines."""

    def __init__(self):
        self.visits, self.lines, self.cars = [], [], []

    def visit(self, *items, day="2024-05-10", kinds=MAINTENANCE, energy="燃油", **of_lines):
        number = len(self.visits) + 1
        self.cars.append({"vin": f"V{number}", "energy": energy})
        self.visits.append(
            {"visit_id": number, "vin": f"V{number}", "day": dt.date.fromisoformat(day), "kinds": kinds}
        )
        for item in items:
            line = {"item": item, "line_type": "labour", "amount_fen": 10_000} | of_lines
            self.lines.append(line | {"visit_id": number, "day": dt.date.fromisoformat(day)})

    def services(self, star_of):
        star = star_of(visit=self.visits, line=self.lines, vehicle=self.cars)
        return describe_services(connection=star, as_of=AS_OF)


@pytest.fixture
def shop():
    return Shop()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("机油机滤更换", " 机油 机滤更换", True),
        ("前刹车片（左）", "前刹车片(左)", True),
        ("前刹车片-左", "前刹车片—左", True),
        ("ＡＢＳ泵", "abs泵", True),
        ("5W-30", "5W30", True),
        ("机油1.5L", "机油15L", False),
        ("1/2螺栓", "12螺栓", False),
        ("前刹车片", "后刹车片", False),
        ("***", "---", False),
    ],
)
def test_spellings_of_one_item(one, other, same):
    assert (spelling_key(one) == spelling_key(other)) is same


def test_an_item_bears_its_most_frequent_spelling():
    items = number_items([("机油 机滤", 2), ("机油机滤", 9), ("空滤", 30)])
    assert items.names == ["空滤", "机油机滤"]
    assert items.number_of["机油 机滤"] == items.number_of["机油机滤"] == 1


def test_an_item_counts_once_a_visit_and_its_lines_add_up(shop, star_of):
    shop.visit("机油机滤", "机油机滤 ", "空调滤芯")
    shop.visit("机油机滤")
    top = shop.services(star_of).top
    assert [(r.item, r.visits, r.revenue_yuan, r.share_of_visits) for r in top] == [
        ("机油机滤", 2, 300.0, 1.0),
        ("空调滤芯", 1, 100.0, 0.5),
    ]


def test_only_the_latest_twelve_months_count_and_the_year_before_gives_the_change(shop, star_of):
    shop.visit("空滤", day="2022-10-01")
    for _ in range(3):
        shop.visit("机油", day="2023-09-30")
    for _ in range(4):
        shop.visit("机油", "空滤", day="2024-09-30")
    shop.visit("机油", day="2024-10-01")
    top = shop.services(star_of).top
    assert {r.item: (r.visits, r.change) for r in top} == {
        "机油": (4, pytest.approx(1 / 3)),
        "空滤": (4, 3.0),
    }


def test_without_a_whole_year_before_there_is_no_change(shop, star_of):
    shop.visit("机油", day="2022-11-15")
    shop.visit("机油")
    assert shop.services(star_of).top[0].change is None


def test_the_ten_items_on_most_visits_are_listed_and_packages_apart(shop, star_of):
    for n in range(14):
        for _ in range(n + 1):
            shop.visit(f"项目{n}")
    shop.visit("保养套餐A", line_type="package")
    services = shop.services(star_of)
    assert [r.item for r in services.top] == [f"项目{n}" for n in range(13, 3, -1)]
    assert [(r.item, r.visits) for r in services.packages] == [("保养套餐A", 1)]


def test_the_kind_is_told_by_the_name_else_by_the_visits_it_is_on(shop, star_of):
    shop.visit("机油机滤", kinds=REPAIR)
    shop.lines[-1]["kinds"] = MAINTENANCE
    shop.visit("制动液", kinds=MAINTENANCE)
    shop.visit("制动液", kinds=MAINTENANCE)
    shop.visit("制动液", kinds=MAINTENANCE | REPAIR)
    shop.visit("前保险杠", kinds=ACCIDENT)
    shop.visit("什么", kinds=None)
    kinds = {r.item: r.kind for r in shop.services(star_of).top}
    assert kinds == {"机油机滤": "maintenance", "制动液": "maintenance", "前保险杠": "accident", "什么": None}


def test_work_named_in_one_text_is_taken_apart(shop, star_of):
    shop.visit("机油机滤更换、空调滤芯；四轮换位", line_type=None, quantity=1, amount_fen=90_000)
    shop.visit("空调滤芯", line_type=None, quantity=1, amount_fen=10_000)
    top = shop.services(star_of).top
    assert {(r.item, r.visits, r.revenue_yuan) for r in top} == {
        ("空调滤芯", 2, 400.0),
        ("机油机滤更换", 1, 300.0),
        ("四轮换位", 1, 300.0),
    }


def test_a_line_of_its_own_keeps_its_commas(shop, star_of):
    shop.visit("机油，5W-30", item_code="P001", quantity=1, line_type=None)
    assert [r.item for r in shop.services(star_of).top] == ["机油，5W-30"]


def test_two_items_bought_together_are_told_with_confidence_and_lift(shop, star_of):
    for n in range(400):
        shop.visit("机油", *(["刹车片"] if n < 60 else []), *(["刹车油"] if 20 <= n < 100 else []))
    (pair,) = shop.services(star_of).pairs
    assert (pair.first, pair.second, pair.visits) == ("刹车片", "刹车油", 40)
    assert pair.confidence == pytest.approx(40 / 60)
    assert pair.lift == pytest.approx(40 * 400 / (60 * 80))


def test_what_every_visit_has_goes_with_nothing(shop, star_of):
    for n in range(200):
        shop.visit("机油", *(["刹车片"] if n < 60 else []))
    assert shop.services(star_of).pairs == []


@pytest.mark.parametrize(
    ("label", "worlds"),
    [
        ("kinds of visits", [{"kinds": MAINTENANCE}, {"kinds": ACCIDENT}]),
        ("energy of cars", [{"energy": "燃油"}, {"energy": "纯电"}]),
    ],
)
def test_what_only_belongs_to_the_same_visits_is_no_pair(shop, star_of, label, worlds):
    """Each world has two items of its own that have nothing to do with each other inside it."""
    draw = random.Random(3)
    for n, world in enumerate(worlds):
        for _ in range(600):
            items = [f"{n}{letter}" for letter in "AB" if draw.random() < 0.4]
            shop.visit("检查", *items, **world)
    assert shop.services(star_of).pairs == []


def test_one_job_in_two_lines_is_no_pair(shop, star_of):
    for n in range(300):
        shop.visit("检查", *(["机油工时", "机油材料"] if n < 100 else []))
    assert shop.services(star_of).pairs == []


def test_a_pair_on_nineteen_visits_is_not_told(shop, star_of):
    for n in range(400):
        shop.visit("检查", *(["刹车片"] if n < 30 else []), *(["刹车油"] if 11 <= n < 45 else []))
    assert shop.services(star_of).pairs == []


def test_a_package_makes_no_pair_with_what_is_in_it(shop, star_of):
    for n in range(300):
        shop.visit("检查", *(["机滤"] if n < 50 else []))
        if 10 <= n < 70:
            shop.lines.append(shop.lines[-1] | {"item": "保养套餐", "line_type": "package"})
    assert shop.services(star_of).pairs == []


def test_more_items_than_bits_are_ranked_by_what_is_sold_most(shop, star_of):
    shop.visit(*[f"杂件{n}" for n in range(200)])
    for _ in range(30):
        shop.visit("机油", "机滤")
        shop.visit("洗车")
    services = shop.services(star_of)
    assert {r.item for r in services.top[:3]} == {"机油", "机滤", "洗车"}
    assert services.top[0].share_of_visits == 30 / 61


@pytest.mark.parametrize("lines", [[], [{"item": None}]])
def test_without_named_items_there_are_no_services(star_of, lines):
    rows = [line | {"visit_id": 1, "day": dt.date(2024, 5, 1)} for line in lines]
    services = describe_services(
        connection=star_of(visit=[{"visit_id": 1, "day": dt.date(2024, 5, 1)}], line=rows), as_of=AS_OF
    )
    assert (services.top, services.pairs, services.packages) == ([], [], [])
