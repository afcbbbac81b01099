"""The lists of old systems name the same balances in many ways."""

from __future__ import annotations

import datetime as dt

import pytest

from liuke.loyalty.opening.reading import BalanceRow, read_balances

TODAY = dt.date(2026, 3, 1)
WHOLE = {
    "name": "林晓",
    "phone": "13800000001",
    "card_no": "C1",
    "principal_fen": 100_050,
    "bonus_fen": 20_000,
    "points": 300,
    "item": "精洗",
    "visits": 4,
    "visits_paid_fen": 8_000,
    "expires_on": dt.date(2099, 12, 31),
}
ROW = "林晓,13800000001,C1,1000.50,200,300,精洗,4,80,2099-12-31"
HEADS = {
    "a chain's card system": "会员姓名,会员手机号,会员编号,充值余额,赠送余额,可用积分,次卡名称,余次,次卡剩余价值,有效期至",
    "a till's": "持卡人,联系手机,卡编号,卡内余额,赠款余额,会员积分,套餐名称,未使用次数,套餐余额,截止日期",
    "a repair shop's": "客户名称,移动电话,储值卡卡号,储值余额（元）,剩余赠送,当前积分,项目名称,剩余次数,剩余价值（元）,到期时间",
    "a sheet by hand": "*姓名,*手机号/电话,卡号：,余额[元],赠金余额,积分,卡项,可用次数,次卡余额,失效日期",
}


def read(tmp_path, head: str, *rows: str) -> list[BalanceRow]:
    path = tmp_path / "余额.csv"
    path.write_text("\n".join((head, *rows)) + "\n", encoding="utf-8")
    return read_balances(path, name=path.name, today=TODAY)


@pytest.mark.parametrize("system", HEADS)
def test_the_heads_of_old_systems_are_known(tmp_path, system):
    [row] = read(tmp_path, HEADS[system], ROW)
    assert {name: getattr(row, name) for name in WHOLE} == WHOLE
    assert row.why == []


def test_a_number_that_cannot_be_read_is_not_said_to_be_missing(tmp_path):
    rows = read(tmp_path, "手机号,车牌号,储值本金", "1.38E+10,,5", ",沪A,5", ",,5")
    assert [row.why for row in rows] == [["bad_phone"], ["bad_plate"], ["no_key"]]


def test_a_sum_of_principal_and_bonus_is_not_taken_for_the_principal(tmp_path):
    [row] = read(tmp_path, "手机号,卡内余额,储值本金,赠送金额", "13800000001,1200.50,1000.50,200")
    assert (row.principal_fen, row.bonus_fen) == (100_050, 20_000)
