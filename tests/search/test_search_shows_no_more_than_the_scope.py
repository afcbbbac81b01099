"""R-25 What is out of reach is not found, not even by a car that somebody else's customer has there."""

from __future__ import annotations

import datetime as dt

import pytest

pytest.importorskip("django")

from liuke.org.rules.roles import Role


@pytest.fixture
def both(town):
    """Lin of the east has a second car that only the west knows."""
    lin = town.owner("林晓", phones=("13800009876",))
    town.car(lin, "京A12345")
    town.car(lin, "京B67890", store="W", vin="LSVAA418700999999")
    return lin


def test_each_store_finds_its_own_car(town, both, ask):
    from liuke.search.lines import lines
    from liuke.search.rules.typed import read_typed

    east, west = (town.scope(Role.SERVICE_ADVISER, one) for one in "EW")
    assert ask(east, "12345") == ["林晓"]
    assert ask(east, "67890") == ask(east, "999999") == []
    assert ask(west, "67890") == ["林晓"], "a car brings its owner within reach"
    assert ask(west, "12345") == []
    [line] = lines(east, read_typed("林晓"))
    assert [car.plate for car in line.cars] == ["京A12345"]


def test_a_visit_brings_a_car_within_reach(town, both, ask):
    west = town.scope(Role.SERVICE_ADVISER, "W")
    town.visit(both.vehicles.get(plate="京A12345"), dt.date(2025, 3, 1), store="W")
    assert ask(west, "12345") == ["林晓"]


def test_who_may_not_see_owners_finds_cars_alone(town, both, ask):
    technician = town.scope(Role.TECHNICIAN, "E")
    assert ask(technician, "12345") == ["京A12345"]
    assert ask(technician, "林晓") == ask(technician, "9876") == []


def test_who_may_see_neither_finds_nothing(town, both, ask):
    administrator = town.scope(Role.ADMINISTRATOR)
    assert [ask(administrator, said) for said in ("12345", "林晓", "9876")] == [[], [], []]


def test_search_reads_through_the_scope_whatever_its_tables_say(town, both, ask):
    """Were a row of the search tables wrong, nothing would be shown for it."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE search_entry SET stores = %s", [[town.stores["W"].pk, town.stores["E"].pk]])
    east = town.scope(Role.SERVICE_ADVISER, "E")
    assert ask(east, "67890") == ["林晓"], "Lin is theirs"
    stranger = town.owner("徐来", store="W")
    town.car(stranger, "京B11111", store="W")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE search_entry SET stores = %s", [[town.stores["E"].pk]])
    assert ask(east, "徐来") == ask(east, "11111") == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT search_rebuild()")
    assert ask(town.scope(Role.SERVICE_ADVISER, "W"), "徐来") == ["徐来"], "a rebuild puts it right"
