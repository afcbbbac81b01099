"""What is known about a car on a day: the numbers by hand, and not a word from the future."""

from __future__ import annotations

import datetime as dt

import pytest

from liuke.insight.churn.features import NAMES, Cutoff, features_statement, outcomes_statement, sample_visits

pytestmark = pytest.mark.whole

CUTOFF = dt.date(2023, 10, 1)


def features(connection, day=CUTOFF, **cutoff):
    chosen = Cutoff(day, **cutoff)
    rows = connection.execute(f"FROM ({features_statement(chosen)}) ORDER BY vin", chosen.parameters)
    names = [column[0] for column in rows.description]
    return {row[0]: dict(zip(names, row, strict=True)) for row in rows.fetchall()}


def regular(vin="A", *, every=180, visits=6, last=dt.date(2023, 7, 3), **more):
    """A car that came every so many days until ``last``."""
    days = [last - dt.timedelta(days=every * i) for i in range(visits)]
    return [
        {"vin": vin, "day": day, "kinds": 1, "revenue_fen": 100_000, "store": "东店", **more} for day in days
    ]


def test_the_days_of_a_regular_car(hand_star):
    star = hand_star(vehicle=[{"vin": "A", "delivery_day": dt.date(2020, 6, 1)}], visit=regular())
    car = features(star)["A"]
    assert (car["days_since"], car["visits"], car["visits_12"], car["visits_24"]) == (90, 6, 2, 4)
    assert car["age"] == (CUTOFF - dt.date(2020, 6, 1)).days
    assert car["allowed"] == pytest.approx(180, abs=0.5)
    assert car["hazard"] == pytest.approx(0.5, abs=0.01)
    assert car["due_day"] == dt.date(2023, 7, 3) + dt.timedelta(days=180)
    assert car["stretch"] == pytest.approx(1, abs=0.01)
    assert (car["spend_12"], car["profit_24"]) == (2_000, 1_600)


def test_a_longer_last_interval_is_a_stretch(hand_star):
    visits = regular(last=dt.date(2022, 9, 1)) + regular(visits=1, last=dt.date(2023, 9, 1))
    others = [v for i in range(30) for v in regular(f"B{i}")]
    vehicles = [{"vin": vin, "model": "ES6"} for vin in ("A", *(f"B{i}" for i in range(30)))]
    car = features(hand_star(vehicle=vehicles, visit=visits + others))["A"]
    assert car["stretch"] == pytest.approx(2, rel=0.05)


def test_few_visits_lean_on_the_models_rhythm_and_many_on_the_cars_own(hand_star):
    model = [v for i in range(40) for v in regular(f"M{i}", every=200)]
    new = regular("new", every=60, visits=2)
    old = regular("old", every=60, visits=15)
    vehicles = [{"vin": vin, "model": "ES6"} for vin in ("new", "old", *(f"M{i}" for i in range(40)))]
    cars = features(hand_star(vehicle=vehicles, visit=model + new + old))
    assert cars["M0"]["allowed"] == pytest.approx(195, abs=10)
    assert 100 < cars["new"]["allowed"] < 180
    assert 60 < cars["old"]["allowed"] < 80


def test_a_car_that_drives_much_is_due_by_kilometres_before_its_day(hand_star):
    """Its model comes every 180 days and 5,400 km; it drives 90 km a day."""
    model = [
        {**visit, "odometer_km": 30 * (visit["day"] - dt.date(2019, 1, 1)).days}
        for i in range(40)
        for visit in regular(f"M{i}")
    ]
    hard = [
        {**visit, "odometer_km": 90 * (visit["day"] - dt.date(2023, 1, 1)).days}
        for visit in regular("hard", visits=2, last=dt.date(2023, 9, 1))
    ]
    vehicles = [{"vin": vin, "model": "ES6"} for vin in ("hard", *(f"M{i}" for i in range(40)))]
    cars = features(hand_star(vehicle=vehicles, visit=model + hard))
    assert cars["M0"]["km_per_day"] == pytest.approx(30)
    assert cars["hard"]["km_per_day"] == pytest.approx(90)
    assert cars["hard"]["allowed"] < 0.75 * cars["M0"]["allowed"]
    assert cars["hard"]["allowed"] >= 0.5 * cars["M0"]["allowed"] - 1, "never earlier than half the time"


