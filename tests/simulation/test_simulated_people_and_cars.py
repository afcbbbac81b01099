"""Owners, cars and orders are what a Chinese dealer group has."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pytest

from liuke.values.plate import read_plate
from liuke.values.vin import wrong_check_digit


def test_every_vin_is_distinct_and_only_imports_have_an_odd_check_digit(files_of):
    vins = files_of()["sales"].vin.unique()
    wrong = wrong_check_digit(list(vins))
    assert len(vins) == 6000
    assert 0 < wrong.sum() < 60
    assert {vin[:3] for vin in vins[wrong]} == {"WYR"}


def test_every_plate_is_readable_and_new_energy_has_eight_characters(files_of):
    cars = files_of()["sales"].drop_duplicates("vin").dropna(subset=["plate"])
    assert all(read_plate(plate).value == plate for plate in cars.plate)
    assert set(cars[cars.energy == "燃油"].plate.str.len()) == {7}
    assert set(cars[cars.energy != "燃油"].plate.str.len()) == {8}
    assert cars.plate.is_unique


def test_phones_are_mobile_numbers_that_nobody_has(files_of):
    phones = files_of()["orders"].phone.dropna()
    assert phones.map(lambda phone: bool(re.fullmatch(r"1[3-9]\d000\d{5}", phone))).all()


def test_some_households_have_two_cars_and_a_fleet_has_more_than_three(files_of):
    cars = files_of()["sales"].drop_duplicates("vin").groupby("phone").vin.nunique()
    assert 200 < (cars == 2).sum() < 700
    assert 1 <= (cars > 3).sum() <= 5


def test_some_cars_are_sold_again_to_somebody_else(files_of):
    sales = files_of()["sales"]
    twice = sales[sales.duplicated("vin", keep=False)].sort_values("delivery_day").groupby("vin")
    assert 20 < len(twice) < 250
    assert all(rows.phone.nunique(dropna=False) == 2 for _, rows in twice)
    assert (twice.price_fen.last() < twice.price_fen.first()).all()


def test_a_few_cars_come_that_were_bought_elsewhere(files_of):
    files = files_of()
    strangers = set(files["orders"].vin) - set(files["sales"].vin)
    assert 60 < len(strangers) < 160


def test_odometers_rise_but_for_rare_typing_errors(files_of):
    orders = files_of()["orders"].query("role <= 2 and status == 1").sort_values("arrived_at")
    falls = orders.groupby("vin").odometer_km.diff() < 0
    assert 5 < falls.sum() < 0.005 * len(orders)


def test_new_cars_are_checked_before_delivery_at_no_charge(files_of):
    files = files_of()
    pdi = (
        files["orders"]
        .query("role == 4")
        .merge(
            files["sales"].drop_duplicates("vin")[["vin", "delivery_day"]], on="vin", suffixes=("", "_sold")
        )
    )
    assert len(pdi) > 3500
    assert (pdi.arrived_at < pdi.delivery_day).all()
    assert (pdi.total_fen == 0).all()


def test_money_adds_up_on_every_order_and_every_line(files_of):
    files = files_of()
    orders = files["orders"]
    gross = orders.labour_fen + orders.parts_fen - orders.discount_fen
    assert (orders.total_fen == gross).all()
    assert (orders.total_fen == orders.owner_fen + orders.insurer_fen + orders.warranty_fen).all()
    assert (orders.discount_fen >= 0).all()
    lines = files["lines"]
    lines = (
        lines.assign(serial=[key.serial for key in lines.key]).groupby(["store", "serial"]).amount_fen.sum()
    )
    billed = orders.assign(
        serial=[key.serial for key in orders.key], lines=orders.labour_fen + orders.parts_fen
    )
    assert lines.eq(billed.set_index(["store", "serial"]).lines.reindex(lines.index)).all()


def test_accidents_are_paid_by_insurers_and_warranty_work_by_the_manufacturer(files_of):
    orders = files_of()["orders"].query("status == 1")
    accidents, warranty = orders[orders.kinds == 4], orders[orders.kinds == 8]
    assert (accidents.insurer_fen > 0).mean() > 0.8
    assert (warranty.warranty_fen == warranty.total_fen).all()
    assert accidents.total_fen.mean() > 3 * orders[orders.kinds == 1].total_fen.mean()


def test_times_of_an_order_follow_one_another(files_of):
    orders = files_of()["orders"].query("status == 1")
    steps = ["arrived_at", "opened_at", "started_at", "finished_at", "settled_at", "left_at"]
    for earlier, later in pairwise(steps):
        assert (orders[earlier] <= orders[later]).all(), (earlier, later)


def test_orders_are_open_or_cancelled_now_and_then(files_of):
    orders = files_of()["orders"]
    share = orders.status.value_counts(normalize=True)
    assert 0.0005 < share[0] < 0.01
    assert 0.005 < share[2] < 0.02
    assert orders[orders.status != 1].settled_at.isna().all()


def test_nothing_in_the_files_is_later_than_the_end(files_of):
    for table in files_of().values():
        for column in table.columns:
            if column.endswith("_at") and column != "due_at":
                assert not (table[column] >= "2024-10-01").any(), column


def test_advisers_change_over_the_years(files_of):
    orders = files_of()["orders"].query("role == 0")
    by_year = orders.groupby(orders.arrived_at.dt.year).adviser.agg(set)
    assert len(by_year[2019] & by_year[2024]) < len(by_year[2019])
    assert orders.groupby("adviser").store.nunique().max() == 1


def test_long_waits_and_a_bad_mood_show_in_the_answers(group_of):
    world = group_of()
    asked, reception = world.surveys, world.events.reception
    wait = (reception.started_at - reception.arrived_at)[asked.event]
    patient, kept_waiting = asked.satisfaction[wait < 15], asked.satisfaction[wait > 50]
    assert patient.mean() - kept_waiting.mean() > 0.2


@pytest.mark.parametrize(
    ("trait", "direction"), [("loyalty", 1), ("thrift", -1)], ids=["loyal owners", "thrifty owners"]
)
def test_what_decides_a_return(group_of, trait, direction):
    world = group_of()
    decisions, scene = world.returns.decisions, world.scene
    second = decisions.service == 2
    value = getattr(scene.owners, trait)[scene.cars.owner[decisions.car[second]]]
    came = decisions.in_time[second]
    upper = came[value > np.quantile(value, 0.75)].mean()
    lower = came[value < np.quantile(value, 0.25)].mean()
    assert direction * (upper - lower) > 0.02
