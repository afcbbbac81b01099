"""A store's coordinates, service area and staff by month, as its manager fills them in."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest

pytest.importorskip("django")

from django.urls import reverse
from django.utils import timezone
from tests.web.test_stores_and_staff import store_form


def version_of(world: Any) -> int:
    from liuke.org.models import Store

    return Store.objects.get(pk=world.stores["east"].pk).version


def at(world: Any, name: str) -> str:
    return reverse(name, args=[world.stores["east"].pk])


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ("118.796877, 32.060255", 302),
        ("32.060255,118.796877", 422),
        ("2.35,48.85", 422),
        ("东湖路", 422),
        ("", 302),
    ],
)
def test_coordinates_are_kept_or_refused(world, as_, typed, status):
    from liuke.org.models import Store

    client = as_("store_manager")
    assert client.post(at(world, "store_edit"), store_form(world, position=typed)).status_code == status
    if status == 302:
        kept = Store.objects.get(pk=world.stores["east"].pk).position
        assert str(kept or "") == typed.replace(" ", "")
        assert (typed.replace(" ", "") or "—") in client.get(at(world, "store")).content.decode()


def test_a_store_that_lies_nowhere_in_china_is_refused_by_the_database(world):
    from django.db import IntegrityError, transaction

    from liuke.org.models import Store

    for place in ({"longitude": 2, "latitude": 48}, {"longitude": 118, "latitude": None}, {"latitude": 32}):
        with pytest.raises(IntegrityError, match="a_store_lies_in_china"), transaction.atomic():
            Store.objects.filter(pk=world.stores["west"].pk).update(**place)


def test_the_service_area_offers_the_owners_districts_and_names_who_else_serves_them(world, as_):
    from liuke.org.models import ServiceDistrict, Store
    from liuke.owners.models import Owner

    Owner.objects.filter(pk=world.owners["east owner"].pk).update(district="江宁")
    ServiceDistrict.objects.create(store=world.stores["west"], district="江宁")
    client, address = as_("store_manager"), at(world, "store_service_area")
    page = client.get(address).content.decode()
    assert 'value="江宁"' in page
    assert "集团其他门店也服务此区域" in page
    assert world.stores["west"].name not in page
    assert world.stores["west"].name in as_("group").get(address).content.decode()
    form = {"version": version_of(world), "districts": ["江宁"], "more": "浦口、 六合,浦口"}
    assert client.post(address, form).status_code == 302
    store = Store.objects.get(pk=world.stores["east"].pk)
    assert [one.district for one in store.service_districts.all()] == ["六合", "江宁", "浦口"]
    assert "六合" in client.get(at(world, "store")).content.decode()
    late = client.post(address, {**form, "more": "栖霞"})
    assert late.status_code == 422
    assert store.service_districts.count() == 3
    trail = as_("group").get(reverse("audit")).content.decode()
    assert "修改了服务区域" in trail


@pytest.mark.parametrize(
    "changes",
    [
        {"more": "东" * 61},
        {"more": ",".join(map(str, range(300)))},
        {"districts": ["从没听过"]},
        {"version": ""},
    ],
)
def test_a_service_area_that_cannot_be_kept_is_told(world, as_, changes):
    from liuke.org.models import ServiceDistrict

    before = ServiceDistrict.objects.count()
    form = {"version": version_of(world), **changes}
    assert as_("group").post(at(world, "store_service_area"), form).status_code == 422
    assert ServiceDistrict.objects.count() == before


def test_a_year_of_staff_is_filled_in_carried_on_counted_and_kept(world, as_):
    from liuke.org.models import Headcount

    client, address = as_("store_manager"), f"{at(world, 'store_headcount')}?year=2025"
    typed = {"planned_technician_3": "12", "actual_technician_3": "11", "planned_cashier_3": "2"}
    form = {"version": version_of(world), "month": "4", **typed}
    carried = client.post(address, {**form, "carry": "1", "planned_cashier_4": "3"})
    body = carried.content.decode()
    assert carried.status_code == 200
    assert re.search(r'name="planned_technician_4" value="12"', body)
    assert re.search(r'name="planned_cashier_4" value="3"', body), "what was typed stays"
    assert not Headcount.objects.filter(month__year=2025).exists(), "nothing is saved yet"
    counted = client.post(address, {**form, "accounts": "1"}).content.decode()
    assert re.search(r'name="actual_technician_4" value="2"', counted), "the technician and the colleague"
    assert client.post(address, form).status_code == 302
    kept = (
        Headcount.objects.filter(month=dt.date(2025, 3, 1))
        .order_by("role")
        .values_list("role", "planned", "actual")
    )
    assert list(kept) == [("cashier", 2, None), ("technician", 12, 11)]
    january = client.post(
        f"{at(world, 'store_headcount')}?year=2026",
        {"version": version_of(world), "month": "1", "carry": "1"},
    )
    assert january.status_code == 200
    late = client.post(address, form)
    assert late.status_code == 422
    assert "维修技师 3/12/11" not in as_("group").get(reverse("audit")).content.decode()
    assert "维修技师 2025-03 12/11" in as_("group").get(reverse("audit")).content.decode()


def test_january_takes_over_from_december(world, as_):
    client, address = as_("store_manager"), at(world, "store_headcount")
    client.post(f"{address}?year=2023", {"version": version_of(world), "month": "1", "planned_sales_12": "7"})
    form = {"version": version_of(world), "month": "1", "carry": "1"}
    body = client.post(f"{address}?year=2024", form).content.decode()
    assert re.search(r'name="planned_sales_1" value="7"', body)


@pytest.mark.parametrize("value", ["-1", "10000", "zwei", "1.5"])
def test_a_headcount_that_is_no_number_is_told(world, as_, value):
    from liuke.org.models import Headcount

    form = {"version": version_of(world), "month": "1", "planned_sales_1": value}
    answer = as_("group").post(f"{at(world, 'store_headcount')}?year=2020", form)
    assert answer.status_code == 422
    assert "field-error" in answer.content.decode()
    assert not Headcount.objects.filter(month__year=2020).exists()


def test_this_months_people_stand_on_the_stores_page(world, as_):
    month = timezone.localdate().month
    form = {
        "version": version_of(world), "month": str(month),
        f"planned_sales_{month}": "5", f"actual_sales_{month}": "3",
    }  # fmt: skip
    assert as_("store_manager").post(at(world, "store_headcount"), form).status_code == 302
    page = as_("store_manager").get(at(world, "store")).content.decode()
    assert "缺编" in page
    assert 'data-chart="headcount"' in page
    assert 'data-chart="headcount"' not in as_("cashier").get(at(world, "store")).content.decode()
