"""A4 Search knows of a change in the transaction that makes it (the fixture compares with a rebuild)."""

from __future__ import annotations

import datetime as dt

import pytest

pytest.importorskip("django")

from liuke.org.rules.roles import Role

NOON = dt.datetime(2026, 1, 1, 4, tzinfo=dt.UTC)


@pytest.fixture
def lead(town):
    return town.scope(Role.GROUP)


def test_a_new_name_a_new_plate_a_new_number(town, lead, ask):
    from liuke.owners.models import Phone
    from liuke.owners.rules.spelling import spelled

    lin = town.owner("林晓", phones=("13800009876",))
    car = town.car(lin, "京A12345")
    lin.name = "仇晓"
    lin.pinyin, lin.initials = spelled(lin.name)
    lin.save()
    car.plate = "京C55555"
    car.save()
    Phone.objects.create(owner=lin, number="13900004321")
    lin.phones.filter(number="13800009876").delete()
    said = ("林晓", "linxiao", "12345", "9876")
    assert [ask(lead, one) for one in said] == [[], [], [], []]
    said = ("仇晓", "qiux", "晓", "55555", "4321")
    assert [ask(lead, one) for one in said] == [["仇晓"]] * 5


def test_a_car_changes_hands(town, lead, ask):
    lin, mei = town.owner("林晓"), town.owner("梅雪", store="W")
    car = town.car(lin, "京A12345")
    town.visit(car, dt.date(2025, 3, 1))
    car.owner = mei
    car.save()
    assert ask(lead, "12345") == ["梅雪"]
    assert ask(town.scope(Role.SERVICE_ADVISER, "E"), "梅雪") == ["梅雪"], "she now has a car of the east"
    car.visits.all().delete()
    car.delete()
    assert ask(lead, "12345") == []


def test_a_family_and_a_firm(town, lead, ask):
    from liuke.owners.models import FleetContact, Household, HouseholdMember

    lin = town.owner("林晓")
    family = Household.objects.create(name="林家", changed_at=NOON, changed_by="test")
    member = HouseholdMember.objects.create(household=family, owner=lin)
    firm = town.owner("云程物流", kind="fleet")
    contact = FleetContact.objects.create(fleet=firm, name="老张", number="13700007777")
    assert (ask(lead, "林家"), ask(lead, "7777")) == (["林晓"], ["云程物流"])
    Household.objects.filter(pk=family.pk).update(name="湖畔大院")
    contact.number = "13700008888"
    contact.save()
    assert (ask(lead, "林家"), ask(lead, "湖畔"), ask(lead, "7777")) == ([], ["林晓"], [])
    member.delete()
    contact.delete()
    assert (ask(lead, "湖畔"), ask(lead, "8888")) == ([], [])


def test_a_merge_and_its_undoing(town, lead, ask):
    from liuke.owners.actions.merge_owners import merge_owners
    from liuke.owners.actions.part_owners import part_owners

    one, two = town.owner("林晓", phones=("13800009876",)), town.owner("林小", phones=("13900004321",))
    town.car(two, "京A12345")
    merge = merge_owners(scope=lead, survivor=(one.pk, 1), other=(two.pk, 1), at=NOON)
    assert [ask(lead, said) for said in ("4321", "12345", "林小")] == [["林晓"], ["林晓"], []]
    part_owners(scope=lead, merge_id=merge.pk, at=NOON)
    assert [ask(lead, said) for said in ("4321", "12345", "林小")] == [["林小"]] * 3


def test_family_names_are_read_right_when_the_platform_is_updated(town, lead, ask):
    from importlib import import_module

    from django.db import connection

    from liuke.owners.models import Owner

    town.owner("单小美")
    Owner.objects.update(pinyin="dan xiao mei", initials="dxm")
    migration = import_module("liuke.owners.migrations.0004_family_names_read_right")
    migration.spell_again(None, type("Editor", (), {"connection": connection}))
    assert ask(lead, "shanxiao") == ask(lead, "sxm") == ["单小美"]