@pytest.mark.parametrize(
    ("last_km", "per_day"),
    [
        pytest.param(36_000, pytest.approx(100), id="a plausible last reading counts"),
        pytest.param(1_000, pytest.approx(100), id="a reading below the earlier ones is a slip"),
        pytest.param(1_900_000, pytest.approx(100), id="a reading no car drives is a slip"),
    ],
)
def test_the_last_odometer_reading_is_judged_by_the_past_only(hand_star, last_km, per_day):
    """The star calls it plausible or not by the next reading as well, which lies after the cut-off."""
    days = (dt.date(2022, 10, 1), dt.date(2023, 3, 30), dt.date(2023, 9, 26))
    visits = [
        {"vin": "A", "day": day, "odometer_km": km, "kinds": 1}
        for day, km in zip(days, (0, 18_000, last_km), strict=True)
    ]
    for plausible in (True, False):
        visits[2]["odometer_plausible"] = plausible
        star = hand_star(vehicle=[{"vin": "A", "delivery_day": dt.date(2022, 9, 1)}], visit=visits)
        assert features(star)["A"]["km_per_day"] == per_day


@pytest.mark.parametrize(
    ("vehicle", "visits", "known"),
    [
        pytest.param({"delivery_day": dt.date(2023, 1, 1)}, [], True, id="delivered this year, never came"),
        pytest.param({"delivery_day": dt.date(2020, 1, 1)}, [], False, id="never came in three years"),
        pytest.param({"delivery_day": CUTOFF}, [], False, id="delivered on the day"),
        pytest.param({}, [dt.date(2020, 10, 1)], True, id="bought elsewhere, last seen 36 months ago"),
        pytest.param({}, [dt.date(2020, 9, 30)], False, id="last seen longer ago"),
        pytest.param({}, [CUTOFF], False, id="first seen on the day"),
        pytest.param(
            {"delivery_day": dt.date(2022, 12, 1)}, [dt.date(2023, 11, 1)], True, id="came only afterwards"
        ),
    ],
)
def test_which_cars_are_looked_at(hand_star, vehicle, visits, known):
    star = hand_star(
        vehicle=[{"vin": "A", **vehicle}], visit=[{"vin": "A", "day": day, "kinds": 1} for day in visits]
    )
    assert ("A" in features(star)) is known


def test_a_car_that_never_came_is_due_by_its_models_plan(hand_star):
    delivered = dt.date(2023, 3, 1)
    star = hand_star(vehicle=[{"vin": "A", "delivery_day": delivered, "first_due_months": 6}])
    car = features(star)["A"]
    assert car["contact_day"] == delivered
    assert car["due_day"] == delivered + dt.timedelta(days=182)
    assert (car["visits"], car["spend_24"], car["adviser_return"]) == (0, 0, None)


def test_answers_complaints_and_owners_count_from_their_own_day(hand_star):
    star = hand_star(
        vehicle=[{"vin": "A"}],
        visit=regular(satisfaction=1),
        survey=[
            {"vin": "A", "day": dt.date(2023, 1, 9), "satisfaction": 5},
            {"vin": "A", "day": dt.date(2023, 7, 9), "satisfaction": 2},
            {"vin": "A", "day": CUTOFF, "satisfaction": 1},
        ],
        complaint=[{"vin": "A", "day": day, "solved": False} for day in (dt.date(2023, 7, 4), CUTOFF)],
        ownership=[
            {"vin": "A", "owner": "Lin", "to_day": dt.date(2023, 6, 1)},
            {"vin": "A", "owner": "Mei", "from_day": dt.date(2023, 6, 1), "to_day": CUTOFF},
            {"vin": "A", "owner": "Guo", "from_day": CUTOFF},
        ],
    )
    car = features(star)["A"]
    assert (car["last_satisfaction"], car["mean_satisfaction"]) == (2, 3.5)
    assert car["complaints_12"] == 1
    assert car["resold"] == (CUTOFF - dt.date(2023, 6, 1)).days
    assert features(star, dt.date(2023, 6, 1))["A"]["resold"] is None


def test_an_adviser_is_judged_by_owners_who_had_a_year_to_come_back(hand_star):
    """Served 13 to 24 months ago: Mei's 30 owners came again, Xu's did not. Later visits say nothing yet."""
    served = dt.date(2022, 5, 1)
    visits = []
    for i in range(30):
        visits.append({"vin": f"M{i}", "day": served, "adviser": "Mei", "store": "东店", "kinds": 1})
        visits.append(
            {"vin": f"M{i}", "day": dt.date(2022, 11, 1), "adviser": "Mei", "store": "东店", "kinds": 1}
        )
        visits.append({"vin": f"X{i}", "day": served, "adviser": "Xu", "store": "东店", "kinds": 1})
    cars = features(hand_star(vehicle=[{"vin": v} for v in {row["vin"] for row in visits}], visit=visits))
    assert cars["M1"]["adviser_return"] == pytest.approx((30 + 30 * 0.5) / 60)
    assert cars["X1"]["adviser_return"] == pytest.approx((0 + 30 * 0.5) / 60)
    assert cars["X1"]["store_return"] == pytest.approx(0.5)


