"""A4 Whatever one knows of an owner finds them, and the best answer comes first."""

from __future__ import annotations

import datetime as dt

import pytest

pytest.importorskip("django")

from liuke.org.rules.roles import Role


@pytest.fixture
def lin(town):
    """Lin with two cars, a family and two numbers; others around her."""
    from liuke.owners.models import Household, HouseholdMember

    lin = town.owner("林晓", phones=("13800001234", "13900005678"))
    town.car(lin, "京A12345", vin="LSVAA418700654321", brand="蔚途", series="ES6")
    town.car(lin, "京AD88888", vin="LSVAA418700777777")
    family = Household.objects.create(name="林家大院", changed_at=dt.datetime.now(dt.UTC), changed_by="test")
    HouseholdMember.objects.create(household=family, owner=lin, head=True)
    for name, phone in (("单雄", "13811110001"), ("曾敏", "13811110002"), ("仇英", "13811110003")):
        town.owner(name, phones=(phone,))
    town.owner("云程物流有限公司", kind="fleet", phones=("02588001188",))
    town.owner("Mei Guo", phones=("13811110004",))
    town.owner("吕𬭎", phones=("13811110005",))
    return lin


FOUND = {
    "林晓": "林晓", "林": "林晓", "晓": "林晓", "linxiao": "林晓", "lin xiao": "林晓", "xiao": "林晓",
    "lx": "林晓", "LX": "林晓", "li": "林晓",
    "京A12345": "林晓", "京a·12345": "林晓", "12345": "林晓", "23": "林晓", "d8": "林晓", "京A D8": "林晓",
    "1234": "林晓", "5678": "林晓", "13800001234": "林晓", "138 0000 1234": "林晓", "+8613800001234": "林晓",
    "654321": "林晓", "LSVAA418700654321": "林晓", "4321": "林晓", "京Ａ１２３４５": "林晓",
    "林家": "林晓", "大院": "林晓", "林 1234": "林晓", "linxiao d88": "林晓",
    "shan": "单雄", "shanxiong": "单雄", "sx": "单雄", "zeng": "曾敏", "zm": "曾敏", "qiu": "仇英",
    "物流": "云程物流有限公司", "yuncheng": "云程物流有限公司", "ycwl": "云程物流有限公司", "1188": "云程物流有限公司",
    "mei": "Mei Guo", "meiguo": "Mei Guo", "guo": "Mei Guo", "吕𬭎": "吕𬭎", "𬭎": "吕𬭎", "lv": "吕𬭎",
}  # fmt: skip


def test_every_kind_of_fragment(town, lin, ask):
    adviser = town.scope(Role.SERVICE_ADVISER, "E")
    assert {said: ask(adviser, said)[:1] for said in FOUND} == {said: [name] for said, name in FOUND.items()}


@pytest.mark.parametrize(
    "said", ["1", "234", "13800", "京B", "54321x", "zzz", "%", "_", "'", "\\", "林 9999", "🚗"]
)
def test_what_fits_nobody_finds_nobody(town, lin, ask, said):
    found = ask(town.scope(Role.SERVICE_ADVISER, "E"), said)
    assert found == (["林晓"] if said == "234" else [])


def test_a_wrong_number_finds_nobody(town, lin, ask):
    lin.phones.filter(number="13900005678").update(state="wrong")
    assert ask(town.scope(Role.GROUP), "5678") == []


def test_exact_before_beginning_before_part_and_the_one_seen_last_first(town, ask):
    days = {"安": 1, "安宁": 2, "安静": 3, "平安": 4, "长安福": 5}
    for name, day in days.items():
        town.visit(town.car(town.owner(name), None), dt.date(2025, 1, day))
    assert ask(town.scope(Role.GROUP), "安") == ["安", "平安", "安静", "安宁", "长安福"]


def test_at_most_ten_of_many_and_those_seen_last(town, ask, monkeypatch):
    """The way for fragments that fit many gives the answer of the way for few."""
    from liuke.search import finding

    for number in range(30):
        owner = town.owner(f"王{'甲乙丙'[number % 3]}{number}", store="EW"[number % 2])
        town.visit(
            town.car(owner, f"沪A{number:05}", store="EW"[number % 2]),
            dt.date(2025, 1, 1 + number),
            store="EW"[number % 2],
        )
    town.owner("老王")
    scopes = [town.scope(Role.GROUP), town.scope(Role.SERVICE_ADVISER, "W"), town.scope(Role.TECHNICIAN, "E")]
    said = ("王", "wang", "w", "沪A", "a0", "00", "王乙", "0001", "老王", "王 沪a")
    few = [ask(scope, one) for scope in scopes for one in said]
    assert few[0] == [f"王{'甲乙丙'[n % 3]}{n}" for n in range(29, 19, -1)]
    monkeypatch.setattr(finding, "MANY", 3)
    assert [ask(scope, one) for scope in scopes for one in said] == few


def test_an_order_number(town, lin, ask):
    from liuke.search.lines import found_orders
    from liuke.search.rules.typed import read_typed
    from liuke.vehicles.models import WorkOrder

    car = lin.vehicles.first()
    for number, day in (("WO-1001", 1), ("WO-10012", 2), ("WO-2001", 3)):
        WorkOrder.objects.create(
            vehicle=car, store=town.stores["E"], key=number, order_no=number, day=dt.date(2025, 1, day)
        )
    east, west = (town.scope(Role.SERVICE_ADVISER, one) for one in "EW")
    assert [o.order_no for o in found_orders(east, read_typed("wo-1001"))] == ["WO-1001", "WO-10012"]
    assert found_orders(east, read_typed("wo-")) == []
    assert found_orders(west, read_typed("wo-1001")) == []
