"""The files of a group with one car and one order."""

from __future__ import annotations

SALES = [
    ["车架号", "交车日期", "门店", "车系", "客户姓名", "手机号"],
    ["LATPAB071W1005301", "2023-03-05", "城东店", "ES6", "林晓", "13800001111"],
]
ORDERS = [
    ["工单号", "车架号", "门店", "进厂时间", "维修类型", "结算金额"],
    ["RO1", "LATPAB071W1005301", "城东店", "2023-09-05 09:30", "保养", "1200.00"],
]
