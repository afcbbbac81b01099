"""The demo's history is made up to yesterday and goes through the importer."""

from __future__ import annotations

import datetime as dt

import pytest

from liuke.integrations.dms import demo
from liuke.integrations.dms.models import ImportBatch
from liuke.org.models import Store
from liuke.vehicles.models import CarModel, DeclinedWork, Policy, TelematicsSnapshot, Vehicle, WorkOrder

TODAY = dt.date(2026, 3, 1)


@pytest.mark.usefixtures("group_desk")
def test_the_demo_is_filled_once_and_ends_yesterday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "VEHICLES", 900)
    demo.fill_demo(today=TODAY)
    assert Store.objects.filter(name__in=("北湖店", "滨江店", "会展店")).count() == 3
    assert Vehicle.objects.count() > 880
    last = WorkOrder.objects.latest("day").day
    assert dt.timedelta(0) < TODAY - last < dt.timedelta(days=15)
    papers = [model.objects.count() for model in (Policy, DeclinedWork, TelematicsSnapshot, CarModel)]
    assert min(papers) > 5
    demo.fill_demo(today=TODAY)
    assert papers == [model.objects.count() for model in (Policy, DeclinedWork, TelematicsSnapshot, CarModel)]
    assert ImportBatch.objects.count() == 1
