"""The import of the console: preview, confirm, the same again, a newer export."""

from __future__ import annotations

import pytest
from django.utils import timezone

from liuke.integrations.dms.models import ImportBatch
from liuke.owners.models import Owner
from liuke.vehicles.models import OrderLine, Vehicle, Visit, WorkOrder


def test_the_example_is_previewed_taken_in_and_taken_back(group_desk, export, state) -> None:
    before = state()
    batch = group_desk.preview(*export)
    assert state() == before, "a preview changes nothing"
    assert {kind: fates["new"] for kind, fates in group_desk.found(batch)["counts"].items()} == {
        "vehicle_sales": 2421, "work_orders": 9586, "order_lines": 8769, "appointments": 3913, "surveys": 2554,
        "complaints": 23,
    }  # fmt: skip
    asked = {q["subject"]: q["proposal"] for q in group_desk.found(batch)["questions"]}
    assert asked == {"会展店": "create", "北湖店": "create", "滨江店": "create"}
    group_desk.confirm(batch)
    assert WorkOrder.objects.count() == 9586
    assert Vehicle.objects.filter(owner=None).count() == 0
    assert Owner.objects.filter(pinyin="").exclude(name="").count() == 0
    taken_in = state()
    again = group_desk.preview(*export)
    assert group_desk.counts(again) == {"unchanged": 9586}
    assert group_desk.found(again)["seen_before"], "somebody has imported these files before"
    assert group_desk.found(again)["questions"] == []
    group_desk.confirm(again)
    assert state() == taken_in, "the same files twice change nothing"
    assert group_desk.undo(again)
    assert state() == taken_in
    assert group_desk.undo(batch)
    assert state() == before


def test_a_newer_export_changes_only_what_changed(guo, orders, sales, state) -> None:
    guo.take_in(sales({}), orders({}, {"工单号": "R2", "进厂时间": "2025-09-01 10:00:00"}))
    first = WorkOrder.objects.get(order_no="R1")
    newer = guo.preview(
        orders(
            {},
            {"工单号": "R2", "进厂时间": "2025-09-01 10:00:00", "结算金额": "950.00"},
            {"工单号": "R3", "进厂时间": "2025-12-01 10:00:00"},
        )
    )
    assert guo.counts(newer) == {"new": 1, "changed": 1, "unchanged": 1}
    guo.confirm(newer)
    assert WorkOrder.objects.get(order_no="R1").batch_id == first.batch_id
    assert WorkOrder.objects.get(order_no="R2").total_fen == 95000
    assert Visit.objects.count() == 3


def test_a_blank_cell_erases_nothing(guo, orders) -> None:
    guo.take_in(orders({}))
    later = guo.preview(orders({"结算金额": ""}))
    assert guo.counts(later) == {"unchanged": 1}


def test_undo_restores_exactly_what_was_there(guo, orders, sales, lines, state) -> None:
    guo.take_in(sales({}), orders({}), lines({}, {"项目名称": "机滤", "金额": "60.00"}))
    before = state()
    later = guo.take_in(
        sales({"车系": "ES8"}, {"交车日期": "2025-11-11", "车主": "梅雪", "手机号": "13900002222"}),
        orders({"结算金额": "820.00", "车牌号": "沪A54321"}, {"工单号": "R9"}),
        lines({"金额": "310.00"}),
    )
    assert state() != before
    assert OrderLine.objects.count() == 1, "the line that the order does not have any more is gone"
    assert Vehicle.objects.get().owner.name == "梅雪"
    assert guo.undo(later)
    assert state() == before


def test_undo_says_what_is_in_the_way(guo, orders, state) -> None:
    first = guo.take_in(orders({}))
    second = guo.take_in(orders({"结算金额": "820.00"}))
    before = state()
    assert not guo.undo(first)
    assert state() == before, "nothing was changed"
    batch = ImportBatch.objects.get(pk=first)
    assert batch.state == "done"
    assert batch.refusal["rows"] == [
        {"kind": "work_orders", "key": "R1", "batch": str(second), "by": "郭经理", "at": ""}
    ]
    assert guo.undo(second)
    assert guo.undo(first)


def test_an_undo_between_two_imports_keeps_what_the_later_one_needs(guo, orders, sales) -> None:
    first = guo.take_in(sales({}), orders({}))
    guo.take_in(orders({"工单号": "R2", "进厂时间": "2025-09-01 10:00:00", "车牌号": "沪B00001"}))
    assert guo.undo(first)
    car = Vehicle.objects.get()
    assert (car.plate, car.delivery_day) == ("沪B00001", None)
    assert list(WorkOrder.objects.values_list("order_no", flat=True)) == ["R2"]
    assert Visit.objects.count() == 1


