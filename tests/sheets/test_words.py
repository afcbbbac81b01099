"""What the words of a DMS mean."""

from __future__ import annotations

import pytest

from liuke.sheets.fields.words import meaning

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
