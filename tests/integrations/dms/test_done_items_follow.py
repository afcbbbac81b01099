"""A3 What was done on a car follows its orders and lines, in whatever order and file they come."""

from __future__ import annotations

import pytest

pytest.importorskip("django")

from tests.integrations.dms.conftest import LIN, MEI


def done() -> dict[str, list[str]]:
    from liuke.vehicles.models import DoneItem

    found: dict[str, list[str]] = {}
    for vin, item in DoneItem.objects.order_by("item__name").values_list("vehicle_id", "item__name"):
        found.setdefault(vin, []).append(item)
    return found


def test_lines_that_come_after_their_order_count(guo, orders, lines):
    guo.take_in(orders({"维修项目": "小保养"}, {"工单号": "R2", "车架号": MEI}))
    assert done() == {LIN: ["小保养"]}
    guo.take_in(lines({}, {"工单号": "R2", "项目名称": "空调清洗"}))
    assert done() == {LIN: ["小保养", "机油"], MEI: ["空调清洗"]}


def test_an_item_done_twice_on_a_day_counts_once_and_one_taken_off_the_order_goes(guo, orders, lines):
    guo.take_in(orders({}), lines({}, {"数量": "2"}, {"项目名称": "机滤"}))
    assert done() == {LIN: ["机油", "机滤"]}
    guo.take_in(lines({}, {"数量": "2"}))
    assert done() == {LIN: ["机油"]}


def test_an_order_that_turns_out_to_be_another_car_s_takes_its_items_along(guo, orders, lines):
    guo.take_in(orders({}), lines({}))
    guo.take_in(orders({"车架号": MEI}))
    assert done() == {MEI: ["机油"]}


def test_undoing_an_import_of_lines_alone_takes_its_items_back(guo, orders, lines):
    guo.take_in(orders({}), lines({}))
    later = guo.take_in(lines({"项目名称": "刹车油"}))
    assert done() == {LIN: ["刹车油"]}
    assert guo.undo(later)
    assert done() == {LIN: ["机油"]}


def test_undoing_everything_leaves_nothing_done(guo, orders, lines):
    batch = guo.take_in(orders({}), lines({}))
    assert guo.undo(batch)
    assert done() == {}