def test_rows_of_another_store_are_rejected_the_same_whether_it_exists_or_not(guo, orders) -> None:
    told = []
    for store in ("西山店", "不存在店"):
        batch = guo.preview(orders({}, {"门店": store, "工单号": "R2"}, name=f"{store}.csv"))
        found = guo.found(batch)
        assert guo.counts(batch) == {"new": 1}
        (question,) = found["questions"]
        (rejected,) = ImportBatch.objects.get(pk=batch).preview_rows.filter(fate="rejected")
        assert found["rejected"] == 1
        told.append((question["choices"], question["proposal"], rejected.why[0][2]))
    assert told[0] == told[1]
    assert told[0][1:] == ("leave_out", "other_store")


def test_a_sale_another_store_has_reported_is_rejected(guo, xu, sales, state) -> None:
    guo.take_in(sales({}))
    before = state()
    batch = xu.preview(sales({"门店": "西山店"}))
    assert xu.found(batch)["counts"]["vehicle_sales"]["other_store"] == 1
    assert xu.found(batch)["rejected"] == 1
    xu.confirm(batch)
    assert state() == before


def test_rows_without_a_store_are_asked_about_once_a_sheet(guo, orders) -> None:
    batch = guo.preview(orders({"门店": ""}))
    (question,) = guo.found(batch)["questions"]
    assert question["code"] == "store_of_sheet"
    guo.confirm(batch)
    assert WorkOrder.objects.get().store.name == "东湖店"


def test_answers_are_read_again_and_remembered(group_desk, stores, orders) -> None:
    from liuke.integrations.dms.actions.answer_questions import answer_questions

    file = orders({"门店": "东湖汽车销售服务"})
    batch = group_desk.preview(file)
    place = ("store", "", "", "东湖汽车销售服务")
    assert answer_questions(scope=group_desk.scope, batch_id=batch, answers={place: str(stores["东湖店"])})
    group_desk.read(batch)
    group_desk.confirm(batch)
    assert WorkOrder.objects.get().store_id == stores["东湖店"]
    later = group_desk.preview(orders({"门店": "东湖汽车销售服务", "工单号": "R2"}))
    assert group_desk.found(later)["questions"] == []


def test_an_open_question_stops_the_confirmation(guo, orders) -> None:
    from liuke.integrations.dms.actions.confirm_import import QuestionsOpen, confirm_import

    batch = guo.preview(orders({"门店": ""}))
    with pytest.raises(QuestionsOpen):
        confirm_import(scope=guo.scope, batch_id=batch, at=timezone.now())


def test_corrected_rejected_rows_are_taken_in(guo, orders) -> None:
    from liuke.integrations.dms.queries import error_workbook

    batch = guo.take_in(orders({}, {"工单号": "R2", "车架号": LIN_LOWER_BROKEN}))
    assert guo.found(batch)["rejected"] == 1
    workbook = error_workbook(ImportBatch.objects.get(pk=batch))
    corrected = _with_cell(workbook, LIN_LOWER_BROKEN, "LSVAA41870000001X")
    again = guo.preview(("errors.xlsx", corrected))
    assert guo.counts(again) == {"new": 1}
    guo.confirm(again)
    assert set(WorkOrder.objects.values_list("order_no", flat=True)) == {"R1", "R2"}


LIN_LOWER_BROKEN = "LSVAA418700000"


def _with_cell(path, was: str, becomes: str) -> bytes:
    import io

    from openpyxl import load_workbook

    book = load_workbook(path)
    for page in book:
        for row in page.iter_rows():
            for cell in row:
                if cell.value == was and cell.column > 5:
                    cell.value = becomes
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_two_names_of_one_store_do_not_take_an_order_in_twice(group_desk, stores, orders) -> None:
    from liuke.integrations.dms.actions.answer_questions import answer_questions

    batch = group_desk.preview(orders({}, {"门店": "东湖一店", "结算金额": "900.00"}))
    place = ("store", "", "", "东湖一店")
    answer_questions(scope=group_desk.scope, batch_id=batch, answers={place: str(stores["东湖店"])})
    group_desk.read(batch)
    assert group_desk.counts(batch) == {"new": 1, "key_conflict": 1}
    assert group_desk.found(batch)["rejected"] == 1
    group_desk.confirm(batch)
    assert WorkOrder.objects.get().total_fen == 80000