def test_two_stores_on_one_day_have_one_last_visit(hand_star):
    day = dt.date(2023, 8, 1)
    star = hand_star(
        vehicle=[{"vin": "A"}],
        visit=[{"vin": "A", "day": day, "store": store, "kinds": 1} for store in ("东店", "西店")],
    )
    car = features(star)["A"]
    assert (car["store"], car["visits"], car["own_interval"]) == ("西店", 2, None)


def test_nothing_of_the_future_is_known(group):
    """The same features from a star whose every later row, and every column that knows them, is gone."""
    before = features(group)
    for table in ("visit", "survey", "complaint"):
        group.execute(f"CREATE TEMP TABLE past AS FROM {table} WHERE day < DATE '{CUTOFF}'")
        group.execute(f"CREATE OR REPLACE TEMP VIEW {table} AS FROM past")
        group.execute(f"ALTER TABLE past RENAME TO past_{table}")
        group.execute(f"CREATE OR REPLACE TEMP VIEW {table} AS FROM past_{table}")
    group.execute(
        f"""UPDATE past_visit SET next_day = CASE WHEN next_day < DATE '{CUTOFF}' THEN next_day END,
            satisfaction = NULL, nps = NULL,
            odometer_plausible = CASE WHEN next_day < DATE '{CUTOFF}' THEN odometer_plausible END"""
    )
    group.execute(
        f"""CREATE TEMP TABLE known_vehicle AS SELECT * REPLACE (
            CASE WHEN first_visit_day < DATE '{CUTOFF}' THEN first_visit_day END AS first_visit_day,
            CASE WHEN delivery_day < DATE '{CUTOFF}' THEN delivery_day END AS delivery_day,
            NULL AS last_visit_day, NULL AS visits, NULL AS last_adviser, NULL AS last_store,
            NULL AS km_per_day, NULL AS odometer_km, NULL AS last_satisfaction, NULL AS complaints)
            FROM vehicle"""
    )
    group.execute("CREATE OR REPLACE TEMP VIEW vehicle AS FROM known_vehicle")
    after = features(group)
    assert before.keys() == after.keys()
    for vin, car in before.items():
        for name, value in car.items():
            # Sums of logarithms differ in their last digit with the order of the rows.
            same = pytest.approx(after[vin][name], rel=1e-4) if isinstance(value, float) else after[vin][name]
            assert value == same, (vin, name)


def test_the_outcome_is_the_twelve_months_from_the_day_on(hand_star):
    days = {
        "on the day": CUTOFF,
        "the last day": dt.date(2024, 9, 30),
        "a year later": dt.date(2024, 10, 1),
        "before": dt.date(2023, 9, 30),
    }
    visits = [{"vin": vin, "day": day, "revenue_fen": 50_000, "kinds": 1} for vin, day in days.items()]
    star = hand_star(vehicle=[{"vin": vin} for vin in days], visit=visits)
    year = {"cutoff": CUTOFF, "after_12": dt.date(2024, 10, 1)}
    found = dict(star.execute(outcomes_statement(Cutoff(CUTOFF)), year).fetchall())
    assert found == {"on the day": 200, "the last day": 200}


def test_a_sample_is_drawn_by_seed_and_holds_whole_cars(group):
    def sample(seed):
        chosen = {"per_million": 200_000, "seed": seed, "visits": "chosen"}
        sample_visits(connection=group, earliest=Cutoff(CUTOFF, **chosen))
        return features(group, **chosen)

    one, again, other = sample(5), sample(5), sample(6)
    everybody = features(group)
    assert one == again
    assert set(one) != set(other)
    assert len(one) == pytest.approx(0.2 * len(everybody), rel=0.15)
    for vin, car in one.items():
        assert car["visits"] == everybody[vin]["visits"]
        assert car["adviser_return"] == pytest.approx(everybody[vin]["adviser_return"], nan_ok=True)


def test_every_feature_is_a_column(hand_star):
    star = hand_star(vehicle=[{"vin": "A"}], visit=regular())
    assert set(NAMES) <= features(star)["A"].keys()
