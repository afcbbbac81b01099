"""Advisers and technicians, visit by visit."""

from __future__ import annotations

import datetime as dt

import pytest

from liuke.insight.operations.describe_people import describe_people

AS_OF = dt.date(2024, 10, 1)
REPAIR = 2


class Store:
    """Collects what Mei, Guo and the technicians did."""

    def __init__(self):
        self.tables = {"vehicle": [], "visit": [], "survey": [], "work_order": []}
        self.services = {}

    def visit(
        self, day, adviser="Mei", *, vin="V1", store="East", technician=None, yuan=1_000, maintenance=True
    ):
        rank = self.services[vin] = self.services.get(vin, 0) + 1
        number = len(self.tables["visit"]) + 1
        self.tables["visit"].append(
            {"visit_id": number, "vin": vin, "day": dt.date.fromisoformat(day), "store": store, "adviser": adviser,
             "technician": technician, "revenue_fen": yuan * 100, "maintenance": maintenance,
             "maintenance_rank": rank if maintenance else None}
        )  # fmt: skip
        if not any(car["vin"] == vin for car in self.tables["vehicle"]):
            self.tables["vehicle"].append({"vin": vin, "second_due_months": 6})
        return number

    def answer(self, satisfaction, day="2024-05-01", adviser="Mei", store="East", visit_id=None):
        self.tables["survey"].append(
            {"satisfaction": satisfaction, "day": dt.date.fromisoformat(day), "adviser": adviser, "store": store,
             "visit_id": visit_id}
        )  # fmt: skip

    def repair(
        self,
        day="2024-05-01",
        *,
        returned=None,
        technician="Lin",
        status="settled",
        kinds=REPAIR,
        symptom="异响",
    ):
        self.tables["work_order"].append(
            {"day": dt.date.fromisoformat(day), "adviser": "Mei", "technician": technician, "store": "East",
             "status": status, "kinds": kinds, "symptom": symptom,
             "returned_day": returned and dt.date.fromisoformat(returned)}
        )  # fmt: skip

    def people(self, star_of):
        return describe_people(connection=star_of(**self.tables), as_of=AS_OF)


@pytest.fixture
def store():
    return Store()


def test_only_people_of_the_latest_twelve_months_appear_the_busiest_first(store, star_of):
    store.visit("2023-09-30", "Old")
    store.visit("2023-10-01", "Guo", yuan=500)
    store.visit("2024-09-30", "Mei", yuan=900)
    store.visit("2024-09-30", "Mei", yuan=1_100)
    store.visit("2024-10-01", "New")
    store.visit("2024-05-01", None)
    people = store.people(star_of)
    assert [(p.name, p.visits, p.revenue_per_visit_yuan) for p in people.advisers] == [
        ("Mei", 2, 1000.0),
        ("Guo", 1, 500.0),
    ]
    assert people.technicians == []


def test_the_same_name_in_two_stores_is_two_people(store, star_of):
    store.visit("2024-05-01", "Mei", store="East")
    store.visit("2024-05-01", "Mei", store="West")
    store.visit("2024-05-01", "Mei", store=None)
    assert sorted(str(p.store) for p in store.people(star_of).advisers) == ["East", "None", "West"]


@pytest.mark.parametrize(
    ("label", "served", "next_service", "of", "share"),
    [
        ("back on the limit day", "2023-07-31", "2024-04-30", 1, 1.0),
        ("back a day late", "2023-07-31", "2024-05-01", 1, 0.0),
        ("never back", "2023-07-31", None, 1, 0.0),
        ("limit day on the last day", "2023-12-30", None, 1, 0.0),
        ("not due yet", "2024-01-01", "2024-03-01", 0, None),
        ("due more than a year ago", "2022-12-31", None, 0, None),
    ],
)
def test_return_is_the_next_maintenance_within_due_and_grace(
    store, star_of, label, served, next_service, of, share
):
    """Six months due and three of grace, the limit day included and inside the latest twelve months."""
    store.visit("2024-09-30", "Mei", vin="OTHER")
    store.visit(served, "Mei")
    if next_service:
        store.visit(next_service, "Guo")
    mei = {p.name: p for p in store.people(star_of).advisers}["Mei"]
    assert (mei.return_of, mei.return_share) == (of, share), label


def test_a_repair_is_no_return(store, star_of):
    store.visit("2023-07-31")
    store.visit("2024-01-10", maintenance=False)
    store.visit("2024-09-30", vin="OTHER")
    assert store.people(star_of).advisers[0].return_share == 0.0


def test_satisfaction_is_the_share_of_fours_and_fives_of_the_year(store, star_of):
    visit = store.visit("2024-04-30", "Mei", technician="Lin")
    for satisfaction, day in [
        (5, "2024-05-01"),
        (4, "2024-05-01"),
        (3, "2024-05-01"),
        (5, "2023-09-30"),
        (None, "2024-05-01"),
    ]:
        store.answer(satisfaction, day, visit_id=visit)
    people = store.people(star_of)
    for person in (people.advisers[0], people.technicians[0]):
        assert (person.answers, person.satisfaction) == (3, pytest.approx(2 / 3)), person.name


def test_a_repair_counts_as_fixed_unless_the_car_came_back_for_it(store, star_of):
    store.visit("2024-04-30", technician="Lin")
    store.repair()
    store.repair(returned="2024-05-20")
    store.repair("2024-09-20", returned="2024-10-05")
    store.repair(status="cancelled", returned="2024-05-20")
    store.repair(kinds=1, returned="2024-05-20")
    store.repair(symptom=None, returned="2024-05-20")
    store.repair("2023-09-30", returned="2023-10-05")
    (lin,) = store.people(star_of).technicians
    assert (lin.repairs, lin.first_time_fix) == (3, pytest.approx(2 / 3))
    assert lin.first_time_fix_low < lin.first_time_fix_shrunk < lin.first_time_fix_high


def test_a_newcomer_with_one_lucky_visit_leans_towards_the_others(store, star_of):
    for adviser, back, visits in (("Mei", 60, 100), ("Guo", 80, 100), ("Xu", 1, 1)):
        for n in range(visits):
            store.visit("2023-07-31", adviser, vin=f"{adviser}{n}")
            store.visit("2024-01-10" if n < back else "2024-09-01", adviser, vin=f"{adviser}{n}")
    shares = {p.name: p for p in store.people(star_of).advisers}
    assert shares["Xu"].return_share == 1.0
    assert shares["Xu"].return_share_shrunk == pytest.approx(0.7, abs=0.05)
    assert shares["Mei"].return_share_shrunk == pytest.approx(0.6, abs=0.03)
    assert shares["Xu"].return_low < shares["Mei"].return_low


def test_an_empty_star_has_no_people(star_of):
    people = describe_people(connection=star_of(), as_of=AS_OF)
    assert (people.advisers, people.technicians) == ([], [])
