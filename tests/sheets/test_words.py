"""What the words of a DMS mean."""

from __future__ import annotations

from typing import Any

import pytest

from liuke.sheets.fields.words import is_yes, item_kinds, meaning, satisfaction_of, visit_kinds

ORDER_STATUS = {
    "settled": "已结算 已结算未收款 已结算待取车 挂账 已挂账 结清 已出厂 交车 已交车 已收款 已付款 完成 已关闭 开票 正常 Closed",
    "finished": "完工 已完工 维修完成 施工完成 质检合格 未收款 待收款 未付款 部分收款 欠款 待交车 未出厂 待开票 unpaid",
    "open": "反结算 已反结算 取消结算 预结算 待结算 未结算 已完工未结算 结算中 维修中 修理中 在厂 登记 新建 报价 待质检 未关闭 Open",
    "cancelled": "作废 已作废 废单 退单 已退单 红冲 已红冲 冲销 已删除 取消 无效 Cancelled",
}


@pytest.mark.parametrize(
    ("word", "status"), [(word, status) for status, words in ORDER_STATUS.items() for word in words.split()]
)
def test_a_status_of_an_order_says_whether_it_was_settled(word: str, status: str) -> None:
    assert meaning("order_status", word) == status


MAINTENANCE, DETAILING = 1, 32


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        ("保养 首次保养 维护 一级维护 二级维护 日常维护 首次维护 养护 维护保养 A保 强保", MAINTENANCE),
        ("漆面养护 美容养护 内饰养护 皮革保养", DETAILING),
    ],
)
def test_care_is_maintenance_except_of_the_looks(words: str, kinds: int) -> None:
    assert [visit_kinds(word) for word in words.split()] == [kinds] * len(words.split())


def test_an_item_of_the_national_standard_makes_a_maintenance_visit() -> None:
    assert [item_kinds(item) for item in ("二级维护", "首次维护", "漆面养护", "蓄电池维护")] == [1, 1, 32, 0]


@pytest.mark.parametrize(
    ("vocabulary", "traditional", "simple"),
    [
        (
            "order_status",
            "已結算 作廢 維修中 已關閉 已取消 紅沖 掛帳",
            "已结算 作废 维修中 已关闭 已取消 红冲 挂帐",
        ),
        (
            "visit_kind",
            "保養 維修 事故鈑噴 索賠 年檢續保 精品美容",
            "保养 维修 事故钣喷 索赔 年检续保 精品美容",
        ),
        ("appointment_status", "門店取消 客戶取消 爽約 履約", "门店取消 客户取消 爽约 履约"),
        ("complaint_status", "已解決 處理中 撤訴", "已解决 处理中 撤诉"),
        ("line_type", "工時 配件 套餐", "工时 配件 套餐"),
        ("payer", "自費 索賠 保險", "自费 索赔 保险"),
        ("item_kind", "更換機油機濾 鈑金補漆 鍍晶", "更换机油机滤 钣金补漆 镀晶"),
    ],
)
def test_a_word_in_traditional_characters_means_the_same(
    vocabulary: str, traditional: str, simple: str
) -> None:
    known = [meaning(vocabulary, word) for word in simple.split()]
    assert None not in known
    assert [meaning(vocabulary, word) for word in traditional.split()] == known


def test_answers_in_traditional_characters_mean_the_same() -> None:
    assert [is_yes(word) for word in ("是", "無", "沒有", "未預約")] == [True, False, False, False]
    assert [satisfaction_of(word) for word in ("非常滿意", "不滿意")] == [5, 2]


def test_values_in_traditional_characters_are_understood_and_names_kept(take_in: Any, write_csv: Any) -> None:
    vin = "LATPAB071W1005301"
    rows = [
        ["工單號", "車架號", "門店", "進廠時間", "維修類型", "結算金額", "工單狀態", "是否預約", "車主"],
        ["RO1", vin, "東區門店", "2023-09-05", "保養", "1200.00", "已結算", "無", "趙維"],
        ["RO2", vin, "東區門店", "2023-10-05", "維修", "(300.00)", "紅沖", "是", "趙維"],
    ]
    taken = take_in(write_csv("維修工單.csv", rows))
    assert taken.questions == []
    assert taken.rows("work_orders", "store, kinds, status, booked, owner_name") == [
        ("東區門店", 1, "settled", None, "趙維"),
        ("東區門店", 2, "cancelled", True, "趙維"),
    ]
